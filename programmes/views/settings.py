from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes import effects
from programmes.forms.programme import BasicsForm, RhythmForm
from programmes.models import Programme, Role
from programmes.states import Blocked, step_to, steps_from, take


def _programme(request: MemberRequest, pk: int) -> Programme:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    if not programme.can_be_managed_by(request.user):
        raise PermissionDenied
    request.programme = programme
    return programme


@policy(Who.COORDINATORS)
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything that was set up, each part with the way to change it."""
    programme = _programme(request, pk)
    context = {
        "programme": programme,
        "partners": programme.organisations.order_by("name"),
        "phases": programme.phases.order_by("place"),
        "coordinators": programme.participants.present()
        .filter(role=Role.COORDINATOR)
        .select_related("user")
        .order_by("user__name"),
        "steps": [(step, step.blockers(programme)) for step in steps_from(programme)],
    }
    return render(request, "programmes/programme_settings.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def basics(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    form = BasicsForm(request.POST or None, instance=programme)
    if form.is_valid():
        told = effects.of_basics(programme, form.dates_before, form.cleaned_data)
        return _save_or_tell(request, programme, form, told)
    context = {"programme": programme, "form": form}
    return render(request, "programmes/settings_basics.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def rhythm(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    before = Programme.objects.get(pk=pk)
    form = RhythmForm(request.POST or None, instance=programme)
    if form.is_valid():
        told = effects.of_sizes(before, form.cleaned_data)
        told += effects.of_modules(before, form.cleaned_data)
        return _save_or_tell(request, programme, form, told)
    context = {"programme": programme, "form": form}
    return render(request, "programmes/settings_rhythm.html", context)


def _save_or_tell(
    request: MemberRequest, programme: Programme, form: forms.ModelForm, told: list[str]
) -> HttpResponse:
    """Save, unless somebody is affected who has not been shown yet."""
    if told and "anyway" not in request.POST:
        kept = [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
        ]
        context = {"programme": programme, "told": told, "kept": kept}
        return render(request, "programmes/settings_effects.html", context)
    form.save()
    messages.success(request, _("Saved."))
    return redirect("programmes:settings", programme.pk)


@policy(Who.COORDINATORS, methods="POST")
def state(request: MemberRequest, pk: int) -> HttpResponse:
    """Move the programme on. A move that is not on offer from here does not exist."""
    programme = _programme(request, pk)
    step = step_to(programme, request.POST.get("to", ""))
    if step is None:
        raise Http404
    try:
        take(step, programme)
    except Blocked:
        messages.error(request, _("Something has to be mended first."))
        return redirect("programmes:settings", pk)
    messages.success(
        request, _("The programme is now: %(state)s.") % {"state": programme.get_state_display()}
    )
    return redirect(programme)
