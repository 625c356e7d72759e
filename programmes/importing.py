"""From a pasted list to people in a programme: read, check, bring in, take back."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils import translation

from accounts.models import Affiliation, User
from mentoring_platform import rows
from mentoring_platform.transitions import move
from programmes.models import Participant, PeopleImport
from programmes.models.people_import import GRACE_MINUTES
from programmes.people_columns import recognise
from programmes.people_faults import Domains, Person, Rules, check_rows
from programmes.people_mail import CLEAN
from programmes.people_table import TableError, read_table

BATCH = 2000
KEPT_FAULTS = 500
UNUSABLE = "!invited"
State = PeopleImport.State
T = TypeVar("T")


def check(people_import: PeopleImport) -> None:
    """Read the list and say of each row what it is; may be repeated at any time.

    ``findings`` afterwards: ``counts`` by status, ``statuses`` (a letter for each row: new,
    known, faulty, repeated) and the first rows to repair in full.
    """
    language = people_import.by.language if people_import.by else "en"
    with translation.override(language):
        try:
            found = _read(people_import)
        except TableError as error:
            found = {"state": State.FAILED, "failure": str(error.reason)}
    people_import.keep(**found)


def _read(people_import: PeopleImport) -> dict[str, Any]:
    table = read_table(people_import.text)
    people_import.columns = people_import.columns or [str(c) for c in recognise(table)]
    people_import.rows_total = table.count
    statuses: list[str] = []
    faulty: list[dict[str, Any]] = []
    for some in batches(people(people_import), BATCH):
        known = _known(people_import, some)
        for person in some:
            status = _status(person, known)
            statuses.append(status)
            if status == "f" and len(faulty) < KEPT_FAULTS:
                faulty.append(_told(person))
        if people_import.is_large:
            _progress(people_import, len(statuses))
    counts = Counter(statuses)
    findings = {
        "counts": {"new": counts["n"], "known": counts["k"] + counts["r"], "faulty": counts["f"]},
        "statuses": "".join(statuses),
        "faulty": faulty,
        "width": table.width,
        "header": table.header,
        "separator": table.separator,
    }
    return {"state": State.READY, "findings": findings, "rows_done": table.count}


def people(people_import: PeopleImport) -> Iterator[Person]:
    """The list as it is understood now, row by row."""
    table = read_table(people_import.text)
    columns = people_import.columns
    homes = people_import.programme.organisations.values_list("name", "pk")
    short = people_import.programme.organisations.exclude(short_name="")
    rules = Rules(
        organisations=dict(homes) | dict(short.values_list("short_name", "pk")),
        default_role=people_import.default_role,
        repairs=people_import.repairs,
        left_out=frozenset(people_import.left_out),
    )
    return check_rows(table.rows(), columns, rules, Domains(table.rows(), columns))


def page_of_people(people_import: PeopleImport, status: str, start: int, size: int) -> list[Person]:
    """Some rows of one status, counted from ``start``."""
    wanted = {"new": "n", "known": "kr", "faulty": "f"}.get(status, "nkrf")
    pairs = zip(people(people_import), people_import.findings["statuses"], strict=False)
    return list(islice((who for who, letter in pairs if letter in wanted), start, start + size))


def bring_in(people_import: PeopleImport, *, now: datetime) -> int:
    """Make participants of all good rows, in one transaction. Returns how many are new.

    People who are known stay as they are. Mails leave after ten minutes, when the ticker finds
    ``invite_at``. Raises TransitionError if the list is not ready, or was brought in already.
    """
    with transaction.atomic():
        move(people_import, State.DONE, when=[State.READY, State.INVITING], applied_at=now)
        people_import.refresh_from_db()
        for some in batches(_fresh(people_import), BATCH):
            _seat(people_import, some, now)
        if people_import.findings["counts"]["faulty"]:
            people_import.follow_up()
        return people_import.participants.count()


def _fresh(people_import: PeopleImport) -> Iterator[Person]:
    """The rows that the check found new. Who came in since then is passed over by the database."""
    pairs = zip(people(people_import), people_import.findings["statuses"], strict=True)
    return (who for who, letter in pairs if letter == "n")


def _seat(people_import: PeopleImport, some: list[Person], now: datetime) -> None:
    programme = people_import.programme
    spoken = (programme.languages or ["en"])[0]
    people = {who.email: (who.email, who.name, who.language or spoken) for who in some}
    account = {
        "time_zone": programme.time_zone,
        "password": UNUSABLE,
        "joined_at": now,
        "is_active": True,
        "is_staff": False,
        "is_superuser": False,
    }
    names = ("email", "name", "language")
    keys = dict(rows.insert(User, names, [*people.values()], shared=account, key="email"))
    rows.insert(
        Participant,
        ("user", "role", "organisation", "unit", "called"),
        [
            (keys[who.email], who.role, who.organisation, who.unit[:100], who.name or who.email)
            for who in some
        ],
        shared={
            "programme": programme.pk,
            "people_import": people_import.pk,
            "state": Participant.State.INVITED,
            "invite_at": now + timedelta(minutes=GRACE_MINUTES),
        },
    )


def take_back(people_import: PeopleImport, *, now: datetime) -> int:
    """Undo within ten minutes: those who came by this list go, and accounts it made.

    The list itself waits to be checked again, so that nothing that was typed is lost.
    Raises TransitionError once the mails may leave. People who joined meanwhile stay.
    """
    with transaction.atomic():
        in_time = people_import.can_be_undone(now=now)
        move(people_import, State.UNDONE, when=[State.DONE] if in_time else [], undone_at=now)
        going = people_import.participants.to_take_back()
        gone = list(going.values_list("pk", "user"))
        for some in batches(iter(gone), BATCH):
            Participant.objects.filter(pk__in=[pk for pk, _user in some]).delete()
            _forget(people_import, [user for _pk, user in some])
        waiting = people_import.programme.people_imports.filter(state__in=PeopleImport.OPEN)
        (waiting.first() or people_import.follow_up()).read_anew()
    return len(gone)


def _forget(people_import: PeopleImport, users: list[int]) -> None:
    """Delete the accounts that the list made and nobody has used for anything since."""
    made = User.objects.filter(
        pk__in=users, joined_at=people_import.applied_at, last_login=None, password=UNUSABLE
    )
    elsewhere = Participant.objects.filter(user__in=users).values("user")
    settled = Affiliation.objects.filter(user__in=users).values("user")
    made.exclude(pk__in=elsewhere).exclude(pk__in=settled).delete()


def _known(people_import: PeopleImport, people: Iterable[Person]) -> dict[tuple[str, str], str]:
    """Address and role to state, for those of the people who are in the programme already."""
    found = Participant.objects.filter(
        programme=people_import.programme,
        user__email__in=[who.email for who in people if who.email],
    )
    return {
        (email, role): state
        for email, role, state in found.values_list("user__email", "role", "state")
    }


def _status(person: Person, known: dict[tuple[str, str], str]) -> str:
    if person.faults:
        return "f"
    if (person.email, person.role) in known:
        return "k"
    return "r" if person.is_repeated else "n"


def _told(person: Person) -> dict[str, Any]:
    """A row to repair, for the page."""
    return {
        "number": person.number,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "organisation": person.organisation_name,
        "faults": [
            {
                "column": str(fault.column),
                "text": str(fault.text),
                "value": fault.value,
                "proposal": fault.proposal,
                "may_stay": bool(fault.proposal and CLEAN.fullmatch(fault.value)),
            }
            for fault in person.faults
        ],
    }


def _progress(people_import: PeopleImport, done: int) -> None:
    PeopleImport.objects.filter(pk=people_import.pk).update(rows_done=done)


def batches(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(rows, size)):
        yield batch
