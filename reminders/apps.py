from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self) -> None:
        from notifications import kinds  # noqa: PLC0415  apps must be loaded first
        from reminders import due, letters, programme_events, rehearsal  # noqa: PLC0415

        for event in programme_events.EVENTS:
            letters.register(event)
        kinds.register(rehearsal.KIND)
        kinds.look(due.owe)
