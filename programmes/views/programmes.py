from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips, page_of
from programmes.forms.programme import BasicsForm, PracticeForm, RhythmForm
from programmes.models import Programme
from programmes.practices import PRACTICES, practice
from programmes.states import Blocked, step_to, take

STEPS = (
    ("new", _("Practice")),
    ("basics", _("Name and dates")),
    ("rhythm", _("Form and rhythm")),
    ("check", _("Check and create")),
)
State = Programme.State
NOW = Q(state__in=[State.DRAFT, State.OPEN, State.RUNNING, State.CLOSING])


@policy(Who.SIGNED_IN)
def index(request: MemberRequest) -> HttpResponse:
    """Every programme of mine, in whatever role."""
    mine = Programme.objects.visible_to(request.user)
    if words := request.GET.get("q", "").strip():
        mine = mine.filter(name__icontains=words)
    shown = {"now": NOW, "over": ~NOW}.get(request.GET.get("show", ""), Q())
    choices = [("", _("All")), ("now", _("Now")), ("over", _("Over"))]
    context = {
        "page": page_of(mine.filter(shown), request.GET, order=["-starts_on", "pk"], size=25),
        "chips": chips(request.GET, "show", choices, {}),
        "keep": [("show", request.GET.get("show", ""))],
        "may_create": Organisation.objects.where_organiser(request.user).exists(),
    }
    return render(request, "programmes/programme_list.html", context)


@policy(Who.ORGANISERS, methods="GET POST")
def new(request: MemberRequest) -> HttpResponse:
    """Step 1: the practice. It makes a draft that is filled in."""
    form = PracticeForm(request.POST or None, organiser=request.user)
    if not Organisation.objects.where_organiser(request.user).exists():
        raise PermissionDenied
    if form.is_valid():
        programme = Programme.draft(
            practice=practice(form.cleaned_data["practice"]),
            organisation=form.cleaned_data["organisation"],
            by=request.user,
            today=timezone.localdate(),
        )
        return redirect("programmes:basics", programme.pk)
    earlier = Programme.objects.coordinated_by(request.user).exclude(state=State.DRAFT)
    context = {
        "form": form,
        "practices": PRACTICES,
        "steps": STEPS,
        "step": "new",
        "earlier": earlier.order_by("-starts_on")[:8],
    }
    return render(request, "programmes/programme_new.html", context)


@policy(Who.COORDINATORS, methods="POST")
def copy(request: MemberRequest, pk: int) -> HttpResponse:
    """Last year's programme as this year's draft."""
    programme = get_object_or_404(Programme.objects.coordinated_by(request.user), pk=pk)
    lead = programme.partners.get(is_lead=True).organisation
    if not Organisation.objects.where_organiser(request.user).filter(pk=lead.pk).exists():
        raise PermissionDenied
    draft = programme.copy(by=request.user, later=timedelta(weeks=52))
    return redirect("programmes:basics", draft.pk)


def _draft(request: MemberRequest, pk: int) -> Programme:
    programme = get_object_or_404(Programme.objects.coordinated_by(request.user), pk=pk)
    request.programme = programme
    return programme


@policy(Who.COORDINATORS, methods="GET POST")
def basics(request: MemberRequest, pk: int) -> HttpResponse:
    """Step 2."""
    programme = _draft(request, pk)
    if programme.state != State.DRAFT:
        return redirect("programmes:settings", pk)
    form = BasicsForm(request.POST or None, instance=programme)
    if form.is_valid():
        form.save()
        return redirect("programmes:rhythm", pk)
    context = {"programme": programme, "form": form, "steps": STEPS, "step": "basics"}
    return render(request, "programmes/programme_basics.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def rhythm(request: MemberRequest, pk: int) -> HttpResponse:
    """Step 3."""
    programme = _draft(request, pk)
    if programme.state != State.DRAFT:
        return redirect("programmes:settings", pk)
    form = RhythmForm(request.POST or None, instance=programme)
    if form.is_valid():
        form.save()
        return redirect("programmes:check", pk)
    context = {"programme": programme, "form": form, "steps": STEPS, "step": "rhythm"}
    return render(request, "programmes/programme_rhythm.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def check(request: MemberRequest, pk: int) -> HttpResponse:
    """Step 4: look once more, and open the programme for people."""
    programme = _draft(request, pk)
    step = step_to(programme, State.OPEN)
    if step is None:
        return redirect(programme)
    if request.method == "POST":
        try:
            take(step, programme)
        except Blocked:
            pass
        else:
            return redirect("programmes:import", pk)
    context = {
        "programme": programme,
        "partners": programme.organisations.order_by("name"),
        "phases": programme.phases.order_by("place"),
        "blockers": step.blockers(programme),
        "steps": STEPS,
        "step": "check",
    }
    return render(request, "programmes/programme_check.html", context)
