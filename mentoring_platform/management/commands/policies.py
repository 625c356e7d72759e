"""Print the access policy of every URL as JSON."""

import json
from typing import Any

from django.core.management import BaseCommand

from mentoring_platform.access import Policy, walk


class Command(BaseCommand):
    help = 'Prints [{"path", "name", "methods", "policy"}] for every URL of the resolver.'

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [
            _row(route, pattern.name, pattern.callback.policy)  # type: ignore[attr-defined]
            for route, pattern in walk()
        ]
        self.stdout.write(json.dumps(rows, indent=1))


def _row(route: str, name: str | None, policy: Policy) -> dict[str, object]:
    return {
        "path": f"/{route}",
        "name": name,
        "methods": list(policy.methods),
        "policy": str(policy),
    }
