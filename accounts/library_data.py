"""What the libraries below keep about people, declared for them."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q

from accounts.models import User
from accounts.personal_data import OPERATING, SECRET, SESSION, SIGN_IN, TECHNICAL
from mentoring_platform.personal_data import personal


def sessions_of(person: Any) -> Q:
    """Sessions carry no key of a person; the library's list of sessions knows whose they are."""
    mine = UserSession.objects.filter(user=person)
    return Q(session_key__in=list(mine.values_list("session_key", flat=True)))


def entries_with(person: Any) -> Q:
    """What the person changed in the admin, and what was changed in their own row."""
    about = Q(object_id=str(person.pk), content_type__model=User._meta.model_name)
    return Q(user=person) | about


personal(SIGN_IN, of="user")(EmailAddress)
personal(SECRET, of="email_address__user")(EmailConfirmation)
personal(SIGN_IN, of="user", data=SECRET)(Authenticator)
personal(SIGN_IN, of="user", session_key=SECRET, data=SECRET)(UserSession)
personal(SESSION, of=sessions_of, clock="expire_date")(Session)
personal(OPERATING.of(entries_with), clock="action_time")(LogEntry)
for model in (Group, Permission, ContentType):
    personal(TECHNICAL)(model)
