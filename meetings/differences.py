"""Two texts side by side, with what differs marked word by word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class TextPair:
    """One field in two versions: mine as I typed it, theirs as it was saved."""

    name: str
    label: Any
    mine: SafeString
    theirs: SafeString


def marked(text: str, other: str) -> SafeString:
    """``text`` with the words that ``other`` lacks marked as inserted."""
    words, others = (re.findall(r"\s+|[^\s]+", each) for each in (text, other))
    pieces = []
    for tag, start, end, _from, _to in SequenceMatcher(None, words, others).get_opcodes():
        piece = "".join(words[start:end])
        if piece:
            pieces.append((format_html("<ins>{}</ins>", piece) if tag != "equal" else piece,))
    return format_html_join("", "{}", pieces)


def pairs(saved: Any, typed: Mapping[str, Any], names: Sequence[str]) -> list[TextPair]:
    """The fields in which what was typed differs from what another person saved."""
    return [
        TextPair(
            name,
            saved._meta.get_field(name).verbose_name,
            marked(typed[name], getattr(saved, name)),
            marked(getattr(saved, name), typed[name]),
        )
        for name in names
        if typed[name] != getattr(saved, name)
    ]
