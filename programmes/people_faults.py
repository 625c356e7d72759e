"""Check a table of people row by row: what is good, what is wrong with the rest, and a proposal.

Pure: rows in, checked rows out, one at a time, so that 50,000 rows need no more memory than 50.
What is wrong with an address is told by ``people_mail``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from programmes.people_mail import Domains, Fault, mail_fault, read_mail
from programmes.people_table import tidy
from programmes.people_words import (
    KINDS_OF_SCHOOL,
    LANGUAGES,
    ROLES,
    Column,
    Nearest,
    plain,
    unnumbered,
)

__all__ = ["Domains", "Fault", "Person", "Rules", "check_rows"]
MAX_NAME = 150
MAX_UNIT = 100
Row = tuple[int, Sequence[str]]
Cells = Mapping[str, str]


@dataclass(slots=True)
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
    """What a programme knows: its organisations by name, the roles, what to assume.

    ``repairs`` lie over the cells, with "row:column" as the key.
    """

    organisations: Mapping[str, int]
    default_role: str = "mentee"
    repairs: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.homes = {plain(name): (pk, name) for name, pk in self.organisations.items()}
        self.short = {_short(name): name for name in self.organisations}
        self.mended: dict[int, dict[str, str]] = {}
        for key, value in self.repairs.items():
            number, _colon, column = key.partition(":")
            self.mended.setdefault(int(number), {})[column] = tidy(value).strip()

        self.near_home, self.near_role = Nearest(self.short, 0.6), Nearest(ROLES, 0.7)


class Seen:
    """Who came before: an address again is a second role, a repeated row, or a fault."""

    def __init__(self) -> None:
        self.first: dict[str, tuple[int, str, str]] = {}
        self.further: set[tuple[str, str]] = set()

    def compare(self, person: Person) -> None:
        before = self.first.setdefault(person.email, (person.number, person.name, person.role))
        number, name, role = before
        if number == person.number:
            return
        if _words(name) != _words(person.name):
            text = _("Same address as row %(number)d, %(name)s") % {"number": number, "name": name}
            person.faults.append(Fault(Column.EMAIL, text, person.email))
        elif role == person.role or (person.email, person.role) in self.further:
            person.is_repeated = True
        else:
            self.further.add((person.email, person.role))


def check_rows(
    rows: Iterable[Row], columns: Sequence[str], rules: Rules, domains: Domains
) -> Iterator[Person]:
    """Every row that is not left out, understood and checked.

    The same address twice with another name is a fault; with another role it is a second role;
    the very same row twice is marked as repeated.
    """
    places = [(str(c), place) for place, c in enumerate(columns) if c != Column.IGNORED]
    seen = Seen()
    for number, cells in rows:
        if number in rules.left_out:
            continue
        width = len(cells)
        row = {column: cells[place] for column, place in places if place < width}
        if mended := rules.mended.get(number):
            row |= mended
        person = Person(number)
        _read_mail(person, row, domains, is_typed_anew=bool(mended and "email" in mended))
        _read_name(person, row, is_typed_anew=bool(mended and "name" in mended))
        _read_role(person, row, rules)
        _read_home(person, row, rules)
        _read_language(person, row)
        if not person.faults:
            seen.compare(person)
        yield person


def _read_mail(person: Person, row: Cells, domains: Domains, *, is_typed_anew: bool) -> None:
    raw = row.get("email", "")
    person.email = read_mail(raw)
    if fault := mail_fault(raw, person.email, domains, is_sure=is_typed_anew):
        person.faults.append(fault)


def _read_name(person: Person, row: Cells, *, is_typed_anew: bool) -> None:
    """First names before the family name; who has no name may have one in the address."""
    name = unnumbered(row.get("name", ""))
    first, last = row.get("first", ""), row.get("last", "")
    if (first or last) and not is_typed_anew:
        name = f"{first} {last}".strip()
    elif name.count(",") == 1:
        family, given = name.split(",")
        name = f"{given.strip()} {family.strip()}".strip()
    if not name and "<" in (mail := row.get("email", "")):
        name = mail.partition("<")[0].strip(' "')
    person.name = name
    if not name:
        words = re.split(r"[._-]+", person.email.partition("@")[0])
        proposal = " ".join(word.capitalize() for word in words if word.isalpha())
        person.faults.append(Fault(Column.NAME, _("The name is missing"), "", proposal))
    elif len(name) > MAX_NAME:
        person.faults.append(Fault(Column.NAME, _("This is too long"), name[:500]))


def _read_role(person: Person, row: Cells, rules: Rules) -> None:
    if not (value := row.get("role", "")):
        person.role = rules.default_role
    elif role := ROLES.get(plain(value)):
        person.role = role
    else:
        text = _("No role has this name")
        proposal = ROLES.get(rules.near_role.to(plain(value)), "")
        person.faults.append(Fault(Column.ROLE, text, value[:500], proposal))


def _read_home(person: Person, row: Cells, rules: Rules) -> None:
    """The organisation somebody comes from, and the unit there."""
    person.unit = row.get("unit", "")
    if len(person.unit) > MAX_UNIT:
        person.faults.append(Fault(Column.UNIT, _("This is too long"), person.unit[:500]))
    if not (value := row.get("organisation", "")):
        return
    if known := rules.homes.get(plain(value)):
        person.organisation, person.organisation_name = known
        return
    person.organisation_name = value[:500]
    text = _("Not a partner of this programme")
    proposal = rules.short.get(rules.near_home.to(_short(value)), "")
    person.faults.append(Fault(Column.ORGANISATION, text, value[:500], proposal))


def _read_language(person: Person, row: Cells) -> None:
    if value := row.get("language", ""):
        person.language = LANGUAGES.get(plain(value), "")
        if not person.language:
            text = _("Mails are in English, Finnish or Swedish")
            person.faults.append(Fault(Column.LANGUAGE, text, value[:500], "en"))


@lru_cache(maxsize=1024)
def _short(name: str) -> str:
    """An organisation's name without what kind of school it is."""
    words = [word for word in plain(name).split() if word not in KINDS_OF_SCHOOL]
    return " ".join(words) or plain(name)


def _words(name: str) -> list[str]:
    """A name for comparing; "Väisänen Kerttu" is "Kerttu Väisänen"."""
    return sorted(plain(name).split()) or [name.casefold()]
