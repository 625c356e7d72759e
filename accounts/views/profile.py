from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest


@policy(Who.OWN, methods="GET POST")
def edit(request: MemberRequest) -> HttpResponse:
    """What the person tells about themselves."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        user = form.save()
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    affiliations = request.user.affiliations.select_related("organisation", "unit")
    context = {"form": form, "affiliations": affiliations.order_by("organisation__name")[:50]}
    return render(request, "accounts/profile.html", context)


@policy(Who.OWN, methods="POST")
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop belonging to an organisation in one role."""
    affiliation = get_object_or_404(request.user.affiliations, pk=pk)
    if affiliation.is_last_admin():
        messages.error(request, _("You are the last admin. Make somebody else admin first."))
    else:
        affiliation.delete()
        messages.success(request, _("You have left."))
    return redirect("accounts:profile")
