"""Rows for tests, without surprises: each factory makes what it is named after."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from django.utils import timezone

from accounts.models import Affiliation, Organisation, User
from meetings.models import Meeting
from programmes.models import Group, Participant, Programme, Role
from programmes.practices import practice
from reminders.models import Rule

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@lakeland.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("correct horse")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Lakeland UAS {n}")


class AffiliationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Affiliation

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Affiliation.Role.MEMBER


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A running programme as practice 2 fills it in, without people."""

    class Meta:
        model = Programme

    practice_key = "as_course"
    name = factory.Sequence(lambda n: f"eGroup mentoring {n}")
    state = Programme.State.RUNNING
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=40))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    languages = ["en", "fi"]
    modules = factory.LazyFunction(lambda: [str(m) for m in practice("as_course").modules])
    mentors_per_group = 2


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.MENTEE
    state = Participant.State.ACTIVE
    joined_at = factory.LazyFunction(timezone.now)


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Koivu {n}")
    state = Group.State.ACTIVE


def member_of(group, role=Role.MENTEE, **user):
    """A person who takes part in the group's programme and sits in the group."""
    participant = ParticipantFactory(programme=group.programme, role=role, user=UserFactory(**user))
    group.add(participant, role=role, now=timezone.now())
    return participant.user


def coordinator_of(programme, **user):
    person = UserFactory(**user)
    ParticipantFactory(programme=programme, user=person, role=Role.COORDINATOR)
    return person


def meeting_of(group, by, day=None, at=time(16, 0), **fields):
    """One planned meeting; a day before today makes it a past one."""
    [meeting] = Meeting.schedule(
        group=group,
        days=[day or date.today() + timedelta(days=7)],
        at=at,
        zone="Europe/Helsinki",
        minutes=75,
        by=by,
        **fields,
    )
    return meeting


def with_reminders(programme, days=60):
    """The rules of its practice, on for so many days."""
    Rule.objects.lay_for([programme], timezone.now() - timedelta(days=days))
    return programme
