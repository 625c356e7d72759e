from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meetings.models.meeting import Meeting
from mentoring_platform.fields import CharField, TextField
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import move
from programmes import readers
from programmes.personal_data import GROUP_WORK, PARTICIPATION


class LogChanged(Exception):
    """Somebody saved the log while this person was writing; ``log`` holds the other text."""

    def __init__(self, log: "Log") -> None:
        self.log = log
        super().__init__(str(log))


class LogQuerySet(models.QuerySet["Log"]):
    def visible_to(self, user: User) -> "LogQuerySet":
        return self.filter(readers.GROUP.rows(user, "meeting__group__"))


@personal(PARTICIPATION, of="written_by", clock="meeting__group__programme")
class Log(models.Model):
    """What the group wrote down of a meeting, in words they agreed on."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="log")
    themes = CharField(
        _("themes"), max_length=200, blank=True, readers=readers.GROUP, privacy=GROUP_WORK
    )
    insights = TextField(_("key insights"), blank=True, readers=readers.GROUP, privacy=GROUP_WORK)
    decisions = TextField(
        _("decisions and homework"), blank=True, readers=readers.GROUP, privacy=GROUP_WORK
    )
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    objects = LogQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting log")
        verbose_name_plural = _("meeting logs")

    def __str__(self) -> str:
        return f"Log of {self.meeting}"

    @classmethod
    @transaction.atomic
    def record(
        cls,
        *,
        meeting: Meeting,
        version: int,
        present: Collection[int],
        by: User,
        now: datetime,
        next_moment: tuple[date, time] | None = None,
        **texts: str,
    ) -> "Log":
        """Save the log that was read at ``version`` (0: none yet) and who was present.

        ``next_moment`` plans the next meeting along with it, as long and in the same zone as
        this one, unless one is planned already. A meeting with a log was held, even if somebody
        had called it off. Raises LogChanged if somebody else saved other words meanwhile; then
        nothing is written.
        """
        log = cls._keep(meeting, version, texts, {"written_by": by, "written_at": now})
        asked = meeting.attendances.expected()  # what is known of those who left stays
        asked.filter(participant__in=present).update(was_present=True)
        asked.exclude(participant__in=present).update(was_present=False)
        move(meeting, Meeting.State.HELD, when=Meeting.State.values)
        coming = Meeting.objects.filter(group=meeting.group_id).coming(now)
        if next_moment and not coming.exists():
            meeting.plan_next(*next_moment, by=by)
        return log

    @classmethod
    def _keep(
        cls, meeting: Meeting, version: int, texts: dict[str, str], stamps: dict[str, Any]
    ) -> "Log":
        """Write, if the log is as it was read; the same words written twice are no conflict."""
        if version == 0:
            log, is_new = cls.objects.get_or_create(meeting=meeting, defaults=texts | stamps)
            is_kept = is_new
        else:
            read = cls.objects.filter(meeting=meeting, version=version)
            is_kept = bool(read.update(version=models.F("version") + 1, **texts, **stamps))
            log = cls.objects.select_related("written_by").get(meeting=meeting)
        if not is_kept and any(getattr(log, name) != text for name, text in texts.items()):
            raise LogChanged(log)
        return log
