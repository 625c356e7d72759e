from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.user import validate_zone
from meetings.wall_time import instant
from mentoring_platform.fields import CharField, ChoiceField
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import move
from programmes import readers
from programmes.models import Group, Participant, Programme
from programmes.modules import Module
from programmes.personal_data import ABOUT_GROUP, GROUP_WORK, PARTICIPATION


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> "MeetingQuerySet":
        """Members of the group see everything of a meeting, coordinators that and when it is."""
        return self.filter(
            readers.in_group(user, "group__") | readers.coordinating(user, "group__programme__")
        )

    def of_group(self, group: Group, *, user: User) -> "MeetingQuerySet":
        """A group's, for who may see it; that is asked once and not of each meeting."""
        may = Group.objects.visible_to(user).filter(pk=group.pk).exists()
        return self.filter(group=group) if may else self.none()

    def of_programme(self, programme: Programme, *, user: User) -> "MeetingQuerySet":
        """Those of all groups, for a coordinator."""
        may = Programme.objects.coordinated_by(user).filter(pk=programme.pk).exists()
        return self.filter(group__programme=programme) if may else self.none()

    def known_to_operator(self, user: User) -> "MeetingQuerySet":
        """Operators know of every meeting: that it is, when, and in which state."""
        return self if user.is_staff else self.none()

    def of_member(self, user: User) -> "MeetingQuerySet":
        return self.filter(readers.in_group(user, "group__"))

    def with_turnout(self) -> "MeetingQuerySet":
        """With how many were asked, said yes, and were there."""
        return self.annotate(
            asked=_attendances(),
            coming_count=_attendances(answer="yes"),
            present_count=_attendances(was_present=True),
        )

    def coming(self, now: datetime) -> "MeetingQuerySet":
        return self.filter(state=Meeting.State.PLANNED, ends_at__gt=now)


def _attendances(**asked: Any) -> Coalesce:
    """How many there are, worked out for the rows of a page only."""
    rows: models.QuerySet[Any] = models.QuerySet(apps.get_model("meetings", "Attendance")).filter(
        meeting=OuterRef("pk"), **asked
    )
    counted = rows.order_by().values("meeting").annotate(n=models.Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@personal(
    PARTICIPATION, of="planned_by", clock="group__programme", video_url=GROUP_WORK, zone=ABOUT_GROUP
)
class Meeting(models.Model):
    """A time at which a group meets, usually by video.

    People agree on a day and an hour in a zone: that is what is stored. ``starts_at`` and
    ``ends_at`` follow from it and serve queries and reminders.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Did not take place")

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    theme = CharField(
        _("theme"), max_length=150, blank=True, readers=readers.GROUP, privacy=GROUP_WORK
    )
    day = models.DateField(_("day"))
    time = models.TimeField(_("time"))
    zone = models.CharField(_("time zone"), max_length=50, validators=[validate_zone])
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), validators=[MinValueValidator(10), MaxValueValidator(600)]
    )
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    video_url = models.URLField(_("video link"), max_length=500, blank=True)
    state = ChoiceField(max_length=10, choices=State, default=State.PLANNED)
    planned_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    planned_at = models.DateTimeField(null=True, default=timezone.now, editable=False)
    sequence = models.PositiveIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="meeting_state_start"),
            models.Index(fields=["-starts_at", "id"], name="meeting_newest_first"),
            models.Index(fields=["group", "-starts_at", "id"], name="meeting_of_group_newest"),
        ]

    def __str__(self) -> str:
        return f"Meeting {self.number} of {self.group}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])

    @staticmethod
    def can_be_planned_by(user: User, *, group: Group) -> bool:
        """Members plan, until the group has closed or its programme lies in the archive."""
        is_open = group.state != Group.State.CLOSED
        return is_open and not _is_archived(group) and group.has(user)

    def can_be_read_by(self, user: User) -> bool:
        """Theme, link and log are for members; others see that the meeting is."""
        return self.group.has(user)

    def can_be_logged(self, now: datetime) -> bool:
        """From its first minute on, whatever was said about it before."""
        return self.starts_at <= now and not _is_archived(self.group)

    def is_ahead(self) -> bool:
        """Whether somebody should still be told of it: planned, in a group that is at work."""
        group = self.group
        is_at_work = group.state != Group.State.CLOSED and not group.programme.is_over
        is_planned = self.state == self.State.PLANNED
        return is_planned and is_at_work and group.programme.uses(Module.MEETINGS)

    @classmethod
    @transaction.atomic
    def schedule(
        cls,
        *,
        group: Group,
        days: Sequence[date],
        at: time_of_day,
        zone: str,
        minutes: int,
        by: User,
        theme: str = "",
        video_url: str = "",
    ) -> list["Meeting"]:
        """Plan one meeting or a series, with an open answer for each member.

        Raises SkippedHour if the clocks jump over the hour on one of the days; then none of
        them is planned.
        """
        Group.objects.select_for_update().get(pk=group.pk)
        last = cls.objects.filter(group=group).aggregate(last=models.Max("number"))["last"] or 0
        meetings, planned_at = [], timezone.now()
        for number, day in enumerate(days, start=last + 1):
            starts_at = instant(day, at, zone)
            meetings.append(
                cls(
                    group=group,
                    number=number,
                    theme=theme if len(days) == 1 else "",
                    day=day,
                    time=at,
                    zone=zone,
                    minutes=minutes,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=minutes),
                    video_url=video_url,
                    planned_by=by,
                    planned_at=planned_at,
                )
            )
        cls.objects.bulk_create(meetings)
        members = Participant.objects.filter(
            pk__in=group.memberships.of_present().values("participant")
        )
        for meeting in meetings:
            answers = meeting.attendances
            answers.bulk_create(
                answers.model(meeting=meeting, participant=member) for member in members
            )
        return meetings

    def plan_next(self, day: date, at: time_of_day, *, by: User) -> "Meeting":
        """Another meeting like this one."""
        [planned] = Meeting.schedule(
            group=self.group,
            days=[day],
            at=at,
            zone=self.zone,
            minutes=self.minutes,
            by=by,
            video_url=self.video_url,
        )
        return planned

    @transaction.atomic
    def move_to(self, *, day: date, at: time_of_day, zone: str, minutes: int) -> None:
        """Agree on another time; everybody is asked again."""
        starts_at = instant(day, at, zone)
        move(
            self,
            self.State.PLANNED,
            when=[self.State.PLANNED],
            day=day,
            time=at,
            zone=zone,
            minutes=minutes,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            sequence=F("sequence") + 1,
        )
        self.attendances.update(answer="", answered_at=None)

    def describe(self, *, theme: str, video_url: str) -> None:
        """What it is about and where; when it is stays as it is."""
        self.theme, self.video_url = theme, video_url
        self.save(update_fields=["theme", "video_url"])

    def cancel(self) -> None:
        move(self, self.State.CANCELLED, when=[self.State.PLANNED], sequence=F("sequence") + 1)

    def hold(self) -> None:
        """It took place; the log may follow."""
        move(self, self.State.HELD, when=[self.State.PLANNED])

    def miss(self) -> None:
        move(self, self.State.MISSED, when=[self.State.PLANNED])


def _is_archived(group: Group) -> bool:
    return group.programme.state == Programme.State.ARCHIVED
