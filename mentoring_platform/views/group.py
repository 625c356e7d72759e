"""The group's own page: what are we doing together?"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.models import Post
from meetings.models import Meeting
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes.forms.group import GroupNameForm
from programmes.models import Group, GroupMembership
from programmes.modules import Module

PAST = 2


@policy(Who.GROUP, methods="GET POST", look_only=(Who.COORDINATORS,))
def group(request: MemberRequest, pk: int) -> HttpResponse:
    """Members see and name their group; coordinators see that it lives, not what it says."""
    groups = Group.objects.visible_to(request.user).select_related("programme")
    found = get_object_or_404(groups, pk=pk)
    request.group = found
    is_member = found.has(request.user)
    if request.method == "POST" and not is_member:
        raise PermissionDenied
    form = GroupNameForm(request.POST or None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(found)
    if form.errors:
        found.refresh_from_db(fields=["name", "motto"])
    return render(
        request, "programmes/group_show.html", _context(request.user, found, form, is_member)
    )


def _context(user: User, found: Group, form: GroupNameForm, is_member: bool) -> dict[str, Any]:
    now = timezone.now()
    uses_meetings = found.programme.uses(Module.MEETINGS)
    meetings = Meeting.objects.of_group(found, user=user).with_turnout()
    past = meetings.filter(ends_at__lte=now).order_by("-starts_at")
    return {
        "group": found,
        "programme": found.programme,
        "is_member": is_member,
        "can_arrange": found.can_be_arranged_by(user),
        "can_plan": is_member and uses_meetings and Meeting.can_be_planned_by(user, group=found),
        "members": _members(found),
        "uses_meetings": uses_meetings,
        "held": meetings.filter(state=Meeting.State.HELD).count(),
        "next": meetings.coming(now).order_by("starts_at").first() if uses_meetings else None,
        "past": past.select_related("log")[:PAST] if is_member else past[:PAST],
        "thread": Post.objects.summary(found, user),
        "form": form,
        "now": now,
    }


def _members(found: Group) -> list[GroupMembership]:
    """Mentors first, then by name."""
    seats = (
        found.memberships.of_present()
        .listed()
        .select_related("participant__user", "participant__organisation", "participant__programme")
    )
    return sorted(seats, key=lambda seat: (seat.role != "mentor", seat.participant.user.name))
