from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from meetings import indicators
from meetings.calendar import meeting_file
from meetings.forms import DetailsForm, PlanForm, WhenForm
from meetings.local_times import Day, local_times
from meetings.models import Attendance, Meeting
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips, is_long, page_of
from programmes.models import Group, Programme
from programmes.modules import Module

SHOWN = {
    "": gettext_lazy("All"),
    "coming": gettext_lazy("Coming"),
    "due": gettext_lazy("Due so far"),
    "held": gettext_lazy("Held"),
    "unlogged": gettext_lazy("Without a log"),
    "cancelled": gettext_lazy("Called off"),
}


def find_group(request: MemberRequest, pk: int) -> Group:
    """The group, if this person sees it and it has meetings; 404 otherwise."""
    groups = Group.objects.visible_to(request.user).select_related("programme")
    group = get_object_or_404(groups, pk=pk)
    if not group.programme.uses(Module.MEETINGS):
        raise Http404
    request.group = group
    return group


def find(request: MemberRequest, pk: int) -> Meeting:
    """The meeting, if it exists for this person and its module is on; 404 otherwise."""
    meetings = Meeting.objects.visible_to(request.user).select_related("group__programme")
    meeting = get_object_or_404(meetings, pk=pk)
    if not meeting.group.programme.uses(Module.MEETINGS):
        raise Http404
    request.group = meeting.group
    return meeting


def find_as_member(request: MemberRequest, pk: int) -> Meeting:
    """The same for those who may change it; 403 for those who only see that it is."""
    meeting = find(request, pk)
    if not meeting.can_be_read_by(request.user):
        raise PermissionDenied
    return meeting


@policy(Who.COORDINATORS)
def of_programme(request: MemberRequest, pk: int) -> HttpResponse:
    """When groups meet and whether they met; never what was said."""
    programme = get_object_or_404(Programme.objects.coordinated_by(request.user), pk=pk)
    if not programme.uses(Module.MEETINGS):
        raise Http404
    request.programme = programme
    now = timezone.now()
    meetings = Meeting.objects.of_programme(programme, user=request.user)
    counts = {} if is_long(meetings) else indicators.meeting_counts(meetings, now)
    shown = indicators.meetings_shown(meetings, request.GET.get("show", ""), now)
    page = page_of(
        shown.select_related("group").with_turnout(), request.GET, order=["-starts_at", "pk"]
    )
    context = {
        "programme": programme,
        "page": page,
        "chips": chips(request.GET, "show", list(SHOWN.items()), counts),
        "now": now,
    }
    return render(request, "meetings/programme_meetings.html", context)


@policy(Who.GROUP, Who.COORDINATORS)
def of_group(request: MemberRequest, pk: int) -> HttpResponse:
    """The group's history: every meeting, with its log for members."""
    group = find_group(request, pk)
    is_member = group.has(request.user)
    meetings = Meeting.objects.of_group(group, user=request.user).with_turnout()
    if is_member:
        meetings = meetings.select_related("log__written_by")
    context = {
        "group": group,
        "is_member": is_member,
        "can_plan": is_member and Meeting.can_be_planned_by(request.user, group=group),
        "page": page_of(meetings, request.GET, order=["-starts_at", "pk"], size=20),
        "now": timezone.now(),
    }
    return render(request, "meetings/group_meetings.html", context)


@policy(Who.GROUP, methods="GET POST")
def plan(request: MemberRequest, pk: int) -> HttpResponse:
    """One meeting or a series; ``look`` only shows the days."""
    group = find_group(request, pk)
    if not Meeting.can_be_planned_by(request.user, group=group):
        raise PermissionDenied
    form = PlanForm(request.POST or None, initial=_usual(group, request.user))
    if form.is_valid() and "look" not in request.POST:
        planned = Meeting.schedule(group=group, by=request.user, **form.agreed)
        text = ngettext("Meeting planned.", "%(n)d meetings planned.", len(planned))
        messages.success(request, text % {"n": len(planned)})
        return redirect(planned[0] if len(planned) == 1 else group)
    context = {"group": group, "form": form, "days": _days(group, form)}
    return render(request, "meetings/meeting_plan.html", context)


def _days(group: Group, form: PlanForm) -> list[Day]:
    """What is being planned, to look at before anybody is asked."""
    if not form.is_valid():
        return []
    agreed = form.agreed
    return local_times(group, days=agreed["days"], at=agreed["at"], zone=agreed["zone"])


def _usual(group: Group, user: User) -> dict[str, object]:
    """What the group did last time, or what the programme proposes."""
    last = Meeting.objects.of_member(user).filter(group=group).order_by("-number").first()
    programme = group.programme
    return {
        "zone": last.zone if last else user.time_zone,
        "time": last.time if last else None,
        "minutes": last.minutes if last else programme.meeting_minutes,
        "every_days": programme.meeting_every_days,
        "count": 1,
        "video_url": last.video_url if last else "",
    }


@policy(Who.GROUP, Who.COORDINATORS)
def show(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = find(request, pk)
    attendances = list(
        meeting.attendances.expected()
        .listed()
        .select_related("participant__user")
        .order_by("participant__user__name")
    )
    is_member = meeting.can_be_read_by(request.user)
    context = {
        "meeting": meeting,
        "is_member": is_member,
        "attendances": attendances,
        "mine": next((a for a in attendances if a.participant.user_id == request.user.pk), None),
        "answers": Attendance.Answer,
        "log": getattr(meeting, "log", None) if is_member else None,
        "openings": meeting.openings.order_by("-opened_at") if is_member else [],
        "now": timezone.now(),
        "is_over": meeting.ends_at <= timezone.now(),
        "can_log": is_member and meeting.can_be_logged(timezone.now()),
    }
    return render(request, "meetings/meeting_show.html", context)


@policy(Who.GROUP, methods="GET POST")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = find_as_member(request, pk)
    form = DetailsForm(request.POST or None, instance=meeting)
    if form.is_valid():
        meeting.describe(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(meeting)
    return render(request, "meetings/meeting_edit.html", {"meeting": meeting, "form": form})


@policy(Who.GROUP, methods="GET POST")
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """Another time: everybody is asked again."""
    meeting = find_as_member(request, pk)
    if not Meeting.can_be_planned_by(request.user, group=meeting.group):
        raise PermissionDenied
    if meeting.state != Meeting.State.PLANNED:
        return redirect(meeting)
    known = {name: getattr(meeting, name) for name in ("day", "time", "minutes", "zone")}
    form = WhenForm(request.POST or None, initial=known)
    if form.is_valid():
        meeting.move_to(day=form.cleaned_data["day"], **form.hour)
        messages.success(request, _("Meeting moved. Everybody is asked again."))
        return redirect(meeting)
    return render(request, "meetings/meeting_move.html", {"meeting": meeting, "form": form})


@policy(Who.GROUP, methods="GET POST")
def cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a coming meeting off, or say of a past one that it did not take place."""
    meeting = find_as_member(request, pk)
    is_over = meeting.ends_at <= timezone.now()
    if request.method == "POST":
        if is_over:
            meeting.miss()
        else:
            meeting.cancel()
        messages.success(request, _("Noted. Choose a new time at once?"))
        return redirect("meetings:plan", meeting.group_id)
    context = {"meeting": meeting, "is_over": is_over}
    return render(request, "meetings/meeting_cancel.html", context)


@policy(Who.GROUP)
def calendar_file(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = find_as_member(request, pk)
    name, content, kind = meeting_file(meeting, request.user)
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
