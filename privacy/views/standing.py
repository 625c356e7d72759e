"""Pause, close, erase, and the right to be left alone: each is something else."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from privacy import departures
from privacy.erasing import erase as erase_person
from privacy.forgetting import THINKING
from privacy.forms import EraseForm, PauseForm
from privacy.register import sorts


@policy(Who.OWN, methods="GET POST")
def index(request: MemberRequest) -> HttpResponse:
    """The four verbs beside each other, and what each of them means. POST pauses."""
    form = PauseForm(request.POST or None, initial={"until": request.user.paused_until})
    if request.method == "POST" and form.is_valid():
        request.user.pause(until=form.cleaned_data["until"])
        messages.success(request, _("You pause. Only what cannot be switched off reaches you."))
        return redirect("privacy:standing")
    user = request.user
    context = {
        "form": form,
        "hindrances": departures.hindrances(user),
        "places": departures.places(user),
        "erased_on": user.closed_at and user.closed_at + THINKING,
    }
    return render(request, "privacy/standing.html", context)


@policy(Who.OWN, methods="POST")
def resume(request: MemberRequest) -> HttpResponse:
    request.user.pause(until=None)
    messages.success(request, _("Welcome back. Your pause has ended."))
    return redirect("privacy:standing")


@policy(Who.OWN, methods="POST")
def restrict(request: MemberRequest) -> HttpResponse:
    """Freeze, or thaw: the same button turned round."""
    is_on = request.user.restricted_at is not None
    request.user.restrict(since=None if is_on else timezone.now())
    text = _("You are listed again.") if is_on else _("Your data is frozen from now on.")
    messages.success(request, text)
    return redirect("privacy:standing")


@policy(Who.OWN, methods="POST")
def close(request: MemberRequest) -> HttpResponse:
    """Close the account, unless something would be left without anybody."""
    if departures.hindrances(request.user):
        messages.error(request, _("Hand over first what is listed under “Close the account”."))
    elif not request.user.closed_at:
        request.user.close(at=timezone.now())
    return redirect("privacy:standing")


@policy(Who.OWN, methods="POST")
def reopen(request: MemberRequest) -> HttpResponse:
    request.user.close(at=None)
    messages.success(request, _("Your account is open again. Everything is as it was."))
    return redirect("privacy:standing")


@policy(Who.OWN, methods="GET POST")
@reauthentication_required
def erase(request: MemberRequest) -> HttpResponse:
    """Erase everything now; afterwards the report of what was done, table by table."""
    hindrances = departures.hindrances(request.user)
    form = EraseForm(request.POST or None, address=request.user.email)
    if request.method == "POST" and not hindrances and form.is_valid():
        report = erase_person(request.user, now=timezone.now())
        logout(request)
        return render(request, "privacy/erased.html", {"report": report})
    context = {"form": form, "hindrances": hindrances, "sorts": sorts()}
    return render(request, "privacy/erase.html", context)
