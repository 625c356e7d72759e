from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes import effects
from programmes.forms.programme import BasicsForm, PhaseFormSet, RhythmForm
from programmes.models import Programme, Role
from programmes.states import next_move
from programmes.views.managed import managed


def _programme_to_change(request: MemberRequest, pk: int) -> Programme:
    programme = managed(request, pk)
    if not programme.can_be_changed_by(request.user):
        raise PermissionDenied
    return programme


@policy(Who.COORDINATORS)
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything that was set up, each part with the way to change it."""
    programme = managed(request, pk)
    coordinators = programme.participants.counted().filter(role=Role.COORDINATOR)
    context = {
        "programme": programme,
        "partners": programme.owners(),
        "phases": programme.phases.order_by("place"),
        "modules": programme.modules_in_use(),
        "coordinators": coordinators.select_related("user").order_by("user__name", "pk"),
        "next_move": next_move(programme),
        "may_change": programme.can_be_changed_by(request.user),
        "may_copy": programme.can_be_copied_by(request.user),
    }
    return render(request, "programmes/programme_settings.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def basics(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme_to_change(request, pk)
    form = BasicsForm(request.POST or None, instance=programme)
    if form.is_valid():
        told = effects.told(managed(request, pk), programme)
        told += effects.of_partners(programme, form.cleaned_data["partners"])
        return _save_or_tell(request, programme, form, told)
    context = {
        "programme": programme,
        "form": form,
        "phases": programme.phases.order_by("place"),
    }
    return render(request, "programmes/settings_basics.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def rhythm(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme_to_change(request, pk)
    form = RhythmForm(request.POST or None, instance=programme)
    if form.is_valid():
        told = effects.told(managed(request, pk), programme)
        return _save_or_tell(request, programme, form, told)
    context = {"programme": programme, "form": form}
    return render(request, "programmes/settings_rhythm.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def phases(request: MemberRequest, pk: int) -> HttpResponse:
    """When each phase begins and ends; or draw them anew between the programme's dates."""
    programme = _programme_to_change(request, pk)
    if "anew" in request.POST:
        programme.lay_phases()
        messages.success(request, _("The phases lie between the programme’s dates again."))
        return redirect("programmes:settings_phases", pk)
    formset = PhaseFormSet(request.POST or None, programme=programme)
    if formset.is_valid():
        return _save_or_tell(request, programme, formset, [])
    context = {
        "programme": programme,
        "phases": formset,
        "are_own": programme.has_own_phases(),
    }
    return render(request, "programmes/settings_phases.html", context)


def _save_or_tell(
    request: MemberRequest, programme: Programme, form: Any, told: list[str]
) -> HttpResponse:
    """Save, unless somebody is affected who has not been shown yet."""
    if told and "anyway" not in request.POST:
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
        ]
        context = {"programme": programme, "told": told, "typed": typed}
        return render(request, "programmes/settings_effects.html", context)
    form.save()
    messages.success(request, _("Saved."))
    return redirect("programmes:settings", programme.pk)
