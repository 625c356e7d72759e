"""What the frame around every page shows: programmes to switch to, and the way on from here.

A view that stands inside a programme or group says so by ``request.programme`` or
``request.group``; the frame asks no further questions of the database for the rest.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.models import Affiliation
from mentoring_platform.http import MemberRequest
from mentoring_platform.navigation import NavLink, NavSection
from notifications.models import Notice
from programmes.models import Group, Participant, Programme, Role
from programmes.modules import Module

SWITCHER = 12
COORDINATED = 20
NEWEST = 60


class Place(NamedTuple):
    """A programme that I take part in or am invited to, as far as the frame tells of it."""

    pk: int
    role: str
    name: str
    state: str
    starts_on: date
    ends_on: date
    effort: str
    participant: int
    invite_at: datetime | None
    participation: str

    @property
    def is_invited(self) -> bool:
        return self.participation == Participant.State.INVITED

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.pk])

    @property
    def band_seed(self) -> str:
        return Programme.seed_of(self.pk)

    def get_state_display(self) -> str:
        return str(Programme.State(self.state).label)


class Belonging(NamedTuple):
    """An organisation that I belong to; ``pk`` is the organisation's."""

    role: str
    pk: int
    short_name: str
    colour: str
    has_no_logo: bool


@dataclass
class Frame:
    """Lazy: a page that shows no frame asks nothing."""

    request: MemberRequest

    @cached_property
    def unread(self) -> int:
        """What the bell counts: one short look, bounded."""
        return Notice.objects.rings(self.request.user)

    @property
    def programme(self) -> Programme | None:
        return getattr(self.request, "programme", None)

    @property
    def group(self) -> Group | None:
        return getattr(self.request, "group", None)

    @cached_property
    def _roles(self) -> dict[int, set[str]]:
        """Programme key to the roles held there; one query for the whole frame."""
        roles: dict[int, set[str]] = {}
        for place in self._mine:
            roles.setdefault(place.pk, set()).add(place.role)
        return roles

    @cached_property
    def _counted(self) -> list["Place"]:
        """Where I am, and the newest of my participations and invitations.

        Bare values: every page asks this, and making models of them would cost the most of it.
        """
        mine = Participant.objects.of_person(self.request.user).counted()
        unseen = ~Q(role=Role.COORDINATOR) & Q(programme__state=Programme.State.DRAFT)
        fields = ("name", "state", "starts_on", "ends_on", "effort")
        rows = mine.exclude(unseen).values_list(
            "programme_id", "role", *(f"programme__{name}" for name in fields),
            "pk", "invite_at", "state",
        )  # fmt: skip
        places = [Place(*row) for row in rows.order_by("-pk")[:NEWEST]]
        if self.programme and len(places) == NEWEST and not any(map(self._is_here, places)):
            places += [Place(*row) for row in rows.filter(programme=self.programme.pk)]
        places.sort(key=lambda place: place.name)
        places.sort(key=lambda place: place.starts_on, reverse=True)
        return sorted(places, key=lambda place: not self._is_here(place))

    def _is_here(self, place: "Place") -> bool:
        return self.programme is not None and place.pk == self.programme.pk

    @cached_property
    def _mine(self) -> list["Place"]:
        """Those in which I take part: enough to find one's way."""
        return [place for place in self._counted if not place.is_invited]

    @property
    def invitations(self) -> list["Place"]:
        """What the person has been invited to and has not answered."""
        return [place for place in self._counted if place.is_invited]

    @property
    def takes_part(self) -> bool:
        """Whether the person does more than coordinate."""
        return any(place.role != Role.COORDINATOR for place in self._mine)

    @cached_property
    def programmes(self) -> list["Place"]:
        found: dict[int, Place] = {}
        for place in self._mine:
            found.setdefault(place.pk, place)
        return list(found.values())[:SWITCHER]

    @property
    def coordinated(self) -> list["Place"]:
        """The programmes that the person coordinates and that are not archived."""
        mine = (place for place in self._mine if place.role == Role.COORDINATOR)
        return [p for p in mine if p.state != Programme.State.ARCHIVED][:COORDINATED]

    @cached_property
    def affiliations(self) -> list["Belonging"]:
        mine = self.request.user.affiliations.order_by("organisation__name")
        mine = mine.annotate(has_no_logo=Q(organisation__logo=None))
        fields = ("pk", "short_name", "colour")
        rows = mine.values_list(
            "role", *(f"organisation__{name}" for name in fields), "has_no_logo"
        )
        return [Belonging(*row) for row in rows]

    @property
    def host(self) -> "Belonging | None":
        """The first organisation that the person belongs to: pages wear its name and look."""
        if not self.request.user.is_authenticated or not self.affiliations:
            return None
        return self.affiliations[0]

    @property
    def product(self) -> str:
        """The product's name, unless the person's organisation has set a short one of its own."""
        return (self.host and self.host.short_name) or settings.PRODUCT_NAME

    @property
    def colour(self) -> str:
        return self.host.colour if self.host else "pine"

    @property
    def logo(self) -> str:
        """The address of the organisation's logo, or nothing."""
        if self.host is None or self.host.has_no_logo:
            return ""
        return reverse("accounts:logo", args=[self.host.pk])

    @property
    def session(self) -> dict[str, int]:
        """How long the person may do nothing, and the moment when the sign-in ends anyhow."""
        return sessions.bounds(self.request)

    @cached_property
    def sections(self) -> list[NavSection]:
        if not self.request.user.is_authenticated:
            return []
        sections = [NavSection("", self._own_links())]
        if self.programme and Role.COORDINATOR in self._roles.get(self.programme.pk, set()):
            sections.append(NavSection(self.programme.name, self._programme_links(self.programme)))
        elif self.group:
            sections.append(NavSection(self.group.name, self._group_links(self.group)))
        if self.request.user.is_staff:
            sections.append(NavSection(_("Operators"), self._operator_links()))
        return sections

    @property
    def here(self) -> str:
        current = (link for section in self.sections for link in section.links if link.current)
        return str(next((link.label for link in current), ""))

    def _link(self, name: str, icon: str, label: str, *args: object) -> NavLink:
        url = reverse(name, args=args)
        return NavLink(url, icon, label, current=_standing(self.request.path, url))

    def _own_links(self) -> list[NavLink]:
        links = [self._link("home", "list-checks", _("My mentoring"))]
        makers = {Affiliation.Role.ORGANISER, Affiliation.Role.ADMIN}
        if any(affiliation.role in makers for affiliation in self.affiliations):
            links.append(self._link("programmes:new", "plus", _("New programme")))
        if self._roles:
            links.append(self._link("programmes:programmes", "layers", _("Programmes")))
        if self.affiliations or self.request.user.is_staff:
            links.append(self._link("accounts:organisations", "building-2", _("Organisations")))
        return links

    def _programme_links(self, programme: Programme) -> list[NavLink]:
        at = programme.pk
        links = [
            self._link("programme", "compass", _("Overview"), at),
            self._link("programmes:people", "users", _("People"), at),
        ]
        if programme.uses(Module.GROUPS):
            links.append(self._link("programmes:groups", "messages-square", _("Groups"), at))
        if programme.uses(Module.MEETINGS):
            links.append(self._link("meetings:of_programme", "calendar", _("Meetings"), at))
        links.append(self._link("reminders:rules", "bell", _("Reminders"), at))
        links.append(self._link("conversations:sent", "mail", _("Messages"), at))
        links.append(self._link("programmes:settings", "settings", _("Settings"), at))
        return links

    def _group_links(self, group: Group) -> list[NavLink]:
        return [
            self._link("group", "messages-square", _("Our group"), group.pk),
            self._link("meetings:of_group", "calendar", _("Meetings"), group.pk),
            self._link("conversations:thread", "message-circle", _("Messages"), group.pk),
        ]

    def _operator_links(self) -> list[NavLink]:
        return [
            self._link("notifications:kept_mails", "mail", _("Mails")),
            self._link("notifications:queue", "inbox", _("Messages")),
            self._link("meetings:openings", "lock", _("Opened logs")),
            self._link("audit:everything", "eye", _("Audit trail")),
            self._link("privacy:retention", "clock", _("Retention")),
            self._link("admin:index", "settings", _("Admin")),
        ]


def _standing(path: str, url: str) -> str:
    """Whether a link leads to this very page, or to the one that this page lies below."""
    if path == url:
        return "page"
    below = path.startswith(url) and url.count("/") > 3
    return "true" if below else ""


def frame_of(request: MemberRequest) -> Frame:
    """The frame of this request; a view that asks it costs the page nothing more."""
    if not hasattr(request, "_frame"):
        request._frame = Frame(request)  # type: ignore[attr-defined]
    found: Frame = request._frame  # type: ignore[attr-defined]
    return found


def frame(request: MemberRequest) -> dict[str, Frame]:
    return {"frame": frame_of(request)}
