from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.differences import TextPair, pairs
from meetings.forms import LogForm
from meetings.models import Attendance, Log, LogChanged, Meeting
from meetings.views.meetings import find_as_member
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest

TEXTS = ("themes", "insights", "decisions")


@policy(Who.GROUP, methods="GET POST")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Write the log. If somebody else saved meanwhile, both texts are shown and none is lost."""
    meeting = find_as_member(request, pk)
    if not meeting.can_be_logged(timezone.now()):
        return redirect(meeting)
    logs = Log.objects.visible_to(request.user).select_related("written_by")
    log = logs.filter(meeting=meeting).first()
    meetings = Meeting.objects.of_member(request.user).filter(group=meeting.group)
    coming = meetings.coming(timezone.now())
    planned = coming.exclude(pk=meeting.pk).order_by("starts_at").first()
    form = _form(request, meeting, log, ask_next=planned is None)
    conflict: list[TextPair] = []
    if form.is_valid():
        try:
            _record(form, meeting, request)
        except LogChanged as changed:
            log = changed.log
            conflict = pairs(log, form.cleaned_data, TEXTS)
            form.data = request.POST.copy()
            form.data["version"] = str(log.version)
        else:
            messages.success(request, _("Log saved. The members of the group can read it."))
            return redirect(meeting)
    known = {"meeting": meeting, "form": form, "log": log, "planned": planned}
    context = known | {"conflict": conflict}
    return render(request, "meetings/log_edit.html", context, status=409 if conflict else 200)


def _record(form: LogForm, meeting: Meeting, request: MemberRequest) -> None:
    cleaned = form.cleaned_data
    Log.record(
        meeting=meeting,
        version=cleaned["version"],
        present=[int(pk) for pk in cleaned["present"]],
        by=request.user,
        now=timezone.now(),
        next_moment=form.next_moment,
        **{name: cleaned[name] for name in TEXTS},
    )


def _form(request: MemberRequest, meeting: Meeting, log: Log | None, *, ask_next: bool) -> LogForm:
    asked = meeting.attendances.expected().select_related("participant__user")
    attendances = list(asked.order_by("participant__user__name"))
    initial: dict[str, Any] = {
        "version": log.version if log else 0,
        "present": [str(a.participant_id) for a in attendances if _was_there(a, log)],
        "next_time": meeting.time,
        "themes": meeting.theme,
    }
    return LogForm(
        request.POST or None,
        instance=log,
        initial=initial if log is None else {**initial, "themes": log.themes},
        people=[(str(a.participant_id), a.participant.user.get_full_name()) for a in attendances],
        zone=meeting.zone,
        ask_next=ask_next,
    )


def _was_there(attendance: Attendance, log: Log | None) -> bool:
    """Before the first log: everybody who had not said no."""
    if log is not None:
        return bool(attendance.was_present)
    return attendance.answer != Attendance.Answer.NO
