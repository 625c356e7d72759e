"""Mail addresses as people write them: read, find what is wrong, propose what was meant."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes.people_words import Column, Nearest

CLEAN = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?:[A-Za-z]{2,63}|xn--[A-Za-z0-9-]{2,59})"
)
MAX_MAIL = 254
FREQUENT, MOST = 5, 100
_AT = re.compile(r" ?(?:\(at\)|\[at\]|\(a\)|\[a\]) ?| (?:at|ät) | ", re.IGNORECASE)
_FOREIGN = str.maketrans("äöåÄÖÅéüøæ", "aoaaoaeuoa")
_BRACKETS = re.compile(r"[^<>]*<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell; ``proposal`` mends it if it is right."""

    column: str
    text: Any
    value: str
    proposal: str = ""


class Domains:
    """The mail domains of a table; a rare one close to a frequent one is a typing error."""

    def __init__(self, rows: Iterable[tuple[int, Sequence[str]]], columns: Sequence[str]) -> None:
        counts: Counter[str] = Counter()
        if Column.EMAIL in columns:
            place = list(columns).index(Column.EMAIL)
            counts.update(
                cells[place].rpartition("@")[2].strip(" <>,;").lower()
                for _number, cells in rows
                if len(cells) > place and "@" in cells[place]
            )
        common = [domain for domain, count in counts.most_common(MOST) if count >= FREQUENT]
        self.frequent = [domain for domain in common if CLEAN.fullmatch(f"a@{domain}")]
        self.nearest = Nearest(self.frequent, 0.6)
        self._meant = dict.fromkeys(self.frequent, "")

    def meant(self, domain: str) -> str:
        """The frequent domain that was probably meant; "" if this one is fine."""
        if (known := self._meant.get(domain)) is None:
            known = next((other for other in self.frequent if is_slip(domain, other)), "")
            self._meant[domain] = known
        return known

    def at_the_end_of(self, text: str) -> str:
        """The longest frequent domain with which the text ends."""
        return max((end for end in self.frequent if text.endswith(end)), key=len, default="")


def is_slip(typed: str, meant: str) -> bool:
    """Whether one letter more, less, other or swapped with its neighbour makes the difference.

    A slip at the start of a part does not count: "samk.fi" and "tamk.fi" are two schools.
    """
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    if [part[:1] for part in typed.split(".")] != [part[:1] for part in meant.split(".")]:
        return False
    start = next((at for at, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), -1)
    if start < 0:
        return True
    a, b = typed[start:], meant[start:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b or a == b[1:] or a[1:] == b[1:]


def read_mail(raw: str) -> str:
    """A clean address in small letters; "" for what is none.

    ``mailto:``, brackets with a name before them and stray separators fall away silently, and a
    domain with letters like ä is written as the network knows it.
    """
    value = _bare(raw)
    if not value.isascii():
        box, at, domain = value.rpartition("@")
        if not box.isascii():
            return ""
        try:
            value = f"{box}{at}{domain.encode('idna').decode()}"
        except UnicodeError:
            return ""
    return value.lower() if len(value) <= MAX_MAIL and CLEAN.fullmatch(value) else ""


def _bare(raw: str) -> str:
    value = raw.strip(" <>,;")
    if found := _BRACKETS.fullmatch(raw):
        value = found[1]
    if value[:7].lower() == "mailto:":
        value = value[7:].partition("?")[0]
    return value.strip(" <>,;")


def mail_fault(raw: str, email: str, domains: Domains, *, is_sure: bool) -> Fault | None:
    """The first thing that is wrong with an address, with a proposal where one is likely.

    ``is_sure``: somebody typed it in to repair it, so a rare domain is meant.
    """
    if email:
        box, _at, domain = email.rpartition("@")
        written = _bare(raw).rpartition("@")[2].lower()
        if is_sure or not (meant := domains.meant(domain) or domains.meant(written)):
            return None
        text = _("The end looks mistyped; most others have another one")
        return Fault(Column.EMAIL, text, raw[:500], f"{box}@{meant}")
    text, proposal = _wrong(_bare(raw)[: MAX_MAIL * 2], domains)
    return Fault(Column.EMAIL, text, raw[:500], read_mail(proposal))


def _wrong(value: str, domains: Domains) -> tuple[Any, str]:
    box, _at, domain = value.rpartition("@")
    if not value:
        return _("The mail address is missing"), ""
    if value.count("@") > 1:
        return _("Two addresses stand here; keep one"), re.split(r"[\s,;/]+", value)[0]
    if "@" not in value:
        return _("The @ sign is missing"), _with_at(value, domains)
    if "," in value:
        return _("A comma stands where a dot should"), value.replace(" ", "").replace(",", ".")
    if " " in value:
        return _("There is a space in the address"), _without_spaces(value)
    if ".." in value or value[0] == "." or value[-1] == "." or ".@" in value or "@." in value:
        return _("There is a dot too many"), _without_dots(value)
    if "." not in domain:
        near = domains.nearest.to(domain.lower())
        text = _("The end is missing, for example .fi or .com")
        return text, f"{box}@{near}" if near else ""
    if not value.isascii():
        text = _("There is a letter that addresses do not have")
        return text, f"{box.translate(_FOREIGN)}@{domain}"
    return _("This is no mail address"), ""


def _with_at(value: str, domains: Domains) -> str:
    if end := domains.at_the_end_of(value.lower()):
        return _AT.sub("", value[: -len(end)]).rstrip(".,;(") + "@" + end
    return _AT.sub("@", value)


def _without_spaces(value: str) -> str:
    """The address beside a name if there is one; else all that is left without the spaces."""
    parts = re.split(r"[\s():;]+", value)
    words = [part for part in parts if part.isalpha()]
    if not words:
        return value.replace(" ", "")
    clean = [part for part in parts if CLEAN.fullmatch(part)]
    return clean[0] if len(clean) == 1 and all(word[0].isupper() for word in words) else ""


def _without_dots(value: str) -> str:
    return re.sub(r"\.{2,}", ".", value).replace(".@", "@").replace("@.", "@").strip(".")
