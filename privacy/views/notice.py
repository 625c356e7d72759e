from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from privacy.consents import NOTICE_VERSION
from privacy.models import Acknowledgement
from privacy.register import sorts


@policy(Who.EVERYONE)
def show(request: MemberRequest) -> HttpResponse:
    """The privacy notice, made from what the fields declare."""
    is_read = request.user.is_authenticated and (
        Acknowledgement.objects.of(request.user).filter(version=NOTICE_VERSION).exists()
    )
    context = {
        "sorts": sorts(),
        "version": NOTICE_VERSION,
        "contact": settings.PRIVACY_CONTACT,
        "backup_days": settings.BACKUP_DAYS,
        "is_read": is_read,
    }
    return render(request, "privacy/notice.html", context)


@policy(Who.OWN, methods="POST")
def read(request: MemberRequest) -> HttpResponse:
    """The person has read the notice of today."""
    said = {"language": get_language() or "en", "at": timezone.now()}
    mine = Acknowledgement.objects.of(request.user)
    mine.get_or_create(user=request.user, version=NOTICE_VERSION, defaults=said)
    return redirect("privacy:notice")
