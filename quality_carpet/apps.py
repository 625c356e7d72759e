from django.apps import AppConfig


class QualityCarpetConfig(AppConfig):
    name = "quality_carpet"
