"""What somebody typed into a form that could not be taken, so that the page can give it back."""

from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.request import UnreadablePostError

SECRETS = ("csrf", "password", "code", "credential", "key")
LONG = 40  # letters; more than that is work


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values of the fields, without secrets; nothing if another site sent the form."""
    if not _is_own(request):
        return []
    try:
        fields = list(request.POST.lists())
    except (SuspiciousOperation, UnreadablePostError):  # too large, or cut off
        return []
    return [
        (name, value)
        for name, values in fields
        for value in values
        if value and not any(secret in name.lower() for secret in SECRETS)
    ]


def is_work(fields: list[tuple[str, str]]) -> bool:
    """Whether there is a text among them that nobody wants to type again."""
    return any(len(value) > LONG for _name, value in fields)


def _is_own(request: HttpRequest) -> bool:
    """A page of another site must not put its words into a page of ours."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
