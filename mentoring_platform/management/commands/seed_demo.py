"""Fill an empty database with the demo: organisations, programmes, people, groups, meetings."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from mentoring_platform.demo import story


class Command(BaseCommand):
    help = "Makes the same demo each time; dates are counted from today."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("There are people already; the demo starts from an empty database")
        story.tell(now=timezone.now())
