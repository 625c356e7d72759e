from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"

    def ready(self) -> None:
        from accounts.readers import tie  # noqa: PLC0415
        from accounts.second_factor import of_trust  # noqa: PLC0415
        from audit.models.event import scope  # noqa: PLC0415
        from notifications import kinds, subjects  # noqa: PLC0415  apps must be loaded first
        from privacy import departures, upcoming  # noqa: PLC0415
        from programmes import departing, invitations, modules, readers  # noqa: PLC0415
        from programmes.models import Programme  # noqa: PLC0415

        modules.build(modules.Module.PEOPLE_LIST)
        modules.build(modules.Module.JOIN_LINK)
        modules.build(modules.Module.GROUPS)
        kinds.register(invitations.KIND)
        kinds.object_to(invitations.is_about_the_past)
        subjects.told_by(Programme.objects.as_subjects)
        departures.register(departing.DEPARTURE)
        upcoming.tell(departing.farewells)
        tie(readers.together)
        of_trust(readers.coordinates)
        scope(readers.led_by)
