from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meetings.models.log import Log
from meetings.models.meeting import Meeting
from mentoring_platform import changes
from mentoring_platform.fields import TextField
from mentoring_platform.personal_data import Basis, Erasure, Privacy, personal
from notifications.models import Message
from programmes import readers
from programmes.personal_data import AFTER_PROGRAMME

LASTS = timedelta(hours=1)
OPENED = Privacy(
    "opened_logs",
    _("That an operator has read the log of a meeting, and why"),
    _("So that a group knows who has read what it wrote."),
    Basis.INTEREST,
    AFTER_PROGRAMME,
    Erasure.KEPT,
    why_kept=_("The group has a right to know it. The name of the operator is taken off."),
)


class OpeningQuerySet(models.QuerySet["Opening"]):
    def visible_to(self, user: User) -> "OpeningQuerySet":
        return self.filter(readers.GROUP_AND_OPERATORS.rows(user, "meeting__group__"))

    def current(self, now: datetime) -> "OpeningQuerySet":
        return self.filter(ends_at__gt=now)


@personal(OPENED, of="by", clock="meeting__group__programme")
class Opening(models.Model):
    """That an operator reads the log of a group for an hour, and why. The group is told.

    Only operators can: they could look into the database anyway, and this way nobody does it
    unseen. Admins of organisations have no business with what is said in mentoring, and a
    coordinator who needs a log for a complaint asks the group for it.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="openings")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reason = TextField(
        _("reason"),
        max_length=1000,
        readers=readers.GROUP_AND_OPERATORS,
        privacy=OPENED,
    )
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening of a log")
        verbose_name_plural = _("openings of logs")

    def __str__(self) -> str:
        return f"Opening of {self.meeting}"

    @classmethod
    @transaction.atomic
    def begin(cls, *, meeting: Meeting, by: User, reason: str, now: datetime) -> "Opening":
        """Open the log for an hour, and owe each member of the group the news of it."""
        opening = cls.objects.create(
            meeting=meeting, by=by, reason=reason, opened_at=now, ends_at=now + LASTS
        )
        Message.objects.owe(
            Message.intend(
                "log_opened",
                person_id=person,
                about=opening.pk,
                due_at=now,
                programme=meeting.group.programme_id,
            )
            for person in meeting.group.memberships.of_present().values_list(
                "participant__user", flat=True
            )
        )
        changes.tell(opening, after={"minutes": LASTS.seconds // 60})
        return opening

    def read(self, *, now: datetime) -> Log | None:
        """The log, while the opening lasts."""
        return Log.objects.filter(meeting=self.meeting_id).first() if now < self.ends_at else None
