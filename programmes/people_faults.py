"""Check a table of people row by row: what is good, what is wrong with the rest, and a proposal.

Pure: rows in, checked rows out, one at a time, so that 50,000 rows need no more memory than 50.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes.people_words import LANGUAGES, ROLES, Column, plain

CLEAN = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
MAX_CELL = 150
FREQUENT = 5
Row = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell; ``proposal`` mends it if it is right."""

    column: str
    text: Any
    value: str
    proposal: str = ""


@dataclass
class Person:
    """A row as it was understood. Without faults it can be invited."""

    number: int
    email: str = ""
    name: str = ""
    role: str = ""
    organisation: int | None = None
    organisation_name: str = ""
    unit: str = ""
    language: str = ""
    faults: list[Fault] = field(default_factory=list)
    is_repeated: bool = False


@dataclass
class Rules:
    """What a programme knows: its organisations by name, the roles, what to assume."""

    organisations: Mapping[str, int]
    default_role: str = "mentee"
    repairs: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.homes = {plain(name): (pk, name) for name, pk in self.organisations.items()}


class Domains:
    """The mail domains of a table; a rare one close to a frequent one is a typing error."""

    def __init__(self, rows: Iterable[Row], columns: Sequence[str]) -> None:
        counts: Counter[str] = Counter()
        if Column.EMAIL in columns:
            place = list(columns).index(Column.EMAIL)
            counts.update(
                cells[place].rpartition("@")[2].lower()
                for _number, cells in rows
                if place < len(cells) and "@" in cells[place]
            )
        self.frequent = {domain for domain, count in counts.items() if count >= FREQUENT}
        self._meant: dict[str, str] = {}

    def meant(self, domain: str) -> str:
        """The frequent domain that was probably meant; "" if this one is fine."""
        if domain in self.frequent or not self.frequent:
            return ""
        if domain not in self._meant:
            near = difflib.get_close_matches(domain, sorted(self.frequent), n=1, cutoff=0.87)
            self._meant[domain] = near[0] if near else ""
        return self._meant[domain]


def check_rows(
    rows: Iterable[Row], columns: Sequence[str], rules: Rules, domains: Domains
) -> Iterator[Person]:
    """Every row that is not left out, understood and checked.

    The same address twice with another name is a fault; with another role it is a second role;
    the very same row twice is marked as repeated.
    """
    places = {column: place for place, column in enumerate(columns) if column != Column.IGNORED}
    seen: dict[str, tuple[int, str, str]] = {}
    for number, cells in rows:
        if number in rules.left_out:
            continue
        person = Person(number)
        _read(person, cells, places, rules, domains)
        if not person.faults:
            _compare(person, seen)
        yield person


def _read(
    person: Person,
    cells: Sequence[str],
    places: Mapping[str, int],
    rules: Rules,
    domains: Domains,
) -> None:
    """Fill the person from the cells, with repairs laid over them."""

    def cell(column: str) -> str:
        if (
            rules.repairs
            and (repaired := rules.repairs.get(f"{person.number}:{column}")) is not None
        ):
            return repaired.strip()
        place = places.get(column)
        return cells[place] if place is not None and place < len(cells) else ""

    is_typed_anew = f"{person.number}:{Column.EMAIL}" in rules.repairs
    _read_email(person, cell(Column.EMAIL), domains, trusted=is_typed_anew)
    _read_name(person, cell(Column.NAME), cell(Column.FIRST), cell(Column.LAST))
    _read_role(person, cell(Column.ROLE), rules)
    _read_home(person, cell(Column.ORGANISATION), rules)
    _read_language(person, cell(Column.LANGUAGE), rules)
    person.unit = cell(Column.UNIT)
    for column, value in ((Column.NAME, person.name), (Column.UNIT, person.unit[50:])):
        if len(value) > MAX_CELL:
            person.faults.append(Fault(column, _("This is too long"), value[:500]))


def _read_email(person: Person, raw: str, domains: Domains, *, trusted: bool) -> None:
    """``trusted``: somebody typed it in during repair, so a rare domain is meant."""
    value = raw.removeprefix("mailto:").strip(" <>,;")
    if not CLEAN.fullmatch(value) or len(value) > 254:
        person.faults.append(_email_fault(value, raw, sorted(domains.frequent)))
        return
    person.email = value.lower()
    box, _at, domain = person.email.rpartition("@")
    if not trusted and (meant := domains.meant(domain)):
        text = _("The end looks mistyped; most others have another one")
        person.faults.append(Fault(Column.EMAIL, text, raw, f"{box}@{meant}"))


def _email_fault(value: str, raw: str, frequent: Sequence[str]) -> Fault:
    """The first thing that is wrong with an address, with a proposal where one is likely."""

    def fault(text: Any, proposal: str = "") -> Fault:
        good = proposal if CLEAN.fullmatch(proposal) else ""
        return Fault(Column.EMAIL, text, raw, good.lower())

    if not value:
        return fault(_("The mail address is missing"))
    if value.count("@") > 1:
        return fault(_("Two addresses stand here; keep one"), re.split(r"[\s,;/]+", value)[0])
    if "@" not in value:
        for domain in frequent:
            if value.lower().endswith(domain):
                start = value[: -len(domain)].rstrip(" .,;")
                return fault(_("The @ sign is missing"), f"{start}@{domain}")
        return fault(
            _("The @ sign is missing"), re.sub(r"\s*(?:\(at\)|\[at\]|\sat\s|\s)\s*", "@", value)
        )
    if "," in value:
        return fault(_("A comma stands where a dot should"), value.replace(",", "."))
    if " " in value:
        return fault(_("There is a space in the address"), value.replace(" ", ""))
    if ".." in value or value.endswith(".") or ".@" in value or "@." in value:
        mended = re.sub(r"\.{2,}", ".", value).replace(".@", "@").replace("@.", "@").strip(".")
        return fault(_("There is a dot too many"), mended)
    if "." not in value.partition("@")[2]:
        near = difflib.get_close_matches(value.partition("@")[2], frequent, n=1, cutoff=0.6)
        proposal = f"{value.partition('@')[0]}@{near[0]}" if near else ""
        return fault(_("The end is missing, for example .fi or .com"), proposal)
    if not value.isascii():
        replaced = value.translate(str.maketrans("äöåÄÖÅéü", "aoaaoaeu"))
        return fault(_("There is a letter that addresses do not have"), replaced)
    return fault(_("This is no mail address"))


def _read_name(person: Person, name: str, first: str, last: str) -> None:
    if first or last:
        name = f"{first} {last}".strip()
    elif ", " in name and name.count(",") == 1:
        family, given = name.split(", ")
        name = f"{given} {family}"
    person.name = name
    if not name:
        words = re.split(r"[._-]+", person.email.partition("@")[0])
        proposal = " ".join(word.capitalize() for word in words if word.isalpha())
        person.faults.append(Fault(Column.NAME, _("The name is missing"), "", proposal))


def _read_role(person: Person, value: str, rules: Rules) -> None:
    if not value:
        person.role = rules.default_role
    elif (role := ROLES.get(plain(value))) is not None:
        person.role = role
    else:
        near = difflib.get_close_matches(plain(value), ROLES, n=1, cutoff=0.7)
        proposal = ROLES[near[0]] if near else ""
        person.faults.append(Fault(Column.ROLE, _("No role has this name"), value, proposal))


def _read_home(person: Person, value: str, rules: Rules) -> None:
    person.organisation_name = value
    if not value:
        return
    if (known := rules.homes.get(plain(value))) is not None:
        person.organisation, person.organisation_name = known
        return
    near = difflib.get_close_matches(
        _short(value), [_short(n) for n in rules.organisations], 1, 0.6
    )
    proposal = next((n for n in rules.organisations if near and _short(n) == near[0]), "")
    text = _("Not a partner of this programme")
    person.faults.append(Fault(Column.ORGANISATION, text, value, proposal))


def _short(name: str) -> str:
    """An organisation's name without what kind of school it is."""
    words = [
        w for w in plain(name).split() if w not in {"amk", "uas", "yh", "university", "oy", "ab"}
    ]
    return " ".join(words) or plain(name)


def _read_language(person: Person, value: str, rules: Rules) -> None:
    if not value:
        return
    person.language = LANGUAGES.get(plain(value), "")
    if not person.language:
        text = _("Mails are in English, Finnish or Swedish")
        person.faults.append(Fault(Column.LANGUAGE, text, value, "en"))


def _compare(person: Person, seen: dict[str, tuple[int, str, str]]) -> None:
    """The same address again: a second role, a repeated row, or a fault."""
    before = seen.setdefault(person.email, (person.number, person.name, person.role))
    number, name, role = before
    if number == person.number:
        return
    if plain(name) != plain(person.name):
        text = _("Same address as row %(number)d, %(name)s") % {"number": number, "name": name}
        person.faults.append(Fault(Column.EMAIL, text, person.email))
    elif role == person.role:
        person.is_repeated = True
