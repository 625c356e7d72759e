from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations import audiences, readers
from conversations.personal_data import WORDS
from mentoring_platform.fields import CharField, TextField
from mentoring_platform.personal_data import personal
from notifications.models import Message
from programmes.models import Group, Programme

KIND = "announcement"
State = Message.State


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, user: User) -> "AnnouncementQuerySet":
        """Those it was written to, and coordinators."""
        return self.filter(readers.ADDRESSEES.rows(user))


@personal(WORDS, of="written_by", clock="programme")
class Announcement(models.Model):
    """What a coordinator wrote to some people of a programme, each of whom gets it once."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=40)
    title = CharField(_("title"), max_length=150, readers=readers.ADDRESSEES, privacy=WORDS)
    text = TextField(_("text"), max_length=5000, readers=readers.ADDRESSEES, privacy=WORDS)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    token = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes = [models.Index(fields=["programme", "-id"], name="announcement_sent_list")]

    def __str__(self) -> str:
        return f"Announcement {self.pk} of {self.programme}"

    def get_absolute_url(self) -> str:
        return reverse("conversations:announcement", args=[self.pk])

    @property
    def audience_words(self) -> Any:
        """To whom it went, in words."""
        return audiences.words(self.audience, self.group)

    def messages(self) -> "models.QuerySet[Message]":
        """One for each person it was written to."""
        return Message.objects.filter(kind=KIND, about=self.pk)

    @classmethod
    @transaction.atomic
    def write(
        cls,
        *,
        programme: Programme,
        audience: str,
        people: Collection[int],
        title: str,
        text: str,
        by: User,
        now: datetime,
        group: Group | None = None,
        token: UUID | None = None,
    ) -> "Announcement":
        """Owe it to each of these people. The same ``token`` written twice is one announcement."""
        written, is_new = cls.objects.get_or_create(
            token=token or uuid4(),
            defaults={
                "programme": programme,
                "group": group,
                "audience": audience,
                "title": title,
                "text": text,
                "written_by": by,
                "written_at": now,
            },
        )
        if is_new:
            Message.objects.owe(
                Message.intend(
                    KIND,
                    person_id=person,
                    about=written.pk,
                    due_at=written.written_at,
                    programme=programme.pk,
                )
                for person in sorted(set(people))
            )
        return written


def count_messages(announcements: Sequence[Any]) -> None:
    """Hang on each to how many people it was written, and how many it was sent to; one query."""
    owed = Message.objects.filter(kind=KIND, about__in=[row.pk for row in announcements])
    counts = owed.order_by().values("about")
    counted = counts.annotate(every=Count("pk"), sent=Count("pk", filter=Q(state=State.SENT)))
    by_key = {row["about"]: (row["every"], row["sent"]) for row in counted}
    for row in announcements:
        row.people_count, row.sent_count = by_key.get(row.pk, (0, 0))
