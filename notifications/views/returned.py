"""Where a mail server or mail service delivers what came back."""

import json
from collections.abc import Iterable

from django.core.signing import Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from mentoring_platform.access import Who, policy
from notifications.bounces import Report, read, take

SALT = "notifications.returned"


def proof() -> str:
    """What the address ends with, so that only whom operators have told it can deliver."""
    return Signer(salt=SALT).signature("returned")


@csrf_exempt  # a mail server posts it; the signed address is the proof
@policy(Who.EVERYONE, methods="POST")
def deliver(request: HttpRequest, token: str) -> HttpResponse:
    """A report as a mail server wrote it (message/rfc822), or {"message_id", "status", "said"}."""
    if not constant_time_compare(token, proof()):
        raise Http404
    is_json = request.content_type == "application/json"
    reports = _from_json(request.body) if is_json else read(request.body)
    count = sum(take(report, now=timezone.now()) for report in reports)
    return HttpResponse(f"{count}\n", content_type="text/plain")


def _from_json(body: bytes) -> Iterable[Report]:
    try:
        told = json.loads(body)
        return [Report(str(told["message_id"]), str(told["status"]), str(told.get("said", "")))]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
