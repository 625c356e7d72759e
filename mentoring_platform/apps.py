from django.apps import AppConfig


class MentoringPlatformConfig(AppConfig):
    name = "mentoring_platform"

    def ready(self) -> None:
        from mentoring_platform import access  # noqa: F401, PLC0415  registers the policy check
