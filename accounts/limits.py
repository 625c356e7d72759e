"""How often a person may do what costs something; the table is ``settings.LIMITS``.

Below the policy of a view: ``@limited("export")``. It counts each request that changes
something; ``when`` chooses others: ``when=always`` for a page that is costly to read,
``when=searches`` for a list with a search box. Who is over the limit gets a page with status 429
that says how long to wait and still holds what was typed.
"""

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.core.internal.ratelimit import get_ip, parse_rate
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.models import Attempt
from mentoring_platform.typed import typed

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD", "OPTIONS")
UNSURE_SECONDS = 60


def changes(request: HttpRequest) -> bool:
    return request.method not in READING


def searches(request: HttpRequest) -> bool:
    return bool(request.GET.get("q"))


def always(request: HttpRequest) -> bool:
    return True


def limited(
    action: str, *, when: Callable[[HttpRequest], bool] = changes
) -> Callable[[View], View]:
    """Let each person use the view as often as ``settings.LIMITS[action]`` says."""
    if action not in settings.LIMITS:
        raise ImproperlyConfigured(f"LIMITS says nothing about {action!r}")

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if when(request) and (wait := seconds_to_wait(request, action)):
                return too_many(request, wait)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def seconds_to_wait(request: HttpRequest, action: str) -> int:
    """Count one; 0 if the person may go on. The database fails: open for who only reads."""
    if not settings.LIMITS_ARE_ON:
        return 0
    rate = parse_rate(settings.LIMITS[action])
    who = request.user.pk if request.user.is_authenticated else get_ip(request)
    try:
        return Attempt.take(f"{action}:{who}", at_most=rate.amount, seconds=rate.duration)
    except DatabaseError:
        return UNSURE_SECONDS if changes(request) else 0


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """The page that says how long to wait; what was typed can be sent again from it."""
    context = {
        "minutes": -(-wait // 60),
        "seconds": wait,
        "again_at": timezone.localtime() + timedelta(seconds=wait),
        "typed": typed(request),
    }
    answer = render(request, "429.html", context, status=429)
    answer["Retry-After"] = str(wait)
    return answer


class ApiThrottle(BaseThrottle):
    """The same counters for the API: ``settings.LIMITS["api"]`` for each person or address."""

    def allow_request(self, request: Request, view: Any) -> bool:
        self.seconds = seconds_to_wait(request, "api")
        return not self.seconds

    def wait(self) -> float | None:
        return self.seconds or None
