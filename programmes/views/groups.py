from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.limits import limited, searches
from mentoring_platform import changes
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import LONG, chips, page_of
from mentoring_platform.named import suggestions
from programmes.forms.group import NAME_TAKEN, GroupNameForm
from programmes.group_names import free_names
from programmes.indicators import group_counts, people_counts, size_conditions, with_sizes
from programmes.models import Group, GroupMembership, Programme
from programmes.modules import Module

SHOWN = [
    ("", gettext_lazy("All")),
    ("small", gettext_lazy("Too small")),
    ("full", gettext_lazy("Full")),
    ("over", gettext_lazy("Over size")),
]
CLOSED = ("closed", gettext_lazy("Closed"))


def _programme(request: MemberRequest, pk: int) -> Programme:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    if not programme.uses(Module.GROUPS):
        raise Http404
    if not programme.can_be_managed_by(request.user):
        raise PermissionDenied
    request.programme = programme
    return programme


def arrangeable(request: MemberRequest, pk: int) -> Group:
    """A group whose seats the person may give, with the programme around the page."""
    groups = Group.objects.visible_to(request.user).select_related("programme")
    group = get_object_or_404(groups, pk=pk)
    if not group.programme.uses(Module.GROUPS):
        raise Http404
    if not group.can_be_arranged_by(request.user):
        raise PermissionDenied
    request.programme = group.programme
    return group


def searched(request: MemberRequest) -> str:
    """The words of the search box, without what a database cannot look for."""
    return request.GET.get("q", "").replace("\x00", "").strip()


@policy(Who.COORDINATORS)
@limited("search", when=searches)
def index(request: MemberRequest, pk: int) -> HttpResponse:
    """Who sits with whom, and which groups are too small or too large."""
    programme = _programme(request, pk)
    show, words = request.GET.get("show", ""), searched(request)
    states = programme.groups.state_counts()
    closed = states.get(Group.State.CLOSED, 0)
    groups = programme.groups.closed() if show == "closed" else programme.groups.opened()
    conditions = size_conditions(programme)
    fitting = conditions.get(show, conditions[""])
    seats = GroupMembership.objects.of_programme(programme, user=request.user).current()
    seats = seats.listed().with_people().mentors_first()
    sized = with_sizes(groups.search(words)).filter(fitting)
    rows = sized.prefetch_related(Prefetch("memberships", seats, to_attr="seats_now"))
    few = sum(states.values()) <= LONG  # more are not counted by what is worked out for each
    counts = group_counts(programme) | {"closed": closed} if few else {}
    context = {
        "programme": programme,
        "page": page_of(rows, request.GET, order=["name", "pk"], size=24),
        "chips": chips(request.GET, "show", [*SHOWN, CLOSED] if closed else SHOWN, counts),
        "keep": [("show", show)],
        "is_filtered": show or words,
        "has_groups": sum(states.values()),
        "homeless": people_counts(programme)["homeless"] if few else None,
        "forming": states.get(Group.State.FORMING, 0),
        "may_change": programme.can_be_changed_by(request.user),
    }
    return render(request, "programmes/groups_index.html", context)


@policy(Who.COORDINATORS)
def names(request: MemberRequest, pk: int) -> HttpResponse:
    """Suggestions while somebody types the name of a group."""
    return suggestions(request, _programme(request, pk).groups.opened())


def _changeable(request: MemberRequest, pk: int) -> Programme:
    programme = _programme(request, pk)
    if not programme.can_be_changed_by(request.user):
        raise PermissionDenied
    return programme


@policy(Who.COORDINATORS, methods="GET POST")
def new(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _changeable(request, pk)
    group = Group(programme=programme)
    form = GroupNameForm(
        request.POST or None, instance=group, initial={"name": free_names(programme, 1)[0]}
    )
    if form.is_valid() and _saved(form):
        return redirect("programmes:arrange", group.pk)
    context = {"programme": programme, "form": form}
    return render(request, "programmes/groups_new.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def rename(request: MemberRequest, pk: int) -> HttpResponse:
    group = arrangeable(request, pk)
    before = str(group)
    form = GroupNameForm(request.POST or None, instance=group)
    if form.is_valid() and _saved(form):
        messages.success(request, _("Saved."))
        return redirect("programmes:arrange", pk)
    context = {"programme": group.programme, "form": form, "before": before, "group": group}
    return render(request, "programmes/groups_new.html", context)


def _saved(form: GroupNameForm) -> bool:
    """False with a word at the field if another group took the name in the same moment."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("name", NAME_TAKEN)
        return False
    return True


@policy(Who.COORDINATORS, methods="GET POST")
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """A group that nobody ever sat in is deleted; any other is closed and keeps what it wrote."""
    group = arrangeable(request, pk)
    seats = group.memberships.count()
    if request.method == "GET":
        members = group.memberships.current().count()
        context = {"group": group, "programme": group.programme, "seats": seats, "members": members}
        return render(request, "programmes/groups_close.html", context)
    if seats:
        group.close()
        messages.success(request, _("%(group)s is closed.") % {"group": group})
    else:
        changes.tell(group, after={"state": "deleted"})
        group.delete()
        messages.success(request, _("%(group)s is deleted.") % {"group": group})
    return redirect("programmes:groups", group.programme_id)


@policy(Who.COORDINATORS, methods="POST")
def reopen(request: MemberRequest, pk: int) -> HttpResponse:
    group = arrangeable(request, pk)
    group.reopen()
    messages.success(request, _("%(group)s is open again.") % {"group": group})
    return redirect("programmes:arrange", pk)


@policy(Who.COORDINATORS, methods="POST")
def start(request: MemberRequest, pk: int) -> HttpResponse:
    """All groups that are forming begin to work."""
    begun = _changeable(request, pk).groups.start()
    text = ngettext("%(n)d group is at work now.", "%(n)d groups are at work now.", begun)
    messages.success(request, text % {"n": begun})
    return redirect("programmes:groups", pk)
