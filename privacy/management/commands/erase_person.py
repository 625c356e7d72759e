from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from privacy import departures
from privacy.erasing import erase


class Command(BaseCommand):
    help = "Erase somebody who has asked for it in another way than by the page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--anyway", action="store_true", help="even if something is left without anybody"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.known([options["email"]]).first()
        if person is None:
            raise CommandError("Nobody has this address")
        hindrances = departures.hindrances(person)
        if hindrances and not options["anyway"]:
            raise CommandError("\n".join(map(str, hindrances)))
        for line in erase(person, now=timezone.now()):
            self.stdout.write(f"{line.rows:6} {line.table}: {line.fate.label} {line.why}")
