"""How to tell the audit trail something. Requests that change things are told by themselves.

* ``record`` for what a task does, or a command that must share the fate of its transaction;
* ``@told`` on a view whose reading matters: confidential things, exports, downloads;
* ``changes.tell(…)`` (in ``mentoring_platform``) in a command, for before and after.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Model
from django.http.response import HttpResponseBase

from accounts.models import Organisation, User
from audit.models import Event
from mentoring_platform.changes import Change, Classes, plain

View = Callable[..., HttpResponseBase]
Manner = Event.Manner
MOST = 20


def record(
    what: str,
    *,
    by: User | None,
    about: Model | type[Model] | None = None,
    before: Classes | None = None,
    after: Classes | None = None,
    organisation: int | None = None,
    programme: int | None = None,
    manner: str = Manner.DID,
    status: int = 200,
) -> None:
    """Write one event now, in the transaction that is open. ``by`` is None for the platform.

    ``before`` and ``after`` hold states, roles and counts; a text raises ValueError.
    """
    Event.objects.create(
        what=what,
        actor=pseudonym_of(by),
        about=about._meta.label_lower if about else "",
        key=about.pk if isinstance(about, Model) else None,
        before=plain(before),
        after=plain(after),
        organisation=about.pk if isinstance(about, Organisation) else organisation,
        programme=programme,
        manner=manner,
        status=status,
    )


def told(manner: str = Manner.READ) -> Callable[[View], View]:
    """Audit every request to this view, reading ones too; below ``@policy``."""

    def decorate(view: View) -> View:
        view.audited = manner  # type: ignore[attr-defined]
        return view

    return decorate


def pseudonym_of(person: User | None) -> UUID | None:
    """What the trail calls a person; erasure takes it away from the person, not from the trail."""
    if person is None:
        return None
    if person.pseudonym is None:
        User.objects.filter(pk=person.pk, pseudonym=None).update(pseudonym=uuid4())
        person.refresh_from_db(fields=["pseudonym"])
    return person.pseudonym


def forget(person: User) -> None:
    """Erasure: what the person did stays, but nothing leads from it to the person any more."""
    User.objects.filter(pk=person.pk).update(pseudonym=None)
    person.pseudonym = None


def gathered(told_changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as values of events: one each, or with a count where many objects did the same."""
    alike: dict[tuple[str, str, str], list[Change]] = {}
    for change in told_changes:
        sort = (change.kind, repr(change.before), repr(change.after))
        alike.setdefault(sort, []).append(change)
    rows: list[dict[str, Any]] = []
    for same in alike.values():
        first = same[0]
        after = dict(first.after)
        values = {"about": first.kind, "before": dict(first.before), "after": after}
        if len(same) > MOST:
            rows.append(values | {"after": after | {"count": len(same)}})
        else:
            rows += [values | {"key": change.key} for change in same]
    return rows
