import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from privacy.erasing import replay


class Command(BaseCommand):
    help = "After a restore: erase those again who had been erased since the backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        with open(options["file"]) as file:
            stones = [json.loads(line) for line in file]
        known = [(digest, date.fromisoformat(day)) for digest, day in stones]
        count = replay(known, now=timezone.now())
        self.stdout.write(f"{count} people erased again, {len(known)} tombstones known")
