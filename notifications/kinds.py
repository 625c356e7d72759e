"""The kinds of message. Each domain app registers its own; the engine knows only this.

A kind has a name, a pair of templates ``emails/NAME.txt`` and ``emails/NAME.html`` (the first
line of the text one is the subject), and a ``compose`` function. ``compose`` is asked just
before sending, in the language and zone of the person: it gives the letter, or None when there
is no longer anything to tell.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from notifications.models import Message

Attachment = tuple[str, str, str]  # file name, content, type


class Weight(models.TextChoices):
    """How much a message may disturb."""

    MANDATORY = "mandatory", _("Cannot be switched off")
    PROMPT = "prompt", _("At once")
    ROUTINE = "routine", _("When it suits")


@dataclass(frozen=True)
class Letter:
    """What a kind says this time: to mail and app alike ``title``, ``url`` and ``reason``.

    ``url`` is a path of ours or a whole address; ``page`` is where the list in the app leads, if
    that is another (a link with a token is for the mail alone). ``reason`` is one sentence: why
    it came. After ``until`` it has lost its point. ``by_mail`` is False for what is only worth a
    line under the bell. ``context`` is for the templates of the mail, which know title, url and
    reason as well; ``template`` is the kind's if not given. ``taken`` is called
    once the mail server has taken the mail, in the same transaction. ``reply_to`` is the address
    of whoever wrote it, if a person did.
    """

    context: dict[str, Any]
    attachments: list[Attachment] = field(default_factory=list)
    title: str = ""
    url: str = ""
    reason: str = ""
    by_mail: bool = True
    page: str = ""
    until: datetime | None = None
    template: str = ""
    reply_to: str = ""
    taken: Callable[[datetime], None] | None = None

    def is_stale(self, at: datetime) -> bool:
        """Whether it would come too late then."""
        return self.until is not None and self.until <= at


@dataclass(frozen=True)
class Kind:
    """One sort of message. ``owe`` is called every minute and writes what has fallen due.

    Kinds that look alike name the ``template`` they share. ``is_told_here``: it stands in the
    person's list in the app, whatever is mailed. ``outlives_programme``: it is still worth
    telling when the programme it is about is closed.
    """

    name: str
    label: Any
    compose: Callable[["Message"], Letter | None]
    owe: Callable[[datetime], None] | None = None
    weight: Weight = Weight.ROUTINE
    template: str = ""
    is_told_here: bool = True
    outlives_programme: bool = False

    @property
    def is_always(self) -> bool:
        """Whether nobody can switch it off; the summary can be, as a whole."""
        return self.weight == Weight.MANDATORY and self.is_told_here


Owe = Callable[[datetime], None]
Objection = Callable[["Message"], bool]

_kinds: dict[str, Kind] = {}
_lookers: list[Owe] = []
_objections: list[Objection] = []


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def look(owe: Owe) -> None:
    """Ask this every minute as well: one look that writes messages of several kinds."""
    _lookers.append(owe)


def object_to(objection: Objection) -> None:
    """Let an app say of any message, just before it is told, that it must not be."""
    _objections.append(objection)


def is_objected(message: "Message") -> bool:
    return any(objection(message) for objection in _objections)


def kind(name: str) -> Kind:
    return _kinds[name]


def compose(message: "Message") -> "Letter | None":
    """What there is to tell now; None when it is no longer true or nobody may be told."""
    return None if is_objected(message) else kind(message.kind).compose(message)


def is_known(name: str) -> bool:
    return name in _kinds


def registered() -> list[Kind]:
    """All kinds, in the order of their apps."""
    return list(_kinds.values())


def label(name: str) -> Any:
    """The kind in words; its bare name where no app knows it any more."""
    return _kinds[name].label if name in _kinds else name


def weight(name: str) -> Weight:
    return _kinds[name].weight if name in _kinds else Weight.ROUTINE


def owing() -> Iterator[Owe]:
    """Whatever looks for what is due by itself."""
    yield from (kind.owe for kind in _kinds.values() if kind.owe)
    yield from _lookers
