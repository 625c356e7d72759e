from base64 import b64encode
from hashlib import sha256

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin

from accounts.limits import limited, searches
from audit import trail
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips, is_long, page_of, words_of
from notifications.models import Heartbeat, KeptMail, Message
from notifications.views.returned import proof

STYLE = b64encode(sha256(get_template("emails/style.css").render().encode()).digest()).decode()
FRAMED = {  # a mail may wear its one style, draw what it carries, open its links beside the page
    "default-src": [NONE],
    "style-src": [f"'sha256-{STYLE}'"],
    "img-src": ["data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@policy(Who.OPERATORS)
@limited("search", when=searches)
def kept_mails(request: MemberRequest) -> HttpResponse:
    """Mails that were kept because no mail server is connected."""
    mails = KeptMail.objects.visible_to(request.user).defer("text", "html", "attachments")
    words = words_of(request.GET)
    for word in words:
        mails = mails.filter(to__icontains=word)
    context = {
        "page": page_of(mails, request.GET, order=["-pk"]),
        "is_filtered": bool(words),
        "is_keeping": settings.EMAIL_BACKEND == "notifications.mailbox.EmailBackend",
        "keep": [],
    }
    return render(request, "notifications/mail_list.html", context)


@policy(Who.OPERATORS)
@trail.told()
def kept_mail(request: MemberRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(KeptMail.objects.visible_to(request.user), pk=pk)
    return render(request, "notifications/mail_show.html", {"mail": mail})


@policy(Who.OPERATORS)
@xframe_options_sameorigin
@csp(FRAMED)  # type: ignore[arg-type]
def kept_mail_html(request: MemberRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the frame: it runs nothing and loads nothing."""
    mail = get_object_or_404(KeptMail.objects.visible_to(request.user), pk=pk)
    return HttpResponse(mail.html.replace("<head>", '<head><base target="_blank">', 1))


@policy(Who.OPERATORS)
def queue(request: MemberRequest) -> HttpResponse:
    """What is owed, said, or stuck."""
    owed = Message.objects.visible_to(request.user)
    found = owed.select_related("person")
    state = request.GET.get("state", "")
    if state in Message.State.values:
        found = found.filter(state=state)
    parked = owed.filter(state=Message.State.PARKED)
    counts = {} if is_long(owed) else dict(owed.values_list("state").annotate(Count("pk")))
    by_state = {value: counts.get(value, 0) for value in Message.State.values} if counts else {}
    totals = by_state | {"": sum(counts.values())} if counts else {}
    choices = [("", _("All")), *Message.State.choices]
    context = {
        "page": page_of(found, request.GET, order=["-due_at", "pk"]),
        "chips": chips(request.GET, "state", choices, totals),
        "parked": parked.count(),
        "clock": Heartbeat.of(Heartbeat.Part.CLOCK),
        "mail_server": Heartbeat.of(Heartbeat.Part.MAIL),
        "returned": Heartbeat.of(Heartbeat.Part.BOUNCES),
        "returned_url": reverse("notifications:returned", args=[proof()]),
        "is_filtered": bool(state),
    }
    return render(request, "notifications/message_list.html", context)


@policy(Who.OPERATORS, methods="POST")
def try_again(request: MemberRequest) -> HttpResponse:
    """One stuck message, or all of them."""
    stuck = Message.objects.visible_to(request.user)
    key = request.POST.get("message", "")
    if key:
        stuck = stuck.filter(pk=key) if key.isdecimal() else stuck.none()
    count = stuck.try_again(now=timezone.now())
    said = ngettext(
        "%(count)d message is tried again within a minute.",
        "%(count)d messages are tried again within a minute.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("notifications:queue")
