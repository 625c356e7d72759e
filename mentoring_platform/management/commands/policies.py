"""Print the access policy of every URL as JSON."""

import json
from typing import Any

from django.core.management import BaseCommand

from mentoring_platform.access import walk


class Command(BaseCommand):
    help = 'Prints [{"path", "name", "methods", "policy"}] for every URL of the resolver.'

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [
            {
                "path": f"/{route}",
                "name": pattern.name,
                "methods": list(pattern.callback.policy.methods),
                "policy": str(pattern.callback.policy),
            }
            for route, pattern in walk()
        ]
        self.stdout.write(json.dumps(rows, indent=1))
