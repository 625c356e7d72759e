"""A programme at a glance: is it going well? Every figure opens the list that it counts."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from meetings import indicators as meeting_figures
from meetings.models import Log, Meeting
from mentoring_platform.access import Who, policy
from mentoring_platform.checklist import checklist
from mentoring_platform.http import MemberRequest
from programmes import indicators as people_figures
from programmes.models import Group, Participant, Programme, Role
from programmes.modules import Module
from programmes.states import steps_from

HELP_SHOWN = 5
LATELY = 5


@policy(Who.PARTICIPANTS, Who.COORDINATORS)
def overview(request: MemberRequest, pk: int) -> HttpResponse:
    """Coordinators see how it goes, everybody else what it is and where they stand in it."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    request.programme = programme
    roles = list(programme.participants.present().filter(user=request.user))
    if any(participant.role == Role.COORDINATOR for participant in roles):
        return _for_coordinators(request, programme)
    groups = Group.objects.of_member(request.user).filter(programme=programme).order_by("name")
    context = {
        "programme": programme,
        "roles": roles,
        "groups": groups[:20],
        "phases": programme.phases.order_by("place"),
        "coordinators": programme.participants.present()
        .filter(role=Role.COORDINATOR)
        .select_related("user")[:10],
    }
    return render(request, "programmes/programme_show.html", context)


def _for_coordinators(request: MemberRequest, programme: Programme) -> HttpResponse:
    now = timezone.now()
    people = people_figures.people_counts(programme)
    groups = people_figures.group_counts(programme)
    meetings = meeting_figures.meeting_counts(
        Meeting.objects.filter(group__programme=programme), now
    )
    trouble = list(meeting_figures.groups_in_trouble(programme, now).order_by("name"))
    checks = checklist(programme, people, groups, meetings)
    context = {
        "programme": programme,
        "partners": programme.organisations.order_by("-partner__is_lead", "name"),
        "phases": programme.phases.order_by("place"),
        "today": timezone.localdate(),
        "now": now,
        "people": people,
        "group_counts": groups,
        "meetings": meetings,
        "attendance": meeting_figures.attendance_percent(programme),
        "uses_groups": programme.uses(Module.GROUPS),
        "uses_meetings": programme.uses(Module.MEETINGS),
        "trouble": trouble[:HELP_SHOWN],
        "trouble_count": len(trouble),
        "checks": checks,
        "done": sum(check.done for check in checks),
        "next_check": next((check for check in checks if not check.done), None),
        "next_state": next(iter(steps_from(programme)), None),
        "lately": list(islice(_lately(programme, now), LATELY)),
    }
    return render(request, "programmes/overview.html", context)


def _lately(programme: Programme, now: datetime) -> Any:
    """Last joins, plans and logs: who and when, never what was said."""
    since = now - timedelta(days=30)
    joined = (
        programme.participants.present()
        .filter(joined_at__gt=since)
        .exclude(role=Role.COORDINATOR)
        .select_related("user", "programme")
        .order_by("-joined_at")
    )
    logs = (
        Log.objects.filter(meeting__group__programme=programme, written_at__gt=since)
        .select_related("meeting__group")
        .only("written_at", "meeting__number", "meeting__group__name")
        .order_by("-written_at")
    )
    events: list[tuple[datetime, str, Participant | Log]] = [
        *((who.joined_at, "joined", who) for who in joined[:LATELY]),  # type: ignore[misc]
        *((log.written_at, "log", log) for log in logs[:LATELY]),
    ]
    return iter(sorted(events, key=lambda event: event[0], reverse=True))
