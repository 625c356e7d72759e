"""Operators read the log of a group only with a reason, for an hour, and the group is told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.trail import told
from meetings.forms import OpeningForm
from meetings.models import Meeting, Opening
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import page_of


@policy(Who.OPERATORS)
def index(request: MemberRequest) -> HttpResponse:
    """Which logs were opened, by whom and why; and the way to another one."""
    asked = request.GET.get("meeting", "").strip().rstrip("/").rpartition("/")[2]
    if asked.isdecimal() and len(asked) < 19:
        return redirect("meetings:open_log", asked)
    openings = Opening.objects.visible_to(request.user).select_related("meeting__group", "by")
    context = {
        "page": page_of(openings, request.GET, order=["-opened_at", "pk"]),
        "asked": request.GET.get("meeting", ""),
        "now": timezone.now(),
    }
    return render(request, "meetings/opening_list.html", context)


@policy(Who.OPERATORS, methods="GET POST")
@told()
def open_log(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a reason; then the log stands here until the hour is over."""
    meetings = Meeting.objects.known_to_operator(request.user).select_related("group__programme")
    meeting = get_object_or_404(meetings, pk=pk)
    request.programme = meeting.group.programme  # whose organisation reads of it in its trail
    now = timezone.now()
    mine = Opening.objects.visible_to(request.user).filter(meeting=meeting, by=request.user)
    opening = mine.current(now).order_by("-ends_at").first()
    form = OpeningForm(request.POST or None)
    if form.is_valid():
        Opening.begin(meeting=meeting, by=request.user, now=now, **form.cleaned_data)
        messages.success(request, _("The log is open for one hour. The group is told."))
        return redirect("meetings:open_log", pk)
    context = {
        "meeting": meeting,
        "opening": opening,
        "log": opening.read(now=now) if opening else None,
        "form": form,
    }
    return render(request, "meetings/opening.html", context)
