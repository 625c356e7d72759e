from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips, page_of
from programmes.forms.group import GroupNameForm, SeatsForm
from programmes.group_names import free_names
from programmes.indicators import group_counts, people_counts, size_conditions, with_sizes
from programmes.models import Group, GroupFull, GroupMembership, Programme, Role
from programmes.modules import Module

SHOWN = [
    ("", gettext_lazy("All")),
    ("small", gettext_lazy("Too small")),
    ("full", gettext_lazy("Full")),
    ("over", gettext_lazy("Over size")),
]
CANDIDATES = 50


def _programme(request: MemberRequest, pk: int) -> Programme:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    if not programme.uses(Module.GROUPS):
        raise Http404
    if not programme.can_be_managed_by(request.user):
        raise PermissionDenied
    request.programme = programme
    return programme


def _group(request: MemberRequest, pk: int) -> Group:
    groups = Group.objects.visible_to(request.user).select_related("programme")
    group = get_object_or_404(groups, pk=pk)
    if not group.programme.uses(Module.GROUPS):
        raise Http404
    if not group.can_be_arranged_by(request.user):
        raise PermissionDenied
    request.programme = group.programme
    return group


@policy(Who.COORDINATORS)
def index(request: MemberRequest, pk: int) -> HttpResponse:
    """Who sits with whom, and which groups are too small or too large."""
    programme = _programme(request, pk)
    groups = with_sizes(programme.groups.exclude(state=Group.State.CLOSED))
    groups = groups.filter(
        size_conditions().get(request.GET.get("show", ""), size_conditions()[""])
    )
    if words := request.GET.get("q", "").strip():
        groups = groups.filter(name__icontains=words)
    seats = GroupMembership.objects.current().select_related("participant__user")
    groups = groups.prefetch_related(
        Prefetch("memberships", seats.order_by("role", "seat"), to_attr="seats_now")
    )
    context = {
        "programme": programme,
        "page": page_of(groups, request.GET, order=["name", "pk"], size=24),
        "chips": chips(request.GET, "show", SHOWN, group_counts(programme)),
        "keep": [("show", request.GET.get("show", ""))],
        "people": people_counts(programme),
    }
    return render(request, "programmes/groups_index.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def new(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    group = Group(programme=programme)
    form = GroupNameForm(
        request.POST or None, instance=group, initial={"name": free_names(programme, 1)[0]}
    )
    if form.is_valid():
        form.save()
        return redirect("programmes:arrange", group.pk)
    context = {"programme": programme, "form": form}
    return render(request, "programmes/groups_new.html", context)


@policy(Who.COORDINATORS)
def arrange(request: MemberRequest, pk: int) -> HttpResponse:
    """Give and take seats; what was before stays in the history."""
    return _arranging(request, _group(request, pk))


def _arranging(request: MemberRequest, group: Group, form: SeatsForm | None = None) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    free = group.programme.participants.counted().filter(role__in=[Role.MENTOR, Role.MENTEE])
    free = free.without_group().select_related("user", "organisation")
    if words:
        free = free.filter(user__name__icontains=words)
    history = group.memberships.select_related("participant__user", "participant__organisation")
    seats = sorted(history, key=lambda seat: (seat.role != Role.MENTOR, seat.seat))
    others = group.programme.groups.exclude(pk=group.pk).exclude(state=Group.State.CLOSED)
    context = {
        "programme": group.programme,
        "group": group,
        "seats": [seat for seat in seats if seat.ended_at is None],
        "past": [seat for seat in seats if seat.ended_at][:CANDIDATES],
        "others": list(others.order_by("name").values_list("pk", "name")[:200]),
        "form": form or SeatsForm(),
        "free": free.order_by("role", "user__name", "pk")[:CANDIDATES],
        "words": words,
    }
    return render(request, "programmes/groups_arrange.html", context, status=422 if form else 200)


@policy(Who.COORDINATORS, methods="POST")
def add(request: MemberRequest, pk: int) -> HttpResponse:
    """Seat some people, all or none of them."""
    group = _group(request, pk)
    people = group.programme.participants.counted().filter(role__in=[Role.MENTOR, Role.MENTEE])
    form = SeatsForm(request.POST, people=people.select_related("user"))
    if form.is_valid():
        try:
            group.seat(form.cleaned_data["people"], now=timezone.now())
        except GroupFull as full:
            form.add_error(None, _full(group, full.role))
        else:
            messages.success(request, _("Seated."))
            return redirect("programmes:arrange", pk)
    return _arranging(request, group, form)


def _full(group: Group, role: str) -> str:
    known = {"group": group.name, "n": group.seats(role)}
    if role == Role.MENTOR:
        return _("%(group)s holds at most %(n)d mentors. Raise it in the settings.") % known
    return (
        _(
            "%(group)s holds at most %(n)d people besides the mentors. "
            "Raise the size in the settings, or choose another group."
        )
        % known
    )


@policy(Who.COORDINATORS, methods="POST")
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the role of a seat, move it to another group, or take it away."""
    visible = Group.objects.visible_to(request.user)
    seats = GroupMembership.objects.current().select_related("group__programme", "participant")
    seat = get_object_or_404(seats.filter(group__in=visible), pk=pk)
    group = _group(request, seat.group_id)
    now = timezone.now()
    try:
        if request.POST.get("move"):
            others = group.programme.groups.exclude(state=Group.State.CLOSED)
            seat.move_to(get_object_or_404(others, pk=request.POST["move"]), now=now)
        elif "role" in request.POST:
            turned = Role.MENTEE if seat.role == Role.MENTOR else Role.MENTOR
            group.add(seat.participant, role=turned, now=now)
        elif "out" in request.POST:
            seat.end(now=now)
    except GroupFull as full:
        messages.error(request, _full(full.group, full.role))
    except ValueError:
        raise Http404 from None
    return redirect("programmes:arrange", group.pk)


@policy(Who.COORDINATORS, methods="POST")
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """An empty group that never met is deleted; any other is closed and keeps its logs."""
    group = _group(request, pk)
    if not group.memberships.exists():
        group.delete()
    else:
        group.close()
    messages.success(request, _("Group closed."))
    return redirect("programmes:groups", group.programme_id)


@policy(Who.COORDINATORS, methods="POST")
def start(request: MemberRequest, pk: int) -> HttpResponse:
    """All groups that are forming begin to work."""
    programme = _programme(request, pk)
    programme.groups.filter(state=Group.State.FORMING).update(state=Group.State.ACTIVE)
    messages.success(request, _("The groups are at work now."))
    return redirect("programmes:groups", pk)
