from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from mentoring_platform.access import Who, policy
from notifications.post import in_words_of
from reminders.links import Nudge, opened


@policy(Who.EVERYONE, methods="GET POST")
@never_cache
def show(request: HttpRequest, token: str) -> HttpResponse:
    """One question, one button. A look changes nothing, so a mail scanner does nothing."""
    now = timezone.now()
    nudge = opened(token, now)
    if nudge is None:
        return render(request, "reminders/nudge_unknown.html", status=404)
    if request.user.is_authenticated and request.user != nudge.person:
        return _page(request, nudge, "other")
    if not nudge.is_fresh:
        return _page(request, nudge, "stale")
    if request.method == "POST":
        nudge.act(now=now)
        return _page(request, nudge, "done")
    return _page(request, nudge, "")


def _page(request: HttpRequest, nudge: Nudge, outcome: str) -> HttpResponse:
    context = {"nudge": nudge, "outcome": outcome}
    with in_words_of(nudge.person):
        return render(request, "reminders/nudge.html", context)
