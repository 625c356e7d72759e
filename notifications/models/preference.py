from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.personal_data import personal
from notifications import hours
from notifications.kinds import Letter
from notifications.personal_data import PREFERENCE
from notifications.ways import Channel, Outcome, Way, choices

if TYPE_CHECKING:
    from notifications.models.message import Message

HOUR = [MaxValueValidator(23)]


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def of(self, person: User) -> "Preference":
        """What the person has chosen; whoever has said nothing has an unsaved row of defaults."""
        found = self.filter(person=person).prefetch_related("mutes").first() or Preference()
        found.person = person
        return found

    @transaction.atomic
    def mute(self, person: User, *, programme: int, until: date | None) -> None:
        """No mail and no bell about a programme: to the end of a day, or for good."""
        preference, _is_new = self.get_or_create(person=person)
        preference.mutes.update_or_create(programme=programme, defaults={"until": until})

    @transaction.atomic
    def forget(self, person: User, *, kind: str) -> None:
        """A kind goes its usual way again."""
        for preference in self.select_for_update().filter(person=person):
            preference.channels.pop(kind, None)
            preference.save(update_fields=["channels"])

    @transaction.atomic
    def choose(self, person: User, *, kind: str, channel: Channel) -> None:
        """One kind of message goes another way from now on."""
        preference, _is_new = self.select_for_update().get_or_create(person=person)
        preference.channels[kind] = channel
        preference.save(update_fields=["channels"])


@personal(PREFERENCE, of="person")
class Preference(models.Model):
    """How a person wants to be told: what at once, what bundled, and when not to be disturbed.

    Hours are those on the person's wall.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week, on Mondays")
        NEVER = "never", _("Never, I look at my list")

    person = models.OneToOneField(User, models.CASCADE, related_name="+")
    channels = models.JSONField(default=dict, help_text="Kind to channel, where chosen.")
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    hour = models.PositiveSmallIntegerField(default=8, validators=HOUR)
    quiet_from = models.PositiveSmallIntegerField(default=21, validators=HOUR)
    quiet_until = models.PositiveSmallIntegerField(default=7, validators=HOUR)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("how somebody wants to be told")
        verbose_name_plural = _("how people want to be told")

    def __str__(self) -> str:
        return f"How person {self.person_id} wants to be told"

    def channel(self, kind: str, weight: str) -> Channel:
        """The chosen way of a kind, as far as it may be chosen."""
        possible, chosen = choices(weight), self.channels.get(kind)
        return Channel(chosen) if chosen in possible else possible[0]

    def mailed(self, kind: str, weight: str) -> Channel:
        """The same with the bundled mail switched off or not."""
        channel = self.channel(kind, weight)
        is_off = channel == Channel.DIGEST and self.rhythm == self.Rhythm.NEVER
        return Channel.HERE if is_off else channel

    def is_muted(self, programme: int | None, now: datetime) -> bool:
        if programme is None or self.pk is None:
            return False
        today = now.astimezone(self.person.zone).date()
        return any(mute.programme == programme and mute.holds(today) for mute in self.mutes.all())

    def wants_mail(self, message: "Message", now: datetime) -> bool:
        muted = self.is_muted(message.programme, now)
        return not muted and self.mailed(message.kind, message.weight) != Channel.HERE

    def quiet_now(self, now: datetime) -> datetime | None:
        """The end of the quiet hours, if they are now."""
        return hours.quiet_until(
            now, zone=self.person.zone, begins=self.quiet_from, ends=self.quiet_until
        )

    def next_bundle(self, after: datetime) -> datetime:
        weekly = self.rhythm == self.Rhythm.WEEKLY
        return hours.next_bundle(after, zone=self.person.zone, hour=self.hour, weekly=weekly)

    def way(self, message: "Message", letter: Letter, *, now: datetime) -> Way:
        """Where a message goes now.

        What would be out of date after the quiet hours does not wait for their end; and what
        would be by the next bundled mail calls for today's at once, unless that has gone.
        """
        if self.is_muted(message.programme, now):
            return Way(Outcome.IN_APP, is_muted=True)
        channel = self.mailed(message.kind, message.weight)
        quiet_until = self.quiet_now(now)
        if channel == Channel.HERE or not letter.by_mail:
            return Way(Outcome.IN_APP)
        if channel == Channel.NOW:
            waits = quiet_until and not letter.is_stale(quiet_until)
            return Way(Outcome.WAITING, at=quiet_until) if waits else Way(Outcome.SENT)
        bundle = self.next_bundle(now)
        if not letter.is_stale(bundle):
            return Way(Outcome.HELD, at=bundle)
        if quiet_until or self.rhythm == self.Rhythm.WEEKLY:
            return Way(Outcome.IN_APP)
        return Way(Outcome.HELD, at=now)

    @transaction.atomic
    def change(self, *, now: datetime, **chosen: Any) -> None:
        """Save what was chosen; what waits for a bundled mail waits for the new hour."""
        from notifications.models.message import Message  # noqa: PLC0415  it looks up from there

        for name, value in chosen.items():
            setattr(self, name, value)
        self.save()
        held = Message.objects.held().filter(person=self.person)
        held.update(next_try_at=self.next_bundle(now))


class MuteQuerySet(models.QuerySet["Mute"]):
    def holding(self, person: User) -> "MuteQuerySet":
        """What the person has muted and what has not ended by itself."""
        today = timezone.localdate(timezone=person.zone)
        return self.filter(Q(until=None) | Q(until__gte=today), preference__person=person)


@personal(PREFERENCE, of="preference__person")
class Mute(models.Model):
    """A programme that the person wants to hear nothing of for a while; ends by itself."""

    preference = models.ForeignKey(Preference, models.CASCADE, related_name="mutes")
    programme = models.BigIntegerField()
    until = models.DateField(null=True, blank=True, help_text="The last day; none: for good.")

    objects = MuteQuerySet.as_manager()

    class Meta:
        verbose_name = _("muted programme")
        verbose_name_plural = _("muted programmes")
        constraints = [
            models.UniqueConstraint(fields=["preference", "programme"], name="mute_once")
        ]

    def __str__(self) -> str:
        return f"Programme {self.programme} muted until {self.until}"

    def holds(self, today: date) -> bool:
        return self.until is None or today <= self.until
