"""Walk the audit chain and tell the first broken link."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import chain


class Command(BaseCommand):
    help = "Checks that no event of the audit trail was changed or removed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="a hash from the log that must be in it")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = chain.verify(now=timezone.now(), head=options["head"])
        if verdict.fault:
            raise CommandError(verdict.fault)
        self.stdout.write(
            f"{verdict.links} links hold, {verdict.waiting} events wait for the clock, "
            f"head {verdict.head}"
        )
