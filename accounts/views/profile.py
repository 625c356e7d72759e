from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from accounts.models import LastAdminError
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest


@policy(Who.OWN, methods="GET POST")
def edit(request: MemberRequest) -> HttpResponse:
    """What the person tells about themselves."""
    form = ProfileForm(request.POST or None, instance=copy(request.user))
    if form.is_valid():
        user = form.save()
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    mine = request.user.affiliations.select_related("organisation", "unit")
    mine = mine.defer("organisation__logo").order_by("organisation__name", "role")
    context = {"form": form, "affiliations": mine[:50]}
    return render(request, "accounts/profile.html", context)


@policy(Who.OWN, methods="GET POST")
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop belonging to an organisation in one role; asked before it is done."""
    mine = request.user.affiliations.select_related("organisation").defer("organisation__logo")
    affiliation = get_object_or_404(mine, pk=pk)
    if request.method == "GET":
        return render(request, "accounts/affiliation_leave.html", {"affiliation": affiliation})
    try:
        affiliation.end()
    except LastAdminError:
        messages.error(request, _("You are the last admin. Make somebody else admin first."))
    else:
        messages.success(
            request, _("You have left %(name)s.") % {"name": affiliation.organisation.name}
        )
    return redirect("accounts:profile")
