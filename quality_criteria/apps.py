from django.apps import AppConfig


class QualityCriteriaConfig(AppConfig):
    name = "quality_criteria"
