from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from mentoring_platform.fields import CharField
from mentoring_platform.personal_data import personal
from mentoring_platform.readers import Readers
from mentoring_platform.templatetags.ui import day
from notifications.personal_data import NOTICE

if TYPE_CHECKING:
    from notifications.kinds import Letter
    from notifications.models.message import Message

ADDRESSEE = Readers(
    "addressee", gettext_lazy("only you."), lambda person, at: Q(**{f"{at}person": person})
)
RINGS_UP_TO = 9


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> "NoticeQuerySet":
        return self.filter(ADDRESSEE.rows(user))

    def unread(self) -> "NoticeQuerySet":
        return self.filter(is_read=False)

    def rings(self, user: User) -> int:
        """How many the bell counts. It stops one beyond nine, however many there are."""
        return self.filter(person=user).unread()[: RINGS_UP_TO + 1].count()

    def tell(self, message: "Message", letter: "Letter", *, now: datetime, is_muted: bool) -> None:
        """Put it on the person's list, once for each message, however often that is tried.

        What is muted stands there as read: it rings no bell.
        """
        notice = Notice(
            key=message.key,
            person_id=message.person_id,
            kind=message.kind,
            programme=message.programme,
            title=str(letter.title)[:250],
            url=(letter.page or letter.url).removeprefix(settings.SITE_URL)[:500],
            reason=str(letter.reason)[:250],
            told_at=now,
            is_read=is_muted,
        )
        self.bulk_create([notice], ignore_conflicts=True)  # type: ignore[list-item]


@personal(NOTICE, of="person", clock="told_at")
class Notice(models.Model):
    """A message as the person finds it under the bell, whatever came by mail.

    ``key`` is the message's, so the same message cannot be told twice. The words are those of
    the moment: a list that rewrites itself would not say what one was told.
    """

    key = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    programme = models.BigIntegerField(null=True, blank=True)
    title = CharField(max_length=250, readers=ADDRESSEE, privacy=NOTICE)
    url = models.CharField(max_length=500, blank=True)
    reason = CharField(max_length=250, blank=True, readers=ADDRESSEE, privacy=NOTICE)
    told_at = models.DateTimeField()
    is_read = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("notice")
        verbose_name_plural = gettext_lazy("notices")
        indexes = [
            models.Index(fields=["person", "is_read", "-told_at", "-id"], name="notice_of_person")
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def shelf(self) -> str:
        """Under which heading it stands: what is new together, the rest by day."""
        return day(self.told_at) if self.is_read else _("New")

    def read(self) -> None:
        Notice.objects.filter(pk=self.pk).update(is_read=True)
        self.is_read = True
