"""How long a programme remembers its people, and the way out for one of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes import departing
from programmes.forms.programme import KeepingForm
from programmes.models import Participant, Programme


@policy(Who.COORDINATORS, methods="GET POST")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    if not programme.can_be_changed_by(request.user):
        raise PermissionDenied
    request.programme = programme
    form = KeepingForm(request.POST or None, instance=programme)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("programmes:settings", pk)
    context = {"programme": programme, "form": form}
    return render(request, "programmes/settings_keeping.html", context)


@policy(Who.PARTICIPANTS, Who.COORDINATORS, methods="GET POST")
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Leave in every role; the last coordinator hands the programme over first."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    request.programme = programme
    mine = Participant.objects.of_person(request.user).present().filter(programme=programme)
    if not mine:
        raise Http404
    hindrances = departing.hindrances(request.user, programme=programme)
    if request.method == "POST" and not hindrances:
        for participant in mine:
            participant.leave(now=timezone.now())
        messages.success(request, _("You have left %(name)s.") % {"name": programme.name})
        return redirect("home")
    context = {"programme": programme, "hindrances": hindrances}
    return render(request, "programmes/programme_leave.html", context)
