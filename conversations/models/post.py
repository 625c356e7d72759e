from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.db import models, transaction
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.personal_data import WORDS
from mentoring_platform.fields import TextField
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import TransitionError
from notifications.models import Message
from programmes import readers
from programmes.models import Group, Programme

MENTION, NEWS = "mention", "thread"


class PostChanged(Exception):
    """The post was edited in another window meanwhile; ``post`` holds the other text."""

    def __init__(self, post: "Post") -> None:
        self.post = post
        super().__init__(str(post))


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: User) -> "PostQuerySet":
        return self.filter(readers.GROUP.rows(user, "group__"))

    def own(self, user: User) -> "PostQuerySet":
        """What the person wrote, in groups they are still in, and has not removed."""
        return self.visible_to(user).filter(author=user, removed_at=None)

    def new_to(self, user: User) -> "PostQuerySet":
        """What others wrote since the person has looked."""
        mine = Visit.objects.filter(group=OuterRef("group"), user=user)
        seen = Coalesce(Subquery(mine.values("seen")[:1]), Value(0))
        return self.alias(seen=seen).filter(pk__gt=F("seen"), removed_at=None).exclude(author=user)

    def summary(self, group: Group, user: User) -> dict[str, Any]:
        """How many there are, how many are new to the person, and when the last came."""
        news = Q(pk__in=self.new_to(user).filter(group=group).values("pk"))
        return self.filter(group=group, removed_at=None).aggregate(
            every=Count("pk"), new=Count("pk", filter=news), last=Max("written_at")
        )


@personal(WORDS, of="author", clock="group__programme")
class Post(models.Model):
    """What a member wrote to the group. Removed, it leaves an empty place."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    text = TextField(_("message"), readers=readers.GROUP, privacy=WORDS)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes = [models.Index(fields=["group", "-id"], name="post_thread")]

    def __str__(self) -> str:
        return f"Post {self.pk} in {self.group}"

    def get_absolute_url(self) -> str:
        return reverse("conversations:thread", args=[self.group_id]) + f"#post-{self.pk}"

    @staticmethod
    def can_be_written_by(user: User, *, group: Group) -> bool:
        """Members write until the group has closed or its programme lies in the archive."""
        is_open = group.state != Group.State.CLOSED
        return is_open and group.programme.state != Programme.State.ARCHIVED and group.has(user)

    @classmethod
    @transaction.atomic
    def write(
        cls, *, group: Group, by: User, text: str, mentioned: Collection[int], now: datetime
    ) -> "Post":
        """Say it to the group: those who are mentioned are told at once, the others once a day."""
        post = cls.objects.create(group=group, author=by, text=text, written_at=now)
        seats = group.memberships.of_present().exclude(participant__user=by)
        members = {user for (user,) in seats.values_list("participant__user")}
        called = members & {*mentioned}
        programme = group.programme_id
        today = datetime.combine(now.astimezone(UTC).date(), time(), tzinfo=UTC)
        Message.objects.owe(
            Message.intend(MENTION, person_id=who, about=post.pk, due_at=now, programme=programme)
            for who in sorted(called)
        )
        Message.objects.owe(
            Message.intend(NEWS, person_id=who, about=group.pk, due_at=today, programme=programme)
            for who in sorted(members - called)
        )
        Visit.see(group=group, user=by, upto=post.pk)
        return post

    def edit(self, *, version: int, text: str, now: datetime) -> None:
        """Change what was read at ``version``; PostChanged if it is another one by now."""
        read = Post.objects.filter(pk=self.pk, version=version, removed_at=None)
        if read.update(text=text, edited_at=now, version=F("version") + 1):
            return
        found = Post.objects.get(pk=self.pk)
        if found.removed_at:
            raise TransitionError(f"{self} was removed")
        if found.text != text:  # the same words twice are no conflict
            raise PostChanged(found)

    def remove(self, *, now: datetime) -> None:
        """Take the words back; that there was something stays."""
        here = Post.objects.filter(pk=self.pk, removed_at=None)
        here.update(text="", removed_at=now, version=F("version") + 1)


@personal(WORDS, of="user", clock="group__programme")
class Visit(models.Model):
    """Up to which post a member has seen the thread of a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="visit_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.group} up to {self.seen}"

    @classmethod
    def see(cls, *, group: Group, user: User, upto: int) -> None:
        """Never back: another window may have shown more already."""
        cls.objects.get_or_create(group=group, user=user)
        cls.objects.filter(group=group, user=user, seen__lt=upto).update(seen=upto)


def called(text: str, names: Mapping[int, str]) -> set[int]:
    """Who is called by ``@name`` in a text: by the whole name, or a first name nobody shares."""
    words = text.casefold()
    firsts = [name.casefold().split(" ")[0] for name in names.values()]
    found = set()
    for key, name in names.items():
        whole = name.casefold()
        first = whole.split(" ")[0]
        if _is_called(whole, words) or (firsts.count(first) == 1 and _is_called(first, words)):
            found.add(key)
    return found


def _is_called(name: str, words: str) -> bool:
    place = words.find(f"@{name}")
    while place >= 0:
        before, after = words[:place][-1:], words[place + len(name) + 1 :][:1]
        if not before.isalnum() and not after.isalnum():  # no part of an address or another name
            return True
        place = words.find(f"@{name}", place + 1)
    return False
