"""How long a sign-in lasts, and that it gets a new id when rights change.

A session ends after ``SESSION_IDLE_MINUTES`` without a page, and after ``SESSION_HOURS`` in any
case. Pages warn before (``static/session.js``); without scripts ``accounts:session`` says how
long it lasts.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User

BEGAN, SEEN, RIGHTS = "began_at", "seen_at", "rights"
NOTED_EVERY = 10  # parts of the idle time: so often a request writes that it was there


def begin(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """At sign-in, whose new id the framework has made by now."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    request.session[RIGHTS] = user.rights_stamp
    request.session.pop("ended", None)


def renew(request: HttpRequest, **kwargs: Any) -> None:
    """A new id for the same session: what somebody copied from it before is void."""
    before = request.session.session_key
    request.session.cycle_key()
    known = UserSession.objects.filter(session_key=before)
    known.update(session_key=request.session.session_key)


def listen() -> None:
    user_logged_in.connect(begin)
    for changed in (authenticator_added, authenticator_removed, authenticator_reset):
        changed.connect(renew)


def stay(request: HttpRequest) -> None:
    """Somebody is there."""
    request.session[SEEN] = int(time.time())


def limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """End what is over, note that somebody is there, renew the id when rights have changed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        if BEGAN not in request.session:  # it began before there were limits
            begin(request, request.user)
        if seconds_left(request) <= 0:
            logout(request)
            request.session["ended"] = True
            return get_response(request)
        if request.session.get(RIGHTS) != request.user.rights_stamp:
            renew(request)
            request.session[RIGHTS] = request.user.rights_stamp
        asks_only = request.method == "GET" and request.path == reverse("accounts:session")
        if not asks_only and idle_seconds(request) > _idle_allowed() / NOTED_EVERY:
            stay(request)
        return get_response(request)

    return middleware


def _idle_allowed() -> int:
    return int(settings.SESSION_IDLE_MINUTES * 60)


def bounds(request: HttpRequest) -> dict[str, int]:
    """The same on every page of one sign-in; a page that says more would tell pages apart."""
    began = int(request.session.get(BEGAN, 0))
    return {"idle": _idle_allowed(), "ends": began + int(settings.SESSION_HOURS * 3600)}


def idle_seconds(request: HttpRequest) -> int:
    return int(time.time()) - int(request.session[SEEN])


def seconds_to_the_end(request: HttpRequest) -> int:
    """Until it ends whatever the person does."""
    return int(request.session[BEGAN]) + int(settings.SESSION_HOURS * 3600) - int(time.time())


def seconds_left(request: HttpRequest) -> int:
    """Until it ends if nobody does anything."""
    return min(_idle_allowed() - idle_seconds(request), seconds_to_the_end(request))
