"""The request as views know it: somebody is signed in."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class MemberRequest(HttpRequest):
    user: User  # type: ignore[assignment]
    htmx: HtmxDetails
    programme: Any  # set by views that stand inside one, for the frame around the page
    group: Any
    organisation: Any
    about: Any  # the object of a request whose address does not say of which model it is
