from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications import digest, kinds  # noqa: PLC0415  apps must be loaded first

        kinds.register(digest.KIND)
