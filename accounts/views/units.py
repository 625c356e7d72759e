from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.organisation_forms import UnitForm
from accounts.views.organisations import managed
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import page_of
from mentoring_platform.named import suggestions


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="GET POST")
def index(request: MemberRequest, pk: int) -> HttpResponse:
    """Faculties, departments, sites."""
    organisation = managed(request, pk)
    form = UnitForm(request.POST or None, instance=Unit(organisation=organisation))
    if form.is_valid():
        form.save()
        messages.success(request, _("Unit added."))
        return redirect("accounts:units", pk)
    page = page_of(organisation.units.all(), request.GET, order=["name", "pk"])
    here = organisation.affiliations.filter(unit__in=page.rows).values_list("unit")
    people = dict(here.annotate(n=Count("user", distinct=True)))
    context = {
        "organisation": organisation,
        "form": form,
        "page": page,
        "units": [(unit, people.get(unit.pk, 0)) for unit in page.rows],
    }
    return render(request, "accounts/organisation_units.html", context)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS)
def names(request: MemberRequest, pk: int) -> HttpResponse:
    """Suggestions while somebody types the name of a unit."""
    return suggestions(request, managed(request, pk).units.all())


def _find(request: MemberRequest, pk: int) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="GET POST")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name for a unit."""
    unit = _find(request, pk)
    organisation = managed(request, unit.organisation_id)
    form = UnitForm(request.POST or None, instance=_find(request, pk))
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:units", organisation.pk)
    context = {"organisation": organisation, "unit": unit, "form": form}
    return render(request, "accounts/organisation_unit.html", context)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="POST")
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    unit = _find(request, pk)
    organisation = managed(request, unit.organisation_id)
    unit.delete()
    messages.success(request, _("Unit taken away. Its people stay in the organisation."))
    return redirect("accounts:units", organisation.pk)
