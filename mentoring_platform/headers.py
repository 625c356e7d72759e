"""Strict headers on every answer: pages, files, errors, redirects, whoever made them.

What a view or another middleware has said stays; this fills in what nobody has said. It is the
outermost middleware, so no answer goes round it.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

HTML = "text/html"
# For what is no page: files and answers without a body run and load nothing.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
STRICT = {
    "Content-Security-Policy": NOTHING,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def strict_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        for name, value in STRICT.items():
            answer.setdefault(name, value)
        # Files of ours say how long they keep; everything else may be about somebody.
        answer.setdefault("Cache-Control", "private, no-store")
        if answer.get("Content-Type", "").startswith(HTML):
            patch_vary_headers(answer, ["HX-Request"])
        return answer

    return middleware
