"""People whom no mail reaches, each with the way to mend it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.limits import limited
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import page_of
from notifications.models import Message
from programmes.forms.address import AddressForm
from programmes.models import Participant
from programmes.views.managed import managed


@policy(Who.COORDINATORS)
def index(request: MemberRequest, pk: int) -> HttpResponse:
    programme = managed(request, pk)
    people = Participant.objects.visible_to(request.user).filter(programme=programme).unreached()
    page = page_of(
        people.select_related("user", "programme"), request.GET, order=["user__name", "pk"]
    )
    context = {"programme": programme, "page": page}
    return render(request, "programmes/address_list.html", context)


def _unreached(request: MemberRequest, pk: int) -> Participant:
    """Somebody whose address is known to be bad, in a programme that I coordinate."""
    people = Participant.objects.visible_to(request.user).unreached()
    participant = get_object_or_404(people.select_related("user", "programme"), pk=pk)
    if not participant.can_be_managed_by(request.user):
        raise PermissionDenied
    request.programme = participant.programme
    return participant


@policy(Who.COORDINATORS, methods="GET POST")
@limited("invite")
def correct(request: MemberRequest, pk: int) -> HttpResponse:
    """Send the invitation to another address."""
    participant = _unreached(request, pk)
    if participant.state != Participant.State.INVITED:
        text = _("Only they can change the address of their account. Tell them in another way.")
        messages.error(request, text)
        return redirect("programmes:addresses", participant.programme_id)
    form = AddressForm(
        request.POST or None, participant=participant, initial={"email": participant.user.email}
    )
    if form.is_valid():
        participant.invite_elsewhere(email=form.cleaned_data["email"], now=timezone.now())
        messages.success(request, _("Corrected. The invitation leaves in a minute."))
        return redirect("programmes:addresses", participant.programme_id)
    context = {"programme": participant.programme, "participant": participant, "form": form}
    status = 422 if form.errors else 200
    return render(request, "programmes/address_correct.html", context, status=status)


@policy(Who.COORDINATORS, methods="POST")
@limited("invite")
def write_again(request: MemberRequest, pk: int) -> HttpResponse:
    """The address works again: what did not arrive and is still true is sent."""
    participant = _unreached(request, pk)
    Message.objects.write_again(person=participant.user, now=timezone.now())
    text = _("We write to %(email)s again.") % {"email": participant.user.email}
    messages.success(request, text)
    return redirect("programmes:addresses", participant.programme_id)
