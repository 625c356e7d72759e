"""One policy per URL: from which positions to its object it may be used, with which methods.

A view without a policy does not load: the system check below walks the resolver when the
server starts. The policy is what a view promises. It keeps the promise by ``visible_to(user)``,
which decides which rows exist for a person (404), and ``can_be_…_by(user)``, which decides what
may be done with them (403). The test of the matrix works out from the policy alone what every
person gets at every URL, and asks.
"""

import functools
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import checks
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

View = Callable[..., HttpResponseBase]


class Who(StrEnum):
    """The positions in which a person may stand to the object of a page."""

    EVERYONE = "everyone, signed in or not"
    SIGNED_IN = "anyone signed in"
    OWN = "the person it is about"
    GROUP = "members of the group"
    PARTICIPANTS = "participants of the programme"
    COORDINATORS = "coordinators of the programme"
    COORDINATING_ORGANISERS = "coordinators who may set up programmes for the leading organisation"
    ORGANISERS = "people who may set up programmes for an organisation"
    ORGANISATION_MEMBERS = "people of the organisation"
    ORGANISATION_ADMINS = "admins of the organisation"
    OPERATORS = "operators of the platform"


NEIGHBOURS: dict[Who, set[Who]] = {
    Who.GROUP: {Who.COORDINATORS},
    Who.COORDINATORS: {Who.PARTICIPANTS, Who.GROUP},
    Who.COORDINATING_ORGANISERS: {Who.PARTICIPANTS, Who.COORDINATORS},
    Who.ORGANISERS: {Who.SIGNED_IN},
    Who.ORGANISATION_ADMINS: {Who.ORGANISATION_MEMBERS, Who.OPERATORS},
}
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Policy:
    """Who may use a view from where. ``look_only``: positions that may come, but change nothing.

    Everybody else gets 404, as for something that does not exist. Only neighbours, who know of
    the object anyway (a participant knows that there is a list of people), may be told 403.
    """

    who: tuple[Who, ...]
    methods: tuple[str, ...]
    look_only: tuple[Who, ...] = ()

    def __str__(self) -> str:
        looking = f"; to look only: {', '.join(self.look_only)}" if self.look_only else ""
        return ", ".join(self.who) + looking

    @property
    def allowed(self) -> set[str]:
        return {*self.methods, *(SAFE if "GET" in self.methods else ())}

    def lets_in(self, held: Collection[Who], method: str) -> bool:
        """Whether somebody in these positions to the object may use the method on it."""
        who = (*self.who, *self.look_only) if method in SAFE else self.who
        return method in self.allowed and not {*who}.isdisjoint(held)

    def may_tell(self, held: Collection[Who]) -> bool:
        """Whether somebody in these positions may learn that the object exists."""
        admitted = {*self.who, *self.look_only}
        known = admitted.union(*(NEIGHBOURS.get(who, set()) for who in admitted))
        return not known.isdisjoint(held)

    def admits(self, request: HttpRequest) -> bool:
        """Whether the person can stand in one of the positions at all."""
        user = request.user
        if Who.EVERYONE in self.who:
            return True
        if not user.is_authenticated:
            return False
        return self.who != (Who.OPERATORS,) or user.is_staff


def policy(
    *who: Who, methods: str = "GET", look_only: tuple[Who, ...] = ()
) -> Callable[[View], View]:
    """Declare the policy of a view: ``@policy(Who.GROUP, methods="GET POST")``.

    A HEAD is answered like a GET, and OPTIONS without asking the view: a view that does
    something when it is not a GET would do it for them, too.
    """
    declared = Policy(who, tuple(methods.split()), look_only)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not declared.admits(request):
                raise Http404
            if request.method not in declared.allowed:
                return HttpResponseNotAllowed(declared.methods)
            if request.method == "OPTIONS":
                return HttpResponse(headers={"Allow": ", ".join(sorted(declared.allowed))})
            if request.method == "HEAD":
                request.method = "GET"
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
