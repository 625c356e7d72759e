from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from mentoring_platform.access import Who, policy
from notifications import less_mail, subjects
from notifications.models import Preference

MUTED_DAYS = 30


@policy(Who.EVERYONE, methods="GET POST")
@csrf_exempt  # mail programs POST by themselves (RFC 8058); the signed link is the proof
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Less mail without signing in. A look changes nothing."""
    wish = less_mail.wish(token)
    if wish is None:
        return render(request, "notifications/less_unknown.html", status=404)
    done = ""
    if request.method == "POST":
        done = request.POST.get("what", "stop")
        _do(wish, done)
    named = {subject.key: subject for subject in subjects.of(wish.person)}
    context = {"wish": wish, "done": done, "subject": named.get(wish.programme or 0)}
    with translation.override(wish.person.language):
        return render(request, "notifications/less.html", context)


def _do(wish: less_mail.Wish, what: str) -> None:
    if what == "stop":
        wish.stop()
    elif what == "go_on":
        wish.go_on()
    elif what == "mute" and wish.programme:
        until = timezone.localdate(timezone=wish.person.zone) + timedelta(days=MUTED_DAYS)
        Preference.objects.mute(wish.person, programme=wish.programme, until=until)
