from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes.forms.people import InvitationForm
from programmes.invitations import link_for, participant_for
from programmes.models import Participant


@policy(Who.EVERYONE, methods="GET POST")
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes or no. A look changes nothing, so a mail scanner cannot answer for anybody."""
    participant = participant_for(token)
    if participant is None:
        return render(request, "programmes/invitation_unknown.html", status=404)
    if request.user.is_authenticated and request.user != participant.user:
        return _page(request, participant, "other")
    if participant.is_present:
        return redirect(participant.programme) if request.user.is_authenticated else _sign_in(token)
    if participant.state in {Participant.State.REMOVED, Participant.State.LEFT}:
        return _page(request, participant, "gone")
    if participant.programme.is_over:
        return _page(request, participant, "over")
    user = participant.user
    told = {"name": user.name, "language": user.language}
    form = InvitationForm(request.POST or None, initial=told)
    if "no" in request.POST and participant.state == Participant.State.INVITED:
        participant.decline(now=timezone.now())
        return _page(request, participant, "declined")
    if form.is_valid():
        if not request.user.is_authenticated and not _may_enter_by_link(participant.user):
            return _sign_in(token)
        return _join(request, participant, form)
    return _page(request, participant, "", form)


@policy(Who.OWN)
def mine(request: MemberRequest, pk: int) -> HttpResponse:
    """To the invitation without a link from a mail, for who is signed in already."""
    mine = Participant.objects.visible_to(request.user).filter(user=request.user)
    participant = get_object_or_404(mine.select_related("programme"), pk=pk)
    return redirect(participant.programme if participant.is_present else link_for(participant))


def _may_enter_by_link(user: User) -> bool:
    """The mail proves the address. Whoever has a way to sign in uses that one."""
    return user.is_active and not user.has_signed_in and not user.has_usable_password()


def _join(request: HttpRequest, participant: Participant, form: InvitationForm) -> HttpResponse:
    participant.join(now=timezone.now())
    user = participant.user
    user.name = form.cleaned_data["name"]
    user.language = form.cleaned_data["language"] or user.language
    user.save(update_fields=["name", "language"])
    messages.success(request, _("Welcome! You are in."))
    if request.user.is_authenticated:
        return redirect(participant.programme)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return perform_login(request, user, redirect_url=participant.programme.get_absolute_url())


def _sign_in(token: str) -> HttpResponse:
    back = urlencode({"next": reverse("programmes:invitation", args=[token])})
    return redirect(f"{reverse('account_login')}?{back}")


def _page(
    request: HttpRequest,
    participant: Participant,
    outcome: str,
    form: InvitationForm | None = None,
) -> HttpResponse:
    context = {
        "participant": participant,
        "programme": participant.programme,
        "outcome": outcome,
        "form": form,
    }
    return render(request, "programmes/invitation.html", context)
