from django.http import HttpResponse
from django.shortcuts import render

from accounts.limits import always, limited, searches
from accounts.models import Organisation
from accounts.views.organisations import managed
from audit import reading, trail
from audit.models import Event
from audit.models.event import EventQuerySet
from mentoring_platform.access import Who, policy
from mentoring_platform.export import table_file
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import page_of

EXPORTED = 20_000


def _of(request: MemberRequest, pk: int) -> EventQuerySet:
    organisation = managed(request, pk)
    one = Organisation.objects.visible_to(request.user).filter(pk=organisation.pk)
    return Event.objects.visible_to(request.user).of(one)


def _page(request: MemberRequest, events: EventQuerySet) -> HttpResponse:
    params = request.GET
    found = reading.filtered(events, params, request.user)
    page = page_of(found, params, order=["-pk"])
    filters = ("manner", "about", "key", "from", "until")
    context = {
        "organisation": getattr(request, "organisation", None),
        "page": page,
        "lines": list(reading.lines(page.rows, params, request.user)),
        "manners": reading.manners(params),
        "keep": [(name, params.get(name, "")) for name in filters],
        "is_filtered": any(params.get(name) for name in ("q", *filters)),
        "is_one_thing": bool(params.get("about")),
        "query": params.urlencode(),
        "export_url": f"{request.path}export/",
    }
    return render(request, "audit/event_list.html", context)


def _file(request: MemberRequest, events: EventQuerySet) -> HttpResponse:
    """The newest of what the list shows."""
    found = reading.filtered(events, request.GET, request.user).order_by("-pk")[:EXPORTED]
    rows = reading.rows(reading.lines(found, request.GET, request.user))
    kind = "xlsx" if request.GET.get("as") == "xlsx" else "csv"
    return table_file("audit", kind, reading.heads(), rows)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS)
@limited("search", when=searches)
def of_organisation(request: MemberRequest, pk: int) -> HttpResponse:
    """Who did what in an organisation and the programmes it leads."""
    return _page(request, _of(request, pk))


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS)
@limited("export", when=always)
@trail.told(trail.Manner.EXPORTED)
def export_organisation(request: MemberRequest, pk: int) -> HttpResponse:
    return _file(request, _of(request, pk))


@policy(Who.OPERATORS)
@limited("search", when=searches)
def everything(request: MemberRequest) -> HttpResponse:
    """Who did what, anywhere."""
    return _page(request, Event.objects.visible_to(request.user))


@policy(Who.OPERATORS)
@limited("export", when=always)
@trail.told(trail.Manner.EXPORTED)
def export(request: MemberRequest) -> HttpResponse:
    return _file(request, Event.objects.visible_to(request.user))
