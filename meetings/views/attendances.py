from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from meetings.models import Attendance
from meetings.views.meetings import find_as_member
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest


@policy(Who.GROUP, methods="POST")
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Yes, perhaps or no, by one tap; the last one counts."""
    meeting = find_as_member(request, pk)
    mine = get_object_or_404(meeting.attendances.expected(), participant__user=request.user)
    if request.POST.get("answer") in Attendance.Answer.values:
        mine.reply(request.POST["answer"], now=timezone.now())
    if request.htmx:
        context = {"meeting": meeting, "mine": mine, "answers": Attendance.Answer, "said": True}
        return render(request, "meetings/_answer.html", context)
    return redirect(meeting)
