from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from conversations.audiences import register as offer  # noqa: PLC0415
        from meetings import (  # noqa: PLC0415  apps must be loaded first
            audiences,
            effects,
            nudges,
            openings,
            reminders,
        )
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
        for audience in audiences.AUDIENCES:
            offer(audience)
