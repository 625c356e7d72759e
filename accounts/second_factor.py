"""Who may see or decide much about others signs in in two steps.

Apps say who that is (``of_trust``). From the first sign-in with such a right there are
``SECOND_FACTOR_GRACE_DAYS`` to set the second step up; then pages lead there, and on afterwards.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import Affiliation, User

HAS_TWO, TRUSTED, NOTED, WANTED = "has_two_steps", "is_trusted", "rights_noted", "wanted_page"
FREE = ("/accounts/", "/language/", "/me/second-step/", "/me/session/", "/healthz")

_rules: list[Callable[[User], bool]] = []


def of_trust(rule: Callable[[User], bool]) -> Callable[[User], bool]:
    """Register a right for which a second step is asked; apps above add theirs."""
    _rules.append(rule)
    return rule


@of_trust
def operates(user: User) -> bool:
    return user.is_staff


@of_trust
def administers(user: User) -> bool:
    return Affiliation.objects.filter(user=user, role=Affiliation.Role.ADMIN).exists()


def is_trusted(user: User) -> bool:
    return any(rule(user) for rule in _rules)


def note(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """At sign-in and when rights change: is it asked of this person, and is it there?"""
    if not settings.SECOND_FACTOR_REQUIRED:
        return
    request.session[NOTED] = user.rights_stamp
    request.session[TRUSTED] = is_trusted(user)
    request.session[HAS_TWO] = is_mfa_enabled(user)
    if request.session[TRUSTED] and user.trusted_since is None:
        user.trusted_since = timezone.localdate()
        User.objects.filter(pk=user.pk).update(trusted_since=user.trusted_since)


def listen() -> None:
    for moment in (user_logged_in, authenticator_added, authenticator_removed):
        moment.connect(note)


def due_on(request: HttpRequest, user: User) -> date | None:
    """The day from which pages wait for the second step; None if it is there or not asked."""
    asked = settings.SECOND_FACTOR_REQUIRED and request.session.get(TRUSTED)
    if not asked or request.session.get(HAS_TWO):
        return None
    since: date = user.trusted_since or timezone.localdate()
    return since + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)


def second_step(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Lead whoever has had their days of grace to the page where it is set up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or request.path.startswith(FREE):
            return get_response(request)
        if request.session.get(NOTED) != request.user.rights_stamp:
            note(request, request.user)
        due = due_on(request, request.user)
        if due is None or timezone.localdate() < due:
            return get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(reverse("accounts:second_step"))
        if request.method == "GET":
            request.session[WANTED] = request.get_full_path()
        return redirect("accounts:second_step")

    return middleware
