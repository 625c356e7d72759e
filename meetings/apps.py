from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings import effects, nudges, openings, reminders  # noqa: PLC0415  apps come first
        from notifications import kinds  # noqa: PLC0415
        from programmes.effects import register  # noqa: PLC0415
        from programmes.modules import Module, build  # noqa: PLC0415
        from reminders import letters, links  # noqa: PLC0415

        build(Module.MEETINGS)
        kinds.register(openings.KIND)
        register(effects.told)
        for purpose in nudges.PURPOSES:
            links.register(purpose)
        for event in reminders.EVENTS:
            letters.register(event)
