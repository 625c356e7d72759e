"""python -m tests.faults.prepare migrate | N [owe]: a platform with N people to invite."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from notifications.models import Message  # noqa: E402
from programmes import invitations  # noqa: E402
from programmes.models import Participant  # noqa: E402
from tests import factories  # noqa: E402


def invite(count, name="invited"):
    """People whose ten minutes of grace are over."""
    programme = factories.ProgrammeFactory()
    factories.coordinator_of(programme)
    users = User.objects.bulk_create(
        User(email=f"{name}{n}@lakeland.example", name=f"Person {n}", password="!")
        for n in range(count)
    )
    moment = timezone.now() - timedelta(minutes=1)
    Participant.objects.bulk_create(
        Participant(programme=programme, user=user, role="mentee", invite_at=moment)
        for user in users
    )


def main(count, *then):
    if count == "migrate":
        return call_command("migrate", verbosity=0)
    invite(int(count))
    if "owe" in then:
        while Message.objects.count() < int(count):
            invitations.owe(timezone.now())


if __name__ == "__main__":
    main(*sys.argv[1:])
