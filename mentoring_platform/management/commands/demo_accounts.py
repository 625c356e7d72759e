"""Print the accounts of the demo as JSON."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand

from mentoring_platform.demo.accounts import ACCOUNTS


class Command(BaseCommand):
    help = 'Prints [{"email", "password", "roles", "note"}].'

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [asdict(account) for account in ACCOUNTS]
        self.stdout.write(json.dumps(rows, indent=1, ensure_ascii=False))
