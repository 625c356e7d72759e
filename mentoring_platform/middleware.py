"""What happens around every request: signing in, language and zone, and calm refusals."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation

from mentoring_platform.transitions import TransitionError
from mentoring_platform.typed import is_work, typed

Answer = Callable[[HttpRequest], HttpResponse]


class SignedIn(LoginRequiredMiddleware):
    """Pages need somebody who is signed in. Who was signed out while typing keeps the text."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        fields = [] if request.headers.get("HX-Request") else typed(request)
        if is_work(fields):
            return render(request, "401.html", {"typed": fields}, status=401)
        return super().handle_no_permission(request, view_func)


def person(get_response: Answer) -> Answer:
    """Speak the language of the person who is signed in, and tell times in their zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = request.user.language
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return get_response(request)

    return middleware


class calm_refusals:
    """Turn a TransitionError into a friendly page, so that no view needs a ``try``, and give a
    page to a method that is not allowed.

    Named like its neighbour; a class because of ``process_exception``.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != 405 or answer.content:
            return answer
        page = render(request, "405.html", status=405)
        page["Allow"] = answer["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, TransitionError):
            return render(request, "409.html", {"typed": typed(request)}, status=409)
        return None
