from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips, page_of
from notifications import subjects
from notifications.forms import MuteForm
from notifications.models import Mute, Notice

CHIPS = 8
ORDER = ["is_read", "-told_at", "-pk"]


@policy(Who.OWN)
def index(request: MemberRequest) -> HttpResponse:
    """What the person has been told: what is new first, then by day."""
    mine = {str(subject.key): subject for subject in subjects.of(request.user)}
    subject = mine.get(request.GET.get("programme", ""))
    found = Notice.objects.visible_to(request.user)
    if subject:
        found = found.filter(programme=subject.key)
    choices = [("", _("All")), *((key, one.name) for key, one in list(mine.items())[:CHIPS])]
    context = {
        "page": page_of(found, request.GET, order=ORDER),
        "chips": chips(request.GET, "programme", choices, {}) if mine else [],
        "subjects": {one.key: one for one in mine.values()},
        "subject": subject,
        "muting": MuteForm(subjects=[subject] if subject else []),
        "mute": subject
        and Mute.objects.holding(request.user).filter(programme=subject.key).first(),
    }
    return render(request, "notifications/notice_list.html", context)


@policy(Who.OWN, methods="POST")
def open_one(request: MemberRequest, pk: int) -> HttpResponse:
    """On to what it is about; it is read by that."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    notice.read()
    is_ours = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if is_ours else "notifications:notices")


@policy(Who.OWN, methods="POST")
def read(request: MemberRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    notice.read()
    if not request.htmx:
        return redirect("notifications:notices")
    context = {
        "notice": notice,
        "subjects": {one.key: one for one in subjects.of(request.user)},
        "is_swapped": True,
    }
    return render(request, "notifications/_notice.html", context)


@policy(Who.OWN, methods="POST")
def read_all(request: MemberRequest) -> HttpResponse:
    count = Notice.objects.visible_to(request.user).unread().update(is_read=True)
    said = ngettext("%(n)d notice marked as read.", "%(n)d notices marked as read.", count)
    messages.success(request, said % {"n": count})
    return redirect("notifications:notices")
