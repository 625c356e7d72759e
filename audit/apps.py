from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        from audit import append_only  # noqa: PLC0415  apps must be loaded first

        connection_created.connect(append_only.prepare, dispatch_uid="audit")
