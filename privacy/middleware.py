"""Who has closed the account sees one page: when it is erased, and how to open it again."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

Answer = Callable[[HttpRequest], HttpResponse]
OPEN = (
    "/my-data/",
    "/privacy/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/reauthenticate/",
    "/language/",
    "/static/",
    "/healthz",
)


def closed_accounts(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        is_closed = request.user.is_authenticated and request.user.closed_at
        if is_closed and not request.path.startswith(OPEN):
            return redirect("privacy:standing")
        return get_response(request)

    return middleware
