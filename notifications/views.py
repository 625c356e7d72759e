from csp.decorators import csp_replace
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips, page_of
from notifications.models import KeptMail, Message


@policy(Who.OPERATORS)
def kept_mails(request: MemberRequest) -> HttpResponse:
    """Mails that were kept because no mail server is connected."""
    mails = KeptMail.objects.defer("text", "html")
    if words := request.GET.get("q", "").strip():
        mails = mails.filter(to__icontains=words)
    context = {"page": page_of(mails, request.GET, order=["-pk"]), "keep": []}
    return render(request, "notifications/mail_list.html", context)


@policy(Who.OPERATORS)
def kept_mail(request: MemberRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(KeptMail, pk=pk)
    return render(request, "notifications/mail_show.html", {"mail": mail})


@policy(Who.OPERATORS)
@xframe_options_sameorigin
@csp_replace({"default-src": ["'none'"], "frame-ancestors": ["'self'"], "sandbox": True})  # type: ignore[arg-type]
def kept_mail_html(request: MemberRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the frame: it may load and run nothing."""
    mail = get_object_or_404(KeptMail, pk=pk)
    return HttpResponse(mail.html)


@policy(Who.OPERATORS, methods="GET POST")
def queue(request: MemberRequest) -> HttpResponse:
    """What is owed, said, or stuck; a stuck message can be tried again."""
    if request.method == "POST":
        parked = Message.objects.filter(state=Message.State.PARKED)
        if request.POST.get("message", "").isdecimal():
            parked = parked.filter(pk=request.POST["message"])
        count = parked.update(
            state=Message.State.WAITING, attempts=0, next_try_at=timezone.now(), failure=""
        )
        messages.success(request, _("Tried again within a minute: %(n)d.") % {"n": count})
        return redirect("notifications:queue")
    found = Message.objects.select_related("person")
    state = request.GET.get("state", "")
    if state in Message.State.values:
        found = found.filter(state=state)
    counts = dict(Message.objects.values_list("state").annotate(Count("pk")))
    context = {
        "page": page_of(found, request.GET, order=["-due_at", "pk"]),
        "chips": chips(request.GET, "state", [("", _("All")), *Message.State.choices], counts),
        "parked": counts.get(Message.State.PARKED, 0),
    }
    return render(request, "notifications/message_list.html", context)
