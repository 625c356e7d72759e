from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.limits import limited
from audit import trail
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from privacy.models import DataCopy
from privacy.register import sorts
from privacy.tasks import build_copy
from privacy.upcoming import farewells

SHOWN = 5


@policy(Who.OWN)
def index(request: MemberRequest) -> HttpResponse:
    """What the platform knows about me, a copy of it, and what goes when."""
    copies = list(DataCopy.objects.of(request.user).order_by("-asked_at", "-pk")[:SHOWN])
    now = timezone.now()
    context = {
        "copies": [(copy, copy.is_open(now)) for copy in copies],
        "is_busy": any(copy.is_under_way for copy in copies),
    }
    if request.htmx:
        return render(request, "privacy/_copies.html", context)
    context |= {"sorts": sorts(), "farewells": farewells(request.user)}
    return render(request, "privacy/my_data.html", context)


@policy(Who.OWN, methods="POST")
@trail.told(trail.Manner.EXPORTED)
@limited("export")
def ask(request: MemberRequest) -> HttpResponse:
    """Ask for a copy; a worker puts it together."""
    copy, is_new = DataCopy.ask(request.user, now=timezone.now())
    if is_new:
        build_copy.delay_on_commit(copy_pk=copy.pk)
        messages.success(
            request, _("Your data is being put together. You get a message when it is ready.")
        )
    return redirect("privacy:my_data")


@policy(Who.OWN)
@trail.told(trail.Manner.EXPORTED)
def take(request: MemberRequest, token: str) -> HttpResponse:
    """The file itself: for its owner, as long as the link works."""
    copy = DataCopy.behind(token, request.user)
    if copy is None:
        raise Http404
    if not copy.is_open(timezone.now()):
        messages.error(request, _("This copy is gone. Ask for a new one."))
        return redirect("privacy:my_data")
    answer = HttpResponse(bytes(copy.content or b""), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="my-data-{copy.ready_at:%Y-%m-%d}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer
