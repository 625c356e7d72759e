from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.forgetting import forget


class Command(BaseCommand):
    help = "Let go what has been kept long enough; the clock does it every night."

    def handle(self, *args: Any, **options: Any) -> None:
        for table, rows in forget(timezone.now()).items():
            self.stdout.write(f"{rows:8} {table}")
