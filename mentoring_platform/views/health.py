from celery import current_app
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from mentoring_platform.access import Who, policy
from notifications.models import Heartbeat


@policy(Who.EVERYONE)
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when database and broker answer, 503 otherwise; says which, and nothing else.

    It tells of clock and mail server too, but pages are well without them: no machine should
    leave the balance for it. Who watches them asks ``?clock``, which answers 503 for them as well.
    """
    web = {"database": _database_answers(), "broker": _broker_answers()}
    told = _told() if web["database"] else {"clock": False, "mail": False}
    needed = web | told if "clock" in request.GET else web
    return JsonResponse(web | told, status=200 if all(needed.values()) else 503)


def _told() -> dict[str, bool]:
    """Whether the clock has ticked of late, and whether the mail server takes mails."""
    return {
        "clock": not Heartbeat.of(Heartbeat.Part.CLOCK).is_silent,
        "mail": not Heartbeat.of(Heartbeat.Part.MAIL).is_failing,
    }


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # each transport has errors of its own
        return False
    return True
