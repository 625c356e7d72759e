"""Every page of the platform with real keys in its address, found through the URL resolver.

A new URL is walked without being named here; only a new kind of key needs a line in KEYS.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core import signing
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from mentoring_platform.access import Policy, walk
from notifications import less_mail
from notifications.views.returned import proof
from privacy.models.data_copy import SALT
from programmes.invitations import token_for
from tests.world import World

KIND = "mentorless"  # what troubles the groups of the world
LIBRARIES = ("accounts/", "admin/")


@dataclass(frozen=True)
class Page:
    name: str
    route: str
    url: str
    policy: Policy


def key_for(route: str, world: World) -> dict[str, object]:
    """The arguments of a route, told by its first word; LookupError for an unknown kind."""
    if "<" not in route:
        return {}
    kinds = {
        "programmes": {"pk": world.programme.pk},
        "groups": {"pk": world.group.pk},
        "seats": {"pk": world.group.memberships.first().pk},
        "meetings": {"pk": world.meeting.pk},
        "me": {"pk": world.affiliation.pk},
        "organisations": {"pk": world.organisation.pk},
        "units": {"pk": world.unit.pk},
        "affiliations": {"pk": world.affiliation.pk},
        "imports": {"pk": world.people_import.pk},
        "join-links": {"pk": world.join_link.pk},
        "join": {"token": world.join_link.token},
        "my-data": {"token": signing.dumps(world.data_copy.pk, salt=SALT)},
        "invitations": {"token": token_for(world.invited)},
        "invited": {"pk": world.invited.pk},
        "notices": {"pk": world.notice.pk},
        "participants": {"pk": world.invited.pk},
        "mail-returned": {"token": proof()},
        "less-mail": {"token": less_mail.token_for(world.message)},
        "reminders": {"pk": world.rule.pk},
        "do": {"token": world.nudge},
        "monday": {"pk": world.group.pk},
        "posts": {"pk": world.post.pk},
        "announcements": {"pk": world.announcement.pk},
        "operators/mails": {"pk": world.kept_mail.pk},
        "operators/logs": {"pk": world.meeting.pk},
        "operators/messages": {"pk": world.message.pk},
    }
    first, _slash, rest = route.partition("/")
    return kinds[f"{first}/{rest.partition('/')[0]}" if first == "operators" else first]


def pages(world: World) -> Iterator[Page]:
    """Our own URLs; those of libraries are guarded by the libraries."""
    for route, pattern in walk():
        if route.startswith(LIBRARIES):
            continue
        namespace = _namespaces().get(pattern, "")
        name = f"{namespace}:{pattern.name}" if namespace else pattern.name
        keys = key_for(route, world)
        if "<str:kind>" in route:
            keys["kind"] = KIND
        if "setup/" in route:
            keys = {"pk": world.draft.pk}
        yield Page(name, route, reverse(name, kwargs=keys), pattern.callback.policy)


def _namespaces() -> dict[object, str]:
    found: dict[object, str] = {}
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace:
            found |= dict.fromkeys(entry.url_patterns, entry.namespace)
    return found
