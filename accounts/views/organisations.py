from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from accounts.limits import limited, searches
from accounts.models import Affiliation, Organisation
from accounts.organisation_forms import OrganisationForm
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import page_of, words_of


def find(request: MemberRequest, pk: int) -> Organisation:
    """An organisation the person may know of, or 404."""
    found = Organisation.objects.visible_to(request.user).defer("logo")
    request.organisation = get_object_or_404(found, pk=pk)
    return request.organisation


def managed(request: MemberRequest, pk: int) -> Organisation:
    """The same, or 403 where the person may not manage it."""
    organisation = find(request, pk)
    if not organisation.can_be_managed_by(request.user):
        raise PermissionDenied
    return organisation


@policy(Who.SIGNED_IN)
@limited("search", when=searches)
def index(request: MemberRequest) -> HttpResponse:
    """The organisations I belong to; an operator sees all."""
    found = Organisation.objects.visible_to(request.user).defer("logo")
    words = words_of(request.GET)
    for word in words:
        found = found.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
    context = {
        "page": page_of(found, request.GET, order=["name", "pk"]),
        "is_filtered": bool(words),
        "keep": [],
    }
    return render(request, "accounts/organisation_list.html", context)


@policy(Who.OPERATORS, methods="GET POST")
def new(request: MemberRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        organisation = form.save()
        messages.success(request, _("The organisation is here. Add its first admin."))
        return redirect("accounts:members", organisation.pk)
    return render(request, "accounts/organisation_edit.html", {"form": form})


@policy(Who.ORGANISATION_MEMBERS, Who.OPERATORS)
def show(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = find(request, pk)
    of_role = {role: Count("pk", filter=Q(role=role)) for role in Affiliation.Role.values}
    admins = organisation.affiliations.filter(role=Affiliation.Role.ADMIN).select_related("user")
    found = Organisation.objects.visible_to(request.user).filter(pk=pk)
    context = {
        "organisation": organisation,
        "can_manage": organisation.can_be_managed_by(request.user),
        "counts": organisation.affiliations.aggregate(
            people=Count("user", distinct=True), **of_role
        ),
        "unit_count": organisation.units.count(),
        "units": organisation.units.order_by("name")[:50],
        "admins": admins.order_by("called", "pk")[:20],
        "has_logo": found.exclude(logo=None).exists(),
    }
    return render(request, "accounts/organisation_show.html", context)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS, methods="GET POST")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Name, kind, colour and logo."""
    organisation = managed(request, pk)
    form = OrganisationForm(
        request.POST or None, request.FILES or None, instance=copy(organisation)
    )
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(organisation)
    context = {"form": form, "organisation": organisation}
    return render(request, "accounts/organisation_edit.html", context)


@policy(Who.ORGANISATION_MEMBERS, Who.OPERATORS)
@conditional_page
def logo(request: MemberRequest, pk: int) -> HttpResponse:
    """The picture as we drew it; asked for again it costs no bytes unless it has changed."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not organisation.logo:
        raise Http404
    answer = HttpResponse(bytes(organisation.logo), content_type="image/png")
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = 'attachment; filename="logo.png"'
    return answer
