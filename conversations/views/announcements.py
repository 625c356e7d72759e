from collections import Counter
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from accounts.limits import limited
from accounts.models import User
from accounts.models.user import listed_at
from conversations.announcing import reason
from conversations.forms import AnnouncementForm
from conversations.models import Announcement
from conversations.models.announcement import count_messages
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips, page_of
from notifications.models import Message
from programmes.models import Group, Programme

State = Message.State


def _coordinated(request: MemberRequest, pk: int) -> Programme:
    programme = get_object_or_404(Programme.objects.coordinated_by(request.user), pk=pk)
    request.programme = programme
    return programme


def sends(request: HttpRequest) -> bool:
    """Only to look costs nothing."""
    return "send" in request.POST


@policy(Who.COORDINATORS)
def index(request: MemberRequest, pk: int) -> HttpResponse:
    """What coordinators wrote, to whom, and how much of it has arrived."""
    programme = _coordinated(request, pk)
    written = Announcement.objects.visible_to(request.user).filter(programme=programme)
    page = page_of(written.select_related("group", "written_by"), request.GET, order=["-pk"])
    count_messages(page.rows)
    context = {"programme": programme, "page": page}
    return render(request, "conversations/announcement_list.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
@limited("mail", when=sends)
def write(request: MemberRequest, pk: int) -> HttpResponse:
    """Write, look at it as one of them will read it, then send it."""
    programme = _coordinated(request, pk)
    group = _group(request, programme)
    form = AnnouncementForm(
        request.POST or None,
        programme=programme,
        group=group,
        initial={"token": uuid4(), "to": request.GET.get("to", "")},
    )
    preview = _preview(form, request.user) if form.is_valid() else None
    if preview and "send" in request.POST and form.cleaned_data["seen"] == preview["count"]:
        announcement = _send(form, request, preview["people"])
        text = ngettext("Sent to %(n)d person.", "Sent to %(n)d people.", preview["count"])
        messages.success(request, text % {"n": preview["count"]})
        return redirect(announcement)
    context = {"programme": programme, "group": group, "form": form, "preview": preview}
    status = 422 if form.errors else 200
    return render(request, "conversations/announcement_write.html", context, status=status)


def _group(request: MemberRequest, programme: Programme) -> Group | None:
    """The single group that is written to, if the address names one."""
    key = request.GET.get("group", "")
    return programme.groups.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None


def _preview(form: AnnouncementForm, writer: User) -> dict[str, Any]:
    """Who gets it, in which languages they read, and the first of them as an example."""
    people = list(
        form.people(timezone.now())
        .filter(user__is_active=True)
        .select_related("user")
        .order_by("user__name", "pk")
        .only("user__name", "user__email", "user__language", "programme")
    )
    users = {who.user_id: who.user for who in people}
    languages = Counter(_tongue(user.language) for user in users.values())
    one = next(iter(users.values()), None)
    with translation.override(one.language if one else None):
        why = reason(writer, form.programme)
    return {
        "people": list(users),
        "count": len(users),
        "languages": languages.most_common(),
        "one": one,
        "language": _tongue(one.language) if one else "",
        "reason": why,
    }


def _tongue(language: str) -> str:
    """What the language is called in the one that is active."""
    return str(get_language_info(language)["name_translated"])


def _send(form: AnnouncementForm, request: MemberRequest, people: list[int]) -> Announcement:
    cleaned = form.cleaned_data
    return Announcement.write(
        programme=form.programme,
        group=form.group,
        audience=cleaned["to"],
        people=people,
        title=cleaned["title"],
        text=cleaned["text"],
        token=cleaned["token"],
        by=request.user,
        now=timezone.now(),
    )


@policy(Who.OWN, Who.COORDINATORS)
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """The text for those it was written to; for coordinators also whether it has arrived."""
    found = Announcement.objects.visible_to(request.user)
    announcement = get_object_or_404(
        found.select_related("programme", "group", "written_by"), pk=pk
    )
    request.programme = announcement.programme
    context: dict[str, Any] = {"announcement": announcement, "programme": announcement.programme}
    if announcement.programme.can_be_managed_by(request.user):
        context |= _delivery(request, announcement)
    return render(request, "conversations/announcement_show.html", context)


def _delivery(request: MemberRequest, announcement: Announcement) -> dict[str, Any]:
    owed = announcement.messages().filter(listed_at("person__"))
    counts = dict(owed.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("state", "")
    shown = owed.filter(state=state) if state in State.values else owed
    choices = [("", _("All")), *((s, label) for s, label in State.choices if s in counts)]
    return {
        "page": page_of(shown.select_related("person"), request.GET, order=["person__name", "pk"]),
        "chips": chips(request.GET, "state", choices, counts | {"": sum(counts.values())}),
    }
