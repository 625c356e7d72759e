from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from accounts import second_factor, sessions
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest


@policy(Who.OWN, methods="GET POST")
def session(request: MemberRequest) -> HttpResponse:
    """How long this sign-in lasts. Asking does not lengthen it, pressing the button does."""
    if request.method == "POST":
        sessions.stay(request)
    left = sessions.seconds_left(request)
    context = {
        "seconds": left,
        "minutes": max(1, left // 60),
        "is_final": left >= sessions.seconds_to_the_end(request),
        "idle_hours": settings.SESSION_IDLE_MINUTES / 60,
    }
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({name: context[name] for name in ("seconds", "is_final")})
    if request.method == "POST":
        return redirect("accounts:session")
    return render(request, "accounts/session.html", context)


@policy(Who.OWN)
def second_step(request: MemberRequest) -> HttpResponse:
    """Why a second step is asked, and the ways to set it up; then on to where one wanted."""
    second_factor.note(request, request.user)
    due = second_factor.due_on(request, request.user)
    if due is None:
        return redirect(request.session.pop(second_factor.WANTED, None) or "home")
    return render(request, "accounts/second_step.html", {"due": due})
