"""The one place where what people typed becomes links."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

# Only web addresses, and nothing that could end an attribute or hide where a link leads.
ADDRESS = re.compile(
    r"https?://[^\s<>\"'`{}|\\^\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]{3,2000}",
    re.IGNORECASE,
)
TRAILING = ".,;:!?…)]"


def linked(text: str) -> SafeString:
    """Plain text with its web addresses as links; everything else is shown as it was typed."""
    pieces: list[str] = []
    end = 0
    for found in ADDRESS.finditer(text):
        address = _trimmed(found[0])
        pieces += [
            escape(text[end : found.start()]),
            format_html('<a href="{0}" rel="noopener nofollow" target="_blank">{0}</a>', address),
        ]
        end = found.start() + len(address)
    return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308  each piece is escaped


def _trimmed(address: str) -> str:
    """Without the punctuation that ends a sentence, but with brackets that belong to it."""
    while address[-1] in TRAILING:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address
