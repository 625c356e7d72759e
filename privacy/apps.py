from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        from notifications import kinds  # noqa: PLC0415  apps must be loaded first
        from privacy import copy_ready  # noqa: PLC0415

        kinds.register(copy_ready.KIND)
