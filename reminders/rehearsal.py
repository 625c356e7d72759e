"""Every mail of a programme before it is sent: the same occasions and letters, looked at early."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from mentoring_platform.listing import words_of
from notifications.kinds import Kind, Letter, Weight
from notifications.models import Message
from notifications.post import in_words_of, written
from programmes.models import Participant, Programme, Role
from reminders.due import occasions
from reminders.events import Occasion
from reminders.letters import TEMPLATE, letter
from reminders.models import Rule, Trial
from reminders.models.trial import KIND as TRIAL

YEARS = timedelta(days=730)
OTHERS = 50


@dataclass(frozen=True)
class Entry:
    """One line of the calendar: what a rule sends at one moment, and to how many."""

    at: datetime
    first: Occasion
    count: int

    @property
    def rule(self) -> Rule:
        return self.first.rule

    @property
    def title(self) -> str:
        return str(self.rule.what.label)


class Seen:
    """As whom mails are looked at: everybody, somebody in a role, or a person by name."""

    FOUND = 8

    def __init__(self, programme: Programme, asked: QueryDict) -> None:
        self.programme = programme
        self.words = words_of(asked)
        self.role = asked.get("role", "") if asked.get("role") in Role.values else ""

    @property
    def is_everybody(self) -> bool:
        return not self.words and not self.role

    @cached_property
    def found(self) -> list[Participant]:
        """The first who fit, by name."""
        if self.is_everybody:
            return []
        people = Participant.objects.filter(programme=self.programme).counted().listed()
        if self.role:
            people = people.filter(role=self.role)
        for word in self.words:
            people = people.named(word)
        return list(people.select_related("user").order_by("user__name", "pk")[: self.FOUND])

    @property
    def person(self) -> User | None:
        return self.found[0].user if self.found else None


def planned(
    programme: Programme,
    *,
    since: datetime,
    until: datetime,
    person: int | None = None,
    rules: Iterable[Rule] | None = None,
) -> list[Occasion]:
    """What the rules that are on will tell between two moments if nobody does anything."""
    mine = Rule.objects.filter(programme=programme)
    mine = mine.filter(is_on=True) if rules is None else mine.filter(pk__in=[r.pk for r in rules])
    found = occasions(mine, since=since, until=until, person=person, rehearsed=True)
    return sorted(found, key=lambda one: (one.due_at, one.rule.pk, one.person_id, one.about))


def entries(planned: Sequence[Occasion]) -> Iterator[Entry]:
    """The lines of the calendar: people who are told the same at the same moment are one line."""
    for (at, _rule), group in groupby(planned, key=lambda one: (one.due_at, one.rule.pk)):
        alike = list(group)
        yield Entry(at, alike[0], len({one.person_id for one in alike}))


def example(
    rule: Rule, now: datetime, *, person: int | None = None, about: int | None = None
) -> Occasion | None:
    """Something to show a rule with: the next time it would speak, or the last time it did."""
    found = _all_of(rule, now, person)
    found = [one for one in found if about in {None, one.about}]
    ahead = (one for one in found if one.due_at > now)
    return next(ahead, found[-1] if found else None)


def others(rule: Rule, now: datetime) -> list[User]:
    """Some people as whom the rule can be shown."""
    people = {one.person_id for one in _all_of(rule, now)}
    return list(User.objects.filter(pk__in=sorted(people)[:OTHERS]).order_by("name", "pk"))


def _all_of(rule: Rule, now: datetime, person: int | None = None) -> list[Occasion]:
    span = {"since": now - YEARS, "until": now + YEARS}
    return planned(rule.programme, person=person, rules=[rule], **span)


def rendered(occasion: Occasion, language: str) -> tuple[User, EmailMultiAlternatives | None]:
    """The person and the mail as they would get it, in a language; nothing leaves."""
    reader = User.objects.get(pk=occasion.person_id)
    reader.language = language
    told = letter(occasion, reader)
    is_always = occasion.event.weight == Weight.MANDATORY
    less_url = "" if is_always else settings.SITE_URL  # a dead link, as all of a rehearsal
    shown = written(TEMPLATE, told, to=reader, less_url=less_url) if told else None
    return reader, shown


def compose(message: Message) -> Letter | None:
    """A mail somebody asked to be sent to themselves, marked as what it is."""
    trials = Trial.objects.select_related("rule__programme", "person")
    trial = trials.filter(pk=message.about, by=message.person).first()
    if trial is None or not trial.rule.programme.can_be_managed_by(message.person):
        return None
    reader = copy(trial.person)
    reader.language = trial.language
    told = letter(trial.occasion(), reader)
    if told is None:
        return None
    with in_words_of(reader):
        title = _("[Rehearsal] %(title)s") % {"title": told.title}
        reason = _("You asked for this mail. %(name)s would get it. Its links do nothing.") % {
            "name": trial.person.get_full_name()
        }
    context = told.context | {"reader": reader}
    return Letter(context, title=title, url=told.url, reason=reason)


KIND = Kind(
    TRIAL,
    gettext_lazy("Rehearsed mail"),
    compose,
    weight=Weight.MANDATORY,
    template=TEMPLATE,
    is_told_here=False,
)
