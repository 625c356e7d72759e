"""Every request that may change something leaves an event: who, what, about what, how it ended."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from audit import trail
from audit.models import Event
from audit.nouns import model_of
from mentoring_platform import changes

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


def trail_of_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Below the middleware that knows the person, above whatever may still refuse.

    The event is written before the answer leaves, after the command has committed: an event that
    waits for the whole page would hold the locks of the command as long.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            answer = get_response(request)
            if _manner(request):
                _write(request, answer, _person(request), [])
            return answer
        before = _person(request)  # who signs out is not there afterwards
        with changes.collected() as heard:
            answer = get_response(request)
        _write(request, answer, before or _person(request), heard)
        return answer

    return middleware


def _manner(request: HttpRequest) -> str:
    match = request.resolver_match
    return getattr(match.func, "audited", "") if match else ""


def _person(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _write(
    request: HttpRequest, answer: HttpResponse, person: Any, heard: list[changes.Change]
) -> None:
    """One statement, however many objects have changed; none for an address of no page."""
    match = request.resolver_match
    if match is None:
        return
    kind, key = _object(request, match)
    shared = {
        "what": (match.view_name or match.route)[:80],
        "actor": trail.pseudonym_of(person),
        "manner": _manner(request) or trail.Manner.DID,
        "status": answer.status_code,
        **_place(request),
    }
    rows = trail.gathered(heard) or [{"about": kind, "key": key}]
    events = [Event(**shared | row) for row in rows]
    if len(events) == 1:
        events[0].save(force_insert=True)
    else:
        Event.objects.bulk_create(events)


def _object(request: HttpRequest, match: ResolverMatch) -> tuple[str, int | None]:
    """What the view has named, or the object in the address: first word and number."""
    if about := getattr(request, "about", None):
        return about._meta.label_lower, about.pk
    key = match.kwargs.get("pk", match.kwargs.get("object_id", ""))
    if not str(key).isdecimal():
        return "", None
    return model_of(match.route), int(key) if int(key) < 2**63 else None


def _place(request: HttpRequest) -> dict[str, int | None]:
    """Organisation and programme, as far as the view has found them out."""
    programme, group = getattr(request, "programme", None), getattr(request, "group", None)
    organisation = getattr(request, "organisation", None)
    return {
        "programme": programme.pk if programme else group and group.programme_id,
        "organisation": organisation and organisation.pk,
    }
