from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings import effects, nudges, reminders  # noqa: PLC0415  apps must be loaded first
        from programmes.effects import register  # noqa: PLC0415
        from programmes.modules import Module, build  # noqa: PLC0415
        from reminders import letters, links  # noqa: PLC0415

        build(Module.MEETINGS)
        register(effects.told)
        for purpose in nudges.PURPOSES:
            links.register(purpose)
        for event in reminders.EVENTS:
            letters.register(event)
