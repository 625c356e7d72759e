from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from privacy.consents import NOTICE_VERSION, Question, questions
from privacy.models import Acknowledgement, Consent


@dataclass
class Asked:
    """A question, and the yes that holds, if there is one to these very words."""

    question: Question
    consent: Consent | None


@policy(Who.OWN, methods="GET POST")
def index(request: MemberRequest) -> HttpResponse:
    """To what I have agreed. One press agrees, one press takes it back."""
    if request.method == "POST":
        return _answer(request)
    mine = Consent.objects.of(request.user).order_by("-given_at", "-pk")
    held = {(c.question, c.version): c for c in mine if c.withdrawn_at is None}
    titles = {question.key: question.title for question in questions()}
    context = {
        "asked": [Asked(one, held.get((one.key, one.version))) for one in questions()],
        "past": [(titles.get(c.question, c.question), c) for c in mine if c.withdrawn_at],
        "read": Acknowledgement.objects.of(request.user).order_by("-version").first(),
        "notice_version": NOTICE_VERSION,
    }
    return render(request, "privacy/consents.html", context)


def _answer(request: MemberRequest) -> HttpResponse:
    key, now = request.POST.get("question"), timezone.now()
    question = next((one for one in questions() if one.key == key), None)
    if question is None:
        messages.error(request, _("This is not asked any more."))
    elif request.POST.get("answer") == "yes":
        language = get_language() or "en"
        Consent.give(
            request.user, question.key, version=question.version, language=language, now=now
        )
        messages.success(request, _("Thank you. You can take it back here at any time."))
    else:
        for consent in Consent.objects.of(request.user).holding().filter(question=question.key):
            consent.withdraw(now=now)
        messages.success(request, _("Taken back. It holds no longer."))
    return redirect("privacy:consents")
