"""What a person has to do for the safety of the account."""

from datetime import datetime, time

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.second_factor import due_on
from mentoring_platform.next_steps import NextStep


def steps(request: HttpRequest, user: User) -> list[NextStep]:
    due = due_on(request, user)
    if due is None:
        return []
    return [
        NextStep(
            title=_("Set up a second step for signing in"),
            url=reverse("accounts:second_step"),
            verb=_("Set it up"),
            due_at=timezone.make_aware(datetime.combine(due, time(0))),
            text=_("You see and decide much about other people here."),
            minutes=2,
        )
    ]
