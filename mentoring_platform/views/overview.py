"""A programme at a glance: is it going well? Every figure opens the list that it counts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, Window
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from meetings.indicators import attendance_figures, groups_needing_help, meeting_figures
from mentoring_platform import figures
from mentoring_platform.access import Who, policy
from mentoring_platform.checklist import checklist
from mentoring_platform.helping import help_for
from mentoring_platform.http import MemberRequest
from mentoring_platform.lately import lately
from mentoring_platform.listing import is_long, page_of
from programmes.indicators import group_figures, people_figures
from programmes.models import Group, Programme, Role
from programmes.modules import Module
from programmes.states import next_move

URGENT_FIRST = ["-is_quiet", "-missed_twice", "-has_unlogged", "name", "pk"]
SHOWN = 5


@policy(Who.PARTICIPANTS, Who.COORDINATORS)
def overview(request: MemberRequest, pk: int) -> HttpResponse:
    """Coordinators see how it goes, everybody else what it is and where they stand in it."""
    programme = _programme(request, pk)
    if programme.is_coordinated:
        return render(request, "programmes/overview.html", _at_a_glance(programme))
    groups = Group.objects.of_member(request.user).filter(programme=programme)
    coordinators = programme.participants.present().listed().filter(role=Role.COORDINATOR)
    context = {
        "programme": programme,
        "partners": programme.owners(),
        "phases": programme.phases.order_by("place"),
        "parts": programme.participants.present().filter(user=request.user).order_by("role"),
        "groups": groups.order_by("name")[:20],
        "coordinators": coordinators.select_related("user").order_by("user__name", "pk")[:10],
    }
    return render(request, "programmes/programme_show.html", context)


@policy(Who.COORDINATORS)
def groups_to_help(request: MemberRequest, pk: int) -> HttpResponse:
    """Every group that needs help, with the reasons."""
    programme = _programme(request, pk)
    if not programme.is_coordinated:
        raise PermissionDenied
    now = timezone.now()
    groups = groups_needing_help([programme], now)
    order = ["name", "pk"] if is_long(programme.groups.all()) else URGENT_FIRST
    page = page_of(groups, request.GET, order=order, size=25)
    context = {
        "programme": programme,
        "page": page,
        "helps": [help_for(group, programme, now) for group in page.rows],
    }
    return render(request, "programmes/overview_help.html", context)


def _programme(request: MemberRequest, pk: int) -> Any:
    mine = Programme.objects.coordinated_by(request.user)
    programmes = Programme.objects.visible_to(request.user).annotate(
        is_coordinated=Exists(mine.filter(pk=pk))
    )
    programme = get_object_or_404(programmes, pk=pk)
    request.programme = programme
    return programme


def _at_a_glance(programme: Programme) -> dict[str, Any]:
    now = timezone.now()
    found = figures.ask(
        people=people_figures(programme),
        groups=group_figures(programme),
        meetings=meeting_figures(programme, now),
        attendance=attendance_figures(programme),
    )
    people, groups, meetings = found["people"], found["groups"], found["meetings"]
    checks = checklist(programme, people, groups, meetings)
    return {
        "programme": programme,
        "partners": programme.owners(),
        "phases": programme.phases.order_by("place"),
        "now": now,
        "people": people,
        "groups": groups,
        "meetings": meetings,
        "attendance": _percent(found["attendance"]["there"], found["attendance"]["asked"]),
        "uses_groups": programme.uses(Module.GROUPS),
        "uses_meetings": programme.uses(Module.MEETINGS),
        "done": [check for check in checks if check.is_done],
        "checks": [check for check in checks if not check.is_done],
        "percent_set_up": _percent(sum(check.is_done for check in checks), len(checks)),
        "check_count": len(checks),
        "next_move": next_move(programme),
        "lately": lately(programme, now, most=SHOWN),
        **_helps(programme, now),
    }


def _helps(programme: Programme, now: Any) -> dict[str, Any]:
    """The most urgent groups and how many there are, in one query."""
    if programme.state in {Programme.State.DRAFT} or programme.is_over:
        return {"helps": [], "help_count": 0}
    groups = groups_needing_help([programme], now).order_by(*URGENT_FIRST)
    found = list(groups.annotate(all_count=Window(Count("pk")))[:SHOWN])
    return {
        "helps": [help_for(group, programme, now) for group in found],
        "help_count": found[0].all_count if found else 0,
    }


def _percent(part: int, whole: int) -> int | None:
    """None when there is nothing to count yet."""
    return round(100 * part / whole) if whole else None
