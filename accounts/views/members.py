from django.contrib import messages
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.limits import limited, searches
from accounts.models import Affiliation, LastAdminError, Organisation, Unit, User
from accounts.organisation_forms import MemberForm, RoleForm
from accounts.views.organisations import managed
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import Chip, chips, headings, is_long, order_of, page_of, words_of

ORDERS = {"name": ["called", "pk"]}
AS_THEY_CAME = {"": ["pk"]}  # names here are worked out for each: too many to sort them by
HEADS = [("name", gettext_lazy("Name")), ("roles", gettext_lazy("Roles"))]


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="GET POST")
@limited("search", when=searches)
@limited("invite")
def index(request: MemberRequest, pk: int) -> HttpResponse:
    """Who belongs here and as what; one more by mail address."""
    organisation = managed(request, pk)
    form = MemberForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        Affiliation.welcome(organisation=organisation, **form.cleaned_data)
        messages.success(
            request, _("%(email)s belongs here now.") % {"email": form.cleaned_data["email"]}
        )
        return redirect("accounts:members", pk)
    params = request.GET
    unit = _unit(organisation, params.get("unit", ""))
    people = _people(request, organisation, unit)
    few = not is_long(organisation.affiliations.all())
    orders = ORDERS if few else AS_THEY_CAME
    context = {
        "organisation": organisation,
        "form": form,
        "page": page_of(people, params, order=order_of(params, orders)),
        "heads": headings(params, HEADS, orders),
        "role_chips": _role_chips(request, organisation, few=few),
        "unit_chips": _unit_chips(request, unit),
        "is_filtered": any(params.get(name) for name in ("q", "role", "unit")),
        "keep": [(name, params.get(name, "")) for name in ("role", "unit", "sort")],
    }
    return render(request, "accounts/organisation_members.html", context)


def _unit(organisation: Organisation, key: str) -> Unit | None:
    return organisation.units.filter(pk=key).first() if key.isdecimal() else None


def _people(
    request: MemberRequest, organisation: Organisation, unit: Unit | None
) -> QuerySet[User]:
    """One row a person, with the roles held here as ``here`` and the name here as ``called``."""
    role = request.GET.get("role", "")
    here = organisation.affiliations.all()
    chosen = here.filter(role=role) if role in Affiliation.Role.values else here
    if unit:
        chosen = chosen.filter(unit=unit)
    told = here.filter(user=OuterRef("pk")).exclude(called="").order_by("pk").values("called")
    people = User.objects.of_organisation(organisation, user=request.user).listed()
    people = people.filter(pk__in=chosen.values("user"))
    people = people.annotate(called=Coalesce(Subquery(told[:1]), "name"))
    for word in words_of(request.GET):
        people = people.filter(Q(called__icontains=word) | Q(email__icontains=word))
    roles = here.select_related("unit").order_by("role")
    return people.prefetch_related(Prefetch("affiliations", roles, to_attr="here"))


def _role_chips(request: MemberRequest, organisation: Organisation, *, few: bool) -> list[Chip]:
    choices = [("", _("All")), *Affiliation.Role.choices]
    if not few:
        return chips(request.GET, "role", choices, {})
    of_role = {role: Count("pk", filter=Q(role=role)) for role in Affiliation.Role.values}
    everybody = Count("user", distinct=True)
    counts = organisation.affiliations.aggregate(everybody=everybody, **of_role)
    return chips(request.GET, "role", choices, counts | {"": counts["everybody"]})


def _unit_chips(request: MemberRequest, unit: Unit | None) -> list[Chip]:
    """Only where a unit was chosen, on the page of units."""
    if unit is None:
        return []
    return chips(request.GET, "unit", [("", _("All units")), (str(unit.pk), unit.name)], {})


def _find(request: MemberRequest, pk: int) -> Affiliation:
    found = Affiliation.objects.visible_to(request.user).select_related("user", "unit")
    return get_object_or_404(found, pk=pk)


def _onward(request: MemberRequest, organisation: Organisation) -> HttpResponse:
    """Back to the people, or out: somebody may have taken their own right away."""
    if organisation.can_be_managed_by(request.user):
        return redirect("accounts:members", organisation.pk)
    return redirect("accounts:organisations")


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="GET POST")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Another role or unit for one person."""
    affiliation = _find(request, pk)
    affiliation.organisation = organisation = managed(request, affiliation.organisation_id)
    form = RoleForm(request.POST or None, affiliation=affiliation)
    if form.is_valid():
        try:
            affiliation.change(**form.cleaned_data)
        except LastAdminError:
            form.add_error("role", _("This is the last admin. Make somebody else admin first."))
        else:
            messages.success(request, _("Saved."))
            return _onward(request, organisation)
    context = {"organisation": organisation, "affiliation": affiliation, "form": form}
    return render(request, "accounts/affiliation_edit.html", context)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="POST")
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    affiliation = _find(request, pk)
    organisation = managed(request, affiliation.organisation_id)
    try:
        affiliation.end()
    except LastAdminError:
        messages.error(request, _("This is the last admin. Make somebody else admin first."))
        return redirect("accounts:affiliation", pk)
    messages.success(
        request,
        _("%(name)s is no longer here as %(role)s.")
        % {"name": affiliation.get_name(), "role": affiliation.get_role_display()},
    )
    return _onward(request, organisation)
