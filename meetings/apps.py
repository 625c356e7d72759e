from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings import effects, reminders  # noqa: PLC0415  apps must be loaded first
        from notifications import kinds  # noqa: PLC0415
        from programmes.effects import register  # noqa: PLC0415
        from programmes.modules import Module, build  # noqa: PLC0415

        build(Module.MEETINGS)
        kinds.register(reminders.KIND)
        register(effects.told)
