"""The set-up of a draft after its practice was chosen. Every step is saved; whoever coordinates
the programme goes on where the last one stopped."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes.forms.programme import BasicsForm, DatesForm, PhaseFormSet, RhythmForm
from programmes.models import Programme
from programmes.states import Blocked, bring, next_move
from programmes.views.managed import managed

Step = Programme.Step
STEPS = [("new", _("Practice")), *Step.choices]


def _draft(request: MemberRequest, pk: int) -> Programme | None:
    """The draft, or None when the programme has been opened already."""
    programme = managed(request, pk)
    return programme if programme.state == Programme.State.DRAFT else None


@policy(Who.COORDINATORS)
def resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Where the set-up goes on."""
    programme = _draft(request, pk)
    if programme is None:
        return redirect("programme", pk)
    return redirect(f"programmes:{programme.setup_step}", pk)


@policy(Who.COORDINATORS, methods="GET POST")
def basics(request: MemberRequest, pk: int) -> HttpResponse:
    """Step 2."""
    programme = _draft(request, pk)
    if programme is None:
        return redirect("programme", pk)
    form = BasicsForm(request.POST or None, instance=programme)
    if form.is_valid():
        form.save()
        programme.go_on_with(Step.RHYTHM)
        return redirect("programmes:rhythm", pk)
    context = {
        "programme": programme,
        "form": form,
        "phases": programme.phases.order_by("place"),
        "steps": STEPS,
        "step": Step.BASICS,
    }
    return render(request, "programmes/programme_basics.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def rhythm(request: MemberRequest, pk: int) -> HttpResponse:
    """Step 3."""
    programme = _draft(request, pk)
    if programme is None:
        return redirect("programme", pk)
    form = RhythmForm(request.POST or None, instance=programme)
    phases = PhaseFormSet(request.POST or None, programme=programme)
    if all([form.is_valid(), phases.is_valid()]):  # both tell what is wrong
        form.save()
        phases.save()
        programme.go_on_with(Step.CHECK)
        return redirect("programmes:check", pk)
    context = {
        "programme": programme,
        "form": form,
        "phases": phases,
        "steps": STEPS,
        "step": Step.RHYTHM,
    }
    return render(request, "programmes/programme_rhythm.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def check(request: MemberRequest, pk: int) -> HttpResponse:
    """Step 4: look once more, and open the programme for people."""
    programme = _draft(request, pk)
    if programme is None:
        return redirect("programme", pk)
    if request.method == "POST":
        try:
            bring(programme, to=Programme.State.OPEN)
        except Blocked:
            pass
        else:
            return redirect("programmes:import", pk)
    opening = next_move(programme)
    context = {
        "programme": programme,
        "partners": programme.owners(),
        "phases": programme.phases.order_by("place"),
        "modules": programme.modules_in_use(),
        "blockers": opening.blockers(programme) if opening else [],
        "steps": STEPS,
        "step": Step.CHECK,
    }
    return render(request, "programmes/programme_check.html", context)


@policy(Who.COORDINATORS)
def timeline(request: MemberRequest, pk: int) -> HttpResponse:
    """The phases as they would lie between two dates that are being typed."""
    programme = managed(request, pk)
    form = DatesForm(request.GET, instance=programme)
    if not programme.has_own_phases() and form.is_valid():
        phases = programme.proposed_phases()
    else:
        phases = list(programme.phases.order_by("place"))
    return render(request, "programmes/_phases.html", {"programme": programme, "phases": phases})
