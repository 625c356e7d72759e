"""Somebody in every role, and where each of them stands, written down while they are seated.

The five places are whole worlds of ``tests/world.py``: what a new page needs there is asked here
as well. The cast is seated around the first one; ``positions`` answers from the notes that were
taken, not from the queries that are to be tested.
"""

from dataclasses import dataclass, field, replace

from django.db.models import ForeignKey, Model
from django.utils import timezone

from accounts.models import Affiliation, Organisation, User
from meetings.models import Attendance, Meeting
from mentoring_platform.access import Who
from notifications.models import BadAddress
from programmes.models import Group, Participant, Partner, Programme, Role
from tests import factories
from tests import world as worlds
from tests.world import World

OWN = "same group"
NOWHERE = "none"
ORGANISING = {Affiliation.Role.ORGANISER, Affiliation.Role.ADMIN}


@dataclass
class Person:
    """One of the cast, and what is known of them. ``user`` is None for who is signed out."""

    name: str
    user: User | None
    parts: dict[int, set[str]] = field(default_factory=dict)  # programme to roles
    groups: set[int] = field(default_factory=set)
    homes: dict[int, set[str]] = field(default_factory=dict)  # organisation to roles

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None and self.user.is_active


@dataclass
class Cast:
    places: dict[str, World]
    people: dict[str, Person]

    def positions(self, person: Person, world: World, owner: User | None = None) -> set[Who]:
        """In which positions the person stands to what lies in this world."""
        held = {Who.EVERYONE}
        if not person.is_signed_in:
            return held
        held.add(Who.SIGNED_IN)
        roles = person.parts.get(world.programme.pk, set())
        lead = person.homes.get(world.organisation.pk, set())
        if owner is None or owner == person.user:
            held.add(Who.OWN)
        if world.group.pk in person.groups:
            held.add(Who.GROUP)
        if roles:
            held.add(Who.PARTICIPANTS)
        if Role.COORDINATOR in roles:
            held.add(Who.COORDINATORS)
            if lead & ORGANISING:
                held.add(Who.COORDINATING_ORGANISERS)
        if any(here & ORGANISING for here in person.homes.values()):
            held.add(Who.ORGANISERS)
        if lead:
            held.add(Who.ORGANISATION_MEMBERS)
        if Affiliation.Role.ADMIN in lead:
            held.add(Who.ORGANISATION_ADMINS)
        if person.user.is_staff:
            held.add(Who.OPERATORS)
        return held


def build() -> Cast:
    places = _places()
    here = places[OWN]
    cast = Cast(places, {})
    for name, role in {
        "mentee": Role.MENTEE,
        "mentor": Role.MENTOR,
        "teacher": Role.TEACHER,
        "working-life contact": Role.CONTACT,
        "coordinator": Role.COORDINATOR,
        "evaluator": Role.EVALUATOR,
        "ex-member": Role.MENTEE,
    }.items():
        _take_part(_enter(cast, name), here, role)
    _sit(cast.people["mentee"], here.group, Role.MENTEE)
    _sit(cast.people["mentor"], here.group, Role.MENTOR)
    _sit_and_rise(cast.people["ex-member"], here.group)
    for name, home in {
        "organisation admin": Affiliation.Role.ADMIN,
        "head": Affiliation.Role.HEAD,
        "organiser": Affiliation.Role.ORGANISER,
    }.items():
        _belong(_enter(cast, name), here.organisation, home)
    _gone(cast, here)
    _of_partners(cast, here, places["shared with a partner"])
    _enter(cast, "operator", is_staff=True, is_superuser=True)
    _enter(cast, "outsider")
    _enter(cast, "suspended", is_active=False)
    _several(cast, places)
    cast.people["signed out"] = Person("signed out", None)
    return cast


def _places() -> dict[str, World]:
    """Where an object can lie, seen from a member of the first group."""
    here = _place("Here")
    sibling = _place("Sibling")
    shared = _place("Partner")
    foreign = _place("Foreign")
    Partner.objects.create(programme=shared.programme, organisation=here.organisation)
    return {
        OWN: here,
        "same programme": _in_other_group(here),
        "same organisation": _led_from(sibling, here),
        "shared with a partner": shared,
        "foreign": foreign,
    }


def _place(name: str) -> World:
    """A world of its own: what would clash with the next one is renamed."""
    old_orgs = set(Organisation.objects.values_list("pk", flat=True))
    old_users = set(User.objects.values_list("pk", flat=True))
    world = worlds.build(2)
    for org in Organisation.objects.exclude(pk__in=old_orgs):
        Organisation.objects.filter(pk=org.pk).update(name=f"{name} {org.pk}")
    for user in User.objects.exclude(pk__in=old_users):
        email = f"{name.lower()}{user.pk}@lakeland.example"
        BadAddress.objects.filter(email=user.email).update(email=email)
        User.objects.filter(pk=user.pk).update(email=email)
    Organisation.objects.filter(pk=world.organisation.pk).update(logo=b"\x89PNG")
    for value in vars(world).values():
        if isinstance(value, Model):
            value.refresh_from_db()
    return world


def _led_from(world: World, home: World) -> World:
    """The same programme, led by the organisation of another world."""
    led = [world.programme.pk, world.draft.pk]
    Partner.objects.filter(programme__in=led).update(organisation=home.organisation)
    at_home = {name: getattr(home, name) for name in ("organisation", "unit", "affiliation")}
    return replace(world, **at_home)


def _in_other_group(world: World) -> World:
    """The same programme seen from its other group: what lies in a group is taken from there."""
    other = Group.objects.filter(programme=world.programme).exclude(pk=world.group.pk).first()
    moved = {"group": other}
    for name, value in vars(world).items():
        if isinstance(value, Model) and (path := _way_to_group(type(value))):
            there = type(value)._base_manager.filter(**{path: other}).first()
            moved[name] = there or value
    return replace(world, **moved)


def _way_to_group(model: type[Model], depth: int = 2) -> str:
    """The relations that lead from a row to its group, such as ``meeting__group``."""
    for relation in model._meta.concrete_fields:
        if not isinstance(relation, ForeignKey) or relation.related_model is User:
            continue
        if relation.related_model is Group:
            return relation.name
        if depth > 1 and (rest := _way_to_group(relation.related_model, depth - 1)):
            return f"{relation.name}__{rest}"
    return ""


def _enter(cast: Cast, name: str, **fields: object) -> Person:
    user = factories.UserFactory(name=f"The {name}", **fields)
    cast.people[name] = Person(name, user)
    return cast.people[name]


def _take_part(person: Person, world: World, role: str) -> None:
    for programme in (world.programme, world.draft):
        if programme == world.draft and role != Role.COORDINATOR:
            continue
        factories.ParticipantFactory(programme=programme, user=person.user, role=role)
        person.parts.setdefault(programme.pk, set()).add(role)


def _participant(person: Person, programme: Programme) -> Participant:
    return Participant.objects.get(user=person.user, programme=programme)


def _sit(person: Person, group: Group, role: str) -> None:
    participant = _participant(person, group.programme)
    group.add(participant, role=role, now=timezone.now())
    for meeting in Meeting.objects.filter(group=group):
        Attendance.objects.get_or_create(meeting=meeting, participant=participant)
    person.groups.add(group.pk)


def _sit_and_rise(person: Person, group: Group) -> None:
    _sit(person, group, Role.MENTEE)
    _participant(person, group.programme).memberships.get().end(now=timezone.now())
    person.groups.clear()


def _belong(person: Person, organisation: Organisation, role: str) -> None:
    factories.AffiliationFactory(user=person.user, organisation=organisation, role=role)
    person.homes.setdefault(organisation.pk, set()).add(role)


def _gone(cast: Cast, here: World) -> None:
    """Who left, who was removed, and who has not said yes yet: all three had or have a seat."""
    now = timezone.now()
    for name in ("who left", "removed", "invited"):
        person = _enter(cast, name)
        _take_part(person, here, Role.MENTEE)
        _sit(person, here.group, Role.MENTEE)
        participant = _participant(person, here.programme)
        if name == "who left":
            participant.leave(now=now)
        elif name == "removed":
            participant.remove(now=now)
        else:
            Participant.objects.filter(pk=participant.pk).update(state="invited", joined_at=None)
        person.parts.clear()
        person.groups.clear()


def _of_partners(cast: Cast, here: World, shared: World) -> None:
    """People of an organisation that owns another programme together with the one here."""
    _belong(_enter(cast, "partner admin"), shared.organisation, Affiliation.Role.ADMIN)
    coordinator = _enter(cast, "partner coordinator")
    _belong(coordinator, shared.organisation, Affiliation.Role.ORGANISER)
    _take_part(coordinator, shared, Role.COORDINATOR)
    member = _enter(cast, "partner mentee")
    _take_part(member, shared, Role.MENTEE)
    _sit(member, shared.group, Role.MENTEE)


def _several(cast: Cast, places: dict[str, World]) -> None:
    """One person with a role in every place, each another one."""
    person = _enter(cast, "several roles")
    _take_part(person, places[OWN], Role.MENTOR)
    _sit(person, places[OWN].group, Role.MENTOR)
    _take_part(person, places["same organisation"], Role.TEACHER)
    _take_part(person, places["shared with a partner"], Role.COORDINATOR)
    _belong(person, places["foreign"].organisation, Affiliation.Role.ADMIN)
