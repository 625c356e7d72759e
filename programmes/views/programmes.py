from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.limits import limited, searches
from accounts.models import Organisation
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips, is_long, page_of, words_of
from programmes.forms.programme import PracticeForm
from programmes.models import Participant, Programme
from programmes.models.programme import ProgrammeQuerySet
from programmes.modules import built
from programmes.practices import BASIS, PRACTICES, practice
from programmes.views.setup import STEPS

State = Programme.State
COPIES_OFFERED = 8


@policy(Who.SIGNED_IN)
@limited("search", when=searches)
def index(request: MemberRequest) -> HttpResponse:
    """Every programme of mine, in whatever role."""
    visible = Programme.objects.visible_to(request.user)
    long = is_long(visible)
    counts = {} if long else dict(visible.values_list("state").annotate(Count("pk")))
    totals = {"": sum(counts.values()), **counts} if counts else {}
    states = [(s, label) for s, label in State.choices if long or s in counts]
    mine = visible
    for word in words_of(request.GET):
        mine = mine.filter(name__icontains=word)
    if request.GET.get("state") in State.values:
        mine = mine.filter(state=request.GET["state"])
    parts = Participant.objects.of_person(request.user).present().order_by("role")
    mine = mine.prefetch_related(Prefetch("participants", parts, to_attr="my_parts"))
    context = {
        "page": page_of(mine, request.GET, order=["-starts_on", "pk"], size=25),
        "chips": chips(request.GET, "state", [("", _("All")), *states], totals),
        "keep": [("state", request.GET.get("state", ""))],
        "has_any": long or bool(counts),
        "may_create": Organisation.objects.where_organiser(request.user).exists(),
    }
    return render(request, "programmes/programme_list.html", context)


@policy(Who.ORGANISERS, methods="GET POST")
def new(request: MemberRequest) -> HttpResponse:
    """Step 1: the practice. It makes a draft that is filled in."""
    if not Organisation.objects.where_organiser(request.user).exists():
        raise PermissionDenied
    form = PracticeForm(request.POST or None, organiser=request.user)
    if form.is_valid():
        programme = Programme.draft(
            practice=practice(form.cleaned_data["practice"]),
            organisation=form.cleaned_data["organisation"],
            by=request.user,
            today=timezone.localdate(),
        )
        return redirect("programmes:basics", programme.pk)
    context = {
        "form": form,
        "practices": PRACTICES,
        "any_additions": any(preset.switches_on() for preset in PRACTICES),
        "basis": [module.label for module in BASIS if module in built()],
        "steps": STEPS,
        "step": "new",
        "earlier": _to_copy(request)[:COPIES_OFFERED],
    }
    return render(request, "programmes/programme_new.html", context)


def _to_copy(request: MemberRequest) -> ProgrammeQuerySet:
    """Programmes of mine that an organisation leads for which I may set up the next one."""
    earlier = Programme.objects.coordinated_by(request.user).led_for(request.user)
    return earlier.exclude(state=State.DRAFT).order_by("-starts_on", "pk")


@policy(Who.COORDINATING_ORGANISERS, methods="POST")
def copy(request: MemberRequest, pk: int) -> HttpResponse:
    """Last year's programme as this year's draft."""
    programme = get_object_or_404(Programme.objects.coordinated_by(request.user), pk=pk)
    if not programme.can_be_copied_by(request.user):
        raise PermissionDenied
    draft = programme.copy(by=request.user, today=timezone.localdate())
    return redirect("programmes:basics", draft.pk)
