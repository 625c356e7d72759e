"""python -m benchmarks.yardstick.prepare: tables, ten notes, one person. Prints the cookie."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.yardstick.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.yardstick.models import Note  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)
Note.objects.bulk_create(
    Note(title=f"Note {n}", text="Something that was said & kept. " * 5, written_at=timezone.now())
    for n in range(1000)
)
browser = Client()
browser.force_login(User.objects.create_user("reader"))
print(f"sessionid={browser.cookies['sessionid'].value}")
