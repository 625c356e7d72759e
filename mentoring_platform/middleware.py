"""What happens around every request: the person's language and zone, and refused moves."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from mentoring_platform.transitions import TransitionError

Answer = Callable[[HttpRequest], HttpResponse]


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


class refused_moves:
    """Turn a TransitionError into a friendly page, so that no view needs a ``try``.

    Named like its neighbour; a class because of ``process_exception``.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, TransitionError):
            return render(request, "409.html", status=409)
        return None
