from datetime import datetime

from django.db import models, transaction
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.user import listed_at
from meetings.models.meeting import Meeting
from mentoring_platform.fields import ChoiceField
from mentoring_platform.personal_data import personal
from programmes import readers
from programmes.models import Participant
from programmes.personal_data import PARTICIPATION


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: User) -> "AttendanceQuerySet":
        return self.filter(
            readers.in_group(user, "meeting__group__")
            | readers.coordinating(user, "meeting__group__programme__")
        )

    def of_person(self, user: User) -> "AttendanceQuerySet":
        return self.filter(participant__user=user)

    def expected(self) -> "AttendanceQuerySet":
        """Members who are still in the group and the programme."""
        return self.filter(
            participant__state=Participant.State.ACTIVE,
            participant__memberships__group=models.F("meeting__group"),
            participant__memberships__ended_at=None,
        )

    def listed(self) -> "AttendanceQuerySet":
        """Answers of those whom others find in lists."""
        return self.filter(listed_at("participant__user__"))

    @transaction.atomic
    def follow_groups(self, now: datetime) -> None:
        """Ask those who joined a group after its meetings were planned, nobody who left."""
        ahead = self.filter(meeting__state=Meeting.State.PLANNED, meeting__starts_at__gt=now)
        ahead.exclude(pk__in=ahead.expected().values("pk")).delete()
        asked = self.model._default_manager.filter(
            meeting=OuterRef("pk"), participant=OuterRef("seat__participant")
        )
        unasked = (
            Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gt=now)
            .alias(
                seat=FilteredRelation(
                    "group__memberships", condition=Q(group__memberships__ended_at=None)
                )
            )
            .filter(~Exists(asked), seat__participant__state=Participant.State.ACTIVE)
        )
        self.bulk_create(
            [
                self.model(meeting_id=meeting, participant_id=participant)
                for meeting, participant in unasked.values_list("pk", "seat__participant")
            ],
            ignore_conflicts=True,
        )


@personal(PARTICIPATION, of="participant__user", clock="meeting__group__programme")
class Attendance(models.Model):
    """What one member answered to a meeting, and whether they were there."""

    class Answer(models.TextChoices):
        YES = "yes", _("I come")
        MAYBE = "maybe", _("Perhaps")
        NO = "no", _("I cannot come")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    answer = ChoiceField(max_length=6, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    was_present = models.BooleanField(null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "participant"], name="attendance_once_per_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} at {self.meeting}"

    def reply(self, answer: str, *, now: datetime) -> None:
        self.answer, self.answered_at = answer, now
        self.save(update_fields=["answer", "answered_at"])
