from celery import current_app
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from mentoring_platform.access import Who, policy


@policy(Who.EVERYONE)
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when database and broker answer, 503 otherwise; says which, and nothing else."""
    found = {"database": _database_answers(), "broker": _broker_answers()}
    return JsonResponse(found, status=200 if all(found.values()) else 503)


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
