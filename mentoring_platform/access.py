"""One policy per URL: who may come to a page at all, and with which methods.

A view without a policy does not load: the system check below walks the resolver when the
server starts. The policy is the outer door. Inside, ``visible_to(user)`` decides which rows
exist for a person (404) and ``can_be_…_by(user)`` what may be done with them (403).
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import checks
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

View = Callable[..., HttpResponseBase]


class Who(StrEnum):
    """The positions from which a page may be reached."""

    EVERYONE = "everyone, signed in or not"
    SIGNED_IN = "anyone signed in"
    OWN = "the person it is about"
    GROUP = "members of the group"
    PARTICIPANTS = "participants of the programme"
    COORDINATORS = "coordinators of the programme"
    ORGANISERS = "people who may set up programmes for an organisation"
    ORGANISATION_MEMBERS = "people of the organisation"
    ORGANISATION_ADMINS = "admins of the organisation"
    OPERATORS = "operators of the platform"


@dataclass(frozen=True)
class Policy:
    """Who may use a view, with which methods. The object decides the rest."""

    who: tuple[Who, ...]
    methods: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.who)

    def admits(self, request: HttpRequest) -> bool:
        """Whether the person can stand in one of the positions at all."""
        user = request.user
        if Who.EVERYONE in self.who:
            return True
        if not user.is_authenticated:
            return False
        return self.who != (Who.OPERATORS,) or user.is_staff


def policy(*who: Who, methods: str = "GET") -> Callable[[View], View]:
    """Declare and enforce the policy of a view: ``@policy(Who.GROUP, methods="GET POST")``."""
    declared = Policy(who, tuple(methods.split()))
    allowed = (
        {*declared.methods, "HEAD", "OPTIONS"}
        if "GET" in declared.methods
        else set(declared.methods)
    )

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not declared.admits(request):
                raise Http404
            if request.method not in allowed:
                return HttpResponseNotAllowed(declared.methods)
            return view(request, *args, **kwargs)

        guarded.policy = declared  # type: ignore[attr-defined]
        return login_not_required(guarded) if Who.EVERYONE in who else guarded

    return decorate


def under_policy(urlpatterns: Any, *who: Who, methods: str = "GET POST") -> Any:
    """Give every view of an ``include()`` of a library one policy; the library guards inside."""
    declared = Policy(who, tuple(methods.split()))
    for _route, pattern in walk(urlpatterns):
        pattern.callback = _carry(pattern.callback, declared)
    return urlpatterns


def _carry(view: View, declared: Policy) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not declared.admits(request):
            if not request.user.is_authenticated:  # such as the library's own page to sign in
                return redirect_to_login(request.get_full_path())
            raise Http404
        return view(request, *args, **kwargs)

    guarded.policy = declared  # type: ignore[attr-defined]
    return login_not_required(guarded) if Who.EVERYONE in declared.who else guarded


def walk(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route below the resolver (or an ``include()``) with its pattern."""
    if patterns is None:
        patterns = get_resolver().url_patterns
    elif isinstance(patterns, tuple):
        patterns = getattr(patterns[0], "urlpatterns", patterns[0])
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, pattern


@checks.register
def every_view_has_a_policy(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse to start with a view that nobody has said anything about."""
    return [
        checks.Error(f"{route} has no access policy", hint="Decorate its view with @policy(…).")
        for route, pattern in walk()
        if not hasattr(pattern.callback, "policy")
    ]
