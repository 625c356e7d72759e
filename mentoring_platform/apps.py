from django.apps import AppConfig


class MentoringPlatformConfig(AppConfig):
    name = "mentoring_platform"

    def ready(self) -> None:
        from audit import nouns  # noqa: PLC0415  apps must be loaded first
        from mentoring_platform import access, deeds  # noqa: F401, PLC0415  registers the check

        nouns.name_models(deeds.MODELS)
        nouns.name_deeds(deeds.WORDS)
