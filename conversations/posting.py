"""What members are told of the thread of their group: who is called at once, others once a day."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from conversations.models import Post, Visit
from conversations.models.post import MENTION, NEWS
from notifications.kinds import Kind, Letter, Weight
from notifications.models import Message
from programmes.models import Group, GroupMembership


def _is_in(message: Message, group: Group) -> bool:
    seats = GroupMembership.objects.of_present().filter(group=group)
    return seats.filter(participant__user=message.person_id).exists()


def compose_mention(message: Message) -> Letter | None:
    """Nothing to say of what was removed or read meanwhile, or to who has left the group."""
    posts = Post.objects.select_related("group__programme", "author").filter(removed_at=None)
    post = posts.filter(pk=message.about).first()
    if post is None or post.author is None or not _is_in(message, post.group):
        return None
    if Visit.objects.filter(group=post.group, user=message.person_id, seen__gte=post.pk).exists():
        return None
    known = {"name": post.author.get_full_name(), "group": post.group}
    title = gettext("%(name)s mentioned you in %(group)s") % known
    return _letter(post.group, title, post.get_absolute_url())


def compose_news(message: Message) -> Letter | None:
    """Nothing to say to who has read it all, or has left the group."""
    group = Group.objects.select_related("programme").filter(pk=message.about).first()
    if group is None or group.programme.is_over or not _is_in(message, group):
        return None
    new = Post.objects.filter(group=group).new_to(message.person)
    count = new.count()
    if not count:
        return None
    text = ngettext("%(n)d new message in %(group)s", "%(n)d new messages in %(group)s", count)
    url = new.order_by("pk")[0].get_absolute_url()
    return _letter(group, text % {"n": count, "group": group}, url)


def _letter(group: Group, title: str, url: str) -> Letter:
    """That there is something, never what: the words stay in the group."""
    reason = gettext("You get this because you are a member of group %(group)s.")
    context = {"group": group, "seed": group.programme.band_seed}
    return Letter(context, title=title, url=url, reason=reason % {"group": group}, template="post")


MENTIONS = Kind(MENTION, _("Somebody mentions you"), compose_mention, weight=Weight.PROMPT)
NEW_POSTS = Kind(NEWS, _("New messages in a group"), compose_news, weight=Weight.ROUTINE)
