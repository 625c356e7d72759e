import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from privacy.models import Tombstone


class Command(BaseCommand):
    help = "Write who was erased, as hashes, into a file to be kept apart from the backups."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        stones = Tombstone.objects.order_by("pk").values_list("digest", "erased_on")
        with open(options["file"], "w") as file:
            for digest, erased_on in stones:
                print(json.dumps([digest, erased_on.isoformat()]), file=file)
        self.stdout.write(f"{len(stones)} tombstones")
