from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.candidates import preview, to_seat
from matching.forming import Changed, form_evenly
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips
from programmes.indicators import group_counts
from programmes.models import Programme
from programmes.modules import Module

PEOPLE = [("no", gettext_lazy("Who has joined")), ("yes", gettext_lazy("Also who is invited"))]
ROOMS = [("", gettext_lazy("New groups only")), ("first", gettext_lazy("Fill free seats first"))]


@policy(Who.COORDINATORS, methods="GET POST")
def even(request: MemberRequest, pk: int) -> HttpResponse:
    """Look at even groups, then form them all at once."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    if not programme.uses(Module.GROUPS):
        raise Http404
    if not programme.can_be_changed_by(request.user):
        raise PermissionDenied
    request.programme = programme
    options = {
        "also_invited": _choice(request, programme) == "yes",
        "fill_first": request.GET.get("seats") == "first",
    }
    if request.method == "POST":
        seen, now = request.POST.get("fingerprint", ""), timezone.now()
        try:
            formed, placed = form_evenly(programme, **options, seen=seen, now=now)
        except Changed:
            messages.error(request, _("Something changed meanwhile. Look at the groups again."))
        else:
            messages.success(request, _done(formed, placed))
            return redirect("programmes:groups", pk)
    return _show(request, programme, **options)


def _choice(request: MemberRequest, programme: Programme) -> str:
    """Before a programme runs most people are only invited, so they are counted in."""
    is_early = programme.state in {Programme.State.DRAFT, Programme.State.OPEN}
    return request.GET.get("invited") or ("yes" if is_early else "no")


def _show(
    request: MemberRequest, programme: Programme, *, also_invited: bool, fill_first: bool
) -> HttpResponse:
    waiting = {
        value: to_seat(programme, also_invited=value == "yes").count() for value, _label in PEOPLE
    }
    params = request.GET.copy()
    params["invited"] = "yes" if also_invited else "no"
    context = {
        "programme": programme,
        "preview": preview(programme, also_invited=also_invited, fill_first=fill_first),
        "people": chips(params, "invited", PEOPLE, waiting),
        "rooms": chips(params, "seats", ROOMS, {}) if group_counts(programme)[""] else [],
    }
    return render(request, "matching/even.html", context)


def _done(formed: int, placed: int) -> str:
    people = ngettext("%(n)d person has a seat.", "%(n)d people have a seat.", placed)
    if not formed:
        return people % {"n": placed}
    groups = ngettext("%(n)d group formed.", "%(n)d groups formed.", formed)
    return f"{groups % {'n': formed}} {people % {'n': placed}}"
