"""A month on paper: days in weeks, each with what is on it."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from reminders.rehearsal import Entry

YEARS = 20  # so far one may leaf from now


@dataclass(frozen=True)
class Day:
    date: date
    entries: Sequence[Entry]

    @property
    def column(self) -> int:
        """Monday is 1."""
        return self.date.isoweekday()

    @property
    def is_today(self) -> bool:
        return self.date == timezone.localdate()


@dataclass(frozen=True)
class Month:
    """A month in the zone of whoever looks."""

    first: date

    @classmethod
    def of(cls, text: str, today: date) -> "Month":
        """Told as "2026-12"; this month if it is not a month, or one very far away."""
        try:
            first = datetime.strptime(text, "%Y-%m").date()
        except ValueError:
            first = today.replace(day=1)
        return cls(first if abs(first.year - today.year) <= YEARS else today.replace(day=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def begins(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def ends(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.last, time.max))

    @property
    def before(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> "Month":
        return Month(self.last + timedelta(days=1))

    def days(self, entries: Sequence[Entry]) -> Iterator[Day]:
        """Each day with its entries."""
        by_day: dict[date, list[Entry]] = {}
        for entry in entries:
            by_day.setdefault(timezone.localtime(entry.at).date(), []).append(entry)
        for n in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=n)
            yield Day(day, by_day.get(day, []))
