"""Calm pages for what goes wrong. They say what to do, and give back what was typed."""

import logging
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN, get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from mentoring_platform.typed import typed

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
logger = logging.getLogger("mentoring_platform")


def calm(request: HttpRequest, status: int, template: str = "", **context: Any) -> HttpResponse:
    """A page with this status; also where a request fails before anybody knows the person."""
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    return render(request, template or f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20
        return calm(request, 413, megabytes=megabytes)
    if isinstance(exception, DisallowedHost):
        return HttpResponse(status=400)  # whoever asks for another host gets no page of ours
    return calm(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return calm(request, 403, typed=typed(request))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return calm(request, 404, typed=typed(request))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token was of an earlier session. Who typed the form may send it again from here."""
    is_foreign = reason.startswith(REASON_BAD_ORIGIN.partition("%")[0])
    return calm(request, 403, "403_csrf.html", typed=[] if is_foreign else typed(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without asking the database; the reference finds the line in the log."""
    reference = secrets.token_hex(4)
    name = request.resolver_match.view_name if request.resolver_match else ""
    logger.exception("Reference %s: %s %s failed", reference, request.method, name)
    context = {"reference": reference, "typed": typed(request), "request": request}
    page = render_to_string("500.html", context | {"csrf_token": get_token(request)})
    return HttpResponse(page, status=500)
