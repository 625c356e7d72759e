from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Affiliation, Organisation, Unit
from accounts.organisation_forms import MemberForm, OrganisationForm, UnitForm
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips, headings, order_of, page_of

ORDERS = {"name": ["user__name", "pk"], "role": ["role", "user__name", "pk"]}
HEADS = [
    ("name", gettext_lazy("Name")),
    ("role", gettext_lazy("Role")),
    ("unit", gettext_lazy("Unit")),
]


def _find(request: MemberRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user).defer("logo"), pk=pk)


def _manage(request: MemberRequest, pk: int) -> Organisation:
    organisation = _find(request, pk)
    if not organisation.can_be_managed_by(request.user):
        raise PermissionDenied
    return organisation


@policy(Who.SIGNED_IN)
def index(request: MemberRequest) -> HttpResponse:
    """The organisations I belong to; an operator sees all."""
    found = Organisation.objects.visible_to(request.user).defer("logo")
    if words := request.GET.get("q", "").strip():
        found = found.filter(Q(name__icontains=words) | Q(short_name__icontains=words))
    context = {"page": page_of(found, request.GET, order=["name", "pk"]), "keep": []}
    return render(request, "accounts/organisation_list.html", context)


@policy(Who.OPERATORS, methods="GET POST")
def new(request: MemberRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return redirect(form.save())
    return render(request, "accounts/organisation_edit.html", {"form": form})


@policy(Who.ORGANISATION_MEMBERS, Who.OPERATORS)
def show(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = _find(request, pk)
    roles = organisation.affiliations.aggregate(
        people=Count("user", distinct=True),
        admins=Count("pk", filter=Q(role=Affiliation.Role.ADMIN)),
        organisers=Count("pk", filter=Q(role=Affiliation.Role.ORGANISER)),
    )
    admins = organisation.affiliations.filter(role=Affiliation.Role.ADMIN).select_related("user")
    context = {
        "organisation": organisation,
        "can_manage": organisation.can_be_managed_by(request.user),
        "roles": roles,
        "units": organisation.units.annotate(people=Count("affiliations")).order_by("name")[:100],
        "admins": admins.order_by("user__name")[:20],
        "has_logo": Organisation.objects.filter(pk=pk).exclude(logo=None).exists(),
    }
    return render(request, "accounts/organisation_show.html", context)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="GET POST")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = _manage(request, pk)
    form = OrganisationForm(request.POST or None, request.FILES or None, instance=organisation)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(organisation)
    context = {"form": form, "organisation": organisation}
    return render(request, "accounts/organisation_edit.html", context)


@policy(Who.SIGNED_IN)
def logo(request: MemberRequest, pk: int) -> HttpResponse:
    """The picture, as drawn by us."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not organisation.logo:
        raise Http404
    answer = HttpResponse(bytes(organisation.logo), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="GET POST")
def members(request: MemberRequest, pk: int) -> HttpResponse:
    """Who belongs here and as what."""
    organisation = _manage(request, pk)
    form = MemberForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        Affiliation.welcome(organisation=organisation, **form.cleaned_data)
        messages.success(request, _("Added."))
        return redirect("accounts:members", pk)
    params = request.GET
    found = organisation.affiliations.select_related("user", "unit")
    if params.get("role") in Affiliation.Role.values:
        found = found.filter(role=params["role"])
    for word in params.get("q", "").split()[:5]:
        found = found.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
    counts = organisation.affiliations.aggregate(
        **{role: Count("pk", filter=Q(role=role)) for role in Affiliation.Role.values}
    )
    choices = [("", _("All")), *((role, label) for role, label in Affiliation.Role.choices)]
    context = {
        "organisation": organisation,
        "form": form,
        "page": page_of(found, params, order=order_of(params, ORDERS)),
        "heads": headings(params, HEADS, ORDERS),
        "chips": chips(params, "role", choices, counts),
        "keep": [("role", params.get("role", "")), ("sort", params.get("sort", ""))],
    }
    return render(request, "accounts/organisation_members.html", context)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="POST")
def remove_member(request: MemberRequest, pk: int) -> HttpResponse:
    visible = Organisation.objects.visible_to(request.user)
    affiliation = get_object_or_404(Affiliation.objects.filter(organisation__in=visible), pk=pk)
    organisation = _manage(request, affiliation.organisation_id)
    if affiliation.is_last_admin():
        messages.error(request, _("This is the last admin. Make somebody else admin first."))
    else:
        affiliation.delete()
        messages.success(request, _("Taken out."))
    return redirect("accounts:members", organisation.pk)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="GET POST")
def units(request: MemberRequest, pk: int) -> HttpResponse:
    """Faculties, departments, sites."""
    organisation = _manage(request, pk)
    form = UnitForm(request.POST or None, instance=Unit(organisation=organisation))
    if form.is_valid():
        form.save()
        messages.success(request, _("Added."))
        return redirect("accounts:units", pk)
    found = organisation.units.annotate(people=Count("affiliations"))
    context = {
        "organisation": organisation,
        "form": form,
        "page": page_of(found, request.GET, order=["name", "pk"]),
    }
    return render(request, "accounts/organisation_units.html", context)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="GET POST")
def unit(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename a unit, or take it away; its people stay in the organisation."""
    visible = Organisation.objects.visible_to(request.user)
    found = get_object_or_404(Unit.objects.filter(organisation__in=visible), pk=pk)
    organisation = _manage(request, found.organisation_id)
    if "remove" in request.POST:
        found.delete()
        messages.success(request, _("Taken away. Its people stay in the organisation."))
        return redirect("accounts:units", organisation.pk)
    form = UnitForm(request.POST or None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:units", organisation.pk)
    context = {"organisation": organisation, "unit": found, "form": form}
    return render(request, "accounts/organisation_unit.html", context)
