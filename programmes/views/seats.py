"""Who sits in a group: give seats, move people, change their roles, take them out."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.limits import limited, searches
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes.forms.group import ChosenForm, MoveForm, SeatsForm, waiting
from programmes.models import Group, GroupFull, Role
from programmes.views.groups import arrangeable, searched

CANDIDATES = 50


@policy(Who.COORDINATORS, methods="GET POST")
@limited("search", when=searches)
def arrange(request: MemberRequest, pk: int) -> HttpResponse:
    """Give seats to people who have none; what was before stays in the history."""
    group = arrangeable(request, pk)
    form = SeatsForm(request.POST if request.method == "POST" else None, group=group)
    if request.method == "GET":
        return _show(request, group, form)

    def seat() -> str:
        people = form.cleaned_data["people"]
        group.seat(people, now=timezone.now())
        text = ngettext("%(n)d person has a seat.", "%(n)d people have a seat.", len(people))
        return text % {"n": len(people)}

    return _do(request, group, form, seat)


@policy(Who.COORDINATORS, methods="POST")
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """Those chosen go to another group."""
    group = arrangeable(request, pk)
    form = MoveForm(request.POST, group=group)

    def go() -> str:
        to = form.cleaned_data["to"]
        group.move(form.cleaned_data["seats"], to=to, now=timezone.now())
        return _("Moved to %(group)s.") % {"group": to}

    return _do(request, group, form, go)


@policy(Who.COORDINATORS, methods="POST")
def turn(request: MemberRequest, pk: int) -> HttpResponse:
    """Those chosen change between mentoring and being mentored."""
    group = arrangeable(request, pk)
    form = ChosenForm(request.POST, group=group)

    def change() -> str:
        group.turn(form.cleaned_data["seats"], now=timezone.now())
        return _("The roles have changed.")

    return _do(request, group, form, change)


@policy(Who.COORDINATORS, methods="POST")
def take_out(request: MemberRequest, pk: int) -> HttpResponse:
    """Those chosen leave the group and wait for another one."""
    group = arrangeable(request, pk)
    form = ChosenForm(request.POST, group=group)

    def leave() -> str:
        group.take_out(form.cleaned_data["seats"], now=timezone.now())
        return _("Taken out. The seats are free.")

    return _do(request, group, form, leave)


def _do(
    request: MemberRequest, group: Group, form: forms.Form, act: Callable[[], str]
) -> HttpResponse:
    """Do it and say so, or show the page again with what stands against it."""
    if form.is_valid():
        try:
            messages.success(request, act())
            return redirect("programmes:arrange", group.pk)
        except GroupFull as full:
            form.add_error(None, _full(full))
    return _show(request, group, form)


def _full(full: GroupFull) -> str:
    seats = full.group.seats(full.role)
    if full.role == Role.MENTOR:
        text = ngettext(
            "%(group)s has a seat for %(n)d mentor, not for more.",
            "%(group)s has seats for %(n)d mentors, not for more.",
            seats,
        )
    else:
        text = ngettext(
            "%(group)s has a seat for %(n)d person besides the mentors, not for more.",
            "%(group)s has seats for %(n)d people besides the mentors, not for more.",
            seats,
        )
    way_out = _("Raise the size in the settings, or choose another group.")
    return f"{text % {'group': full.group, 'n': seats}} {way_out}"


def _show(request: MemberRequest, group: Group, form: forms.Form) -> HttpResponse:
    words = searched(request)
    free = waiting(group).select_related("user", "organisation", "programme")
    if words:
        free = free.named(words)
    free = free.order_by("role", "user__name", "pk")[: CANDIDATES + 1]
    seats = list(group.memberships.current().listed().with_people().mentors_first())
    mentors = sum(seat.is_mentor for seat in seats)
    history = (
        group.memberships.exclude(ended_at=None).listed().with_people().order_by("-ended_at", "-pk")
    )
    context = {
        "programme": group.programme,
        "group": group,
        "seats": seats,
        "mentors": mentors,
        "mentees": len(seats) - mentors,
        "past": history[:CANDIDATES],
        "to": (form if isinstance(form, MoveForm) else MoveForm(group=group))["to"],
        "form": form,
        "free": free[:CANDIDATES],
        "more": len(free) > CANDIDATES,
        "words": words,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "programmes/groups_arrange.html", context, status=status)
