"""A platform with n of everything, for tests that walk every page."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from accounts.models import Affiliation, Organisation, Unit, User
from audit.models import Event
from conversations.models import Announcement, Post
from meetings.models import Attendance, Log, Meeting, Opening
from notifications.models import BadAddress, KeptMail, Message, Notice
from privacy.models import Consent, DataCopy
from programmes.models import (
    Group,
    GroupMembership,
    JoinLink,
    Participant,
    Partner,
    PeopleImport,
    Phase,
    Programme,
    Role,
)
from reminders.links import link
from reminders.models import Rule
from tests import factories


@dataclass
class World:
    """The people look at it from different sides; each sees n rows wherever there is a list."""

    coordinator: User
    member: User
    admin: User
    operator: User
    outsider: User
    programme: Programme
    draft: Programme
    group: Group
    meeting: Meeting
    organisation: Organisation
    participant: Participant
    invited: Participant
    join_link: JoinLink
    people_import: PeopleImport
    kept_mail: KeptMail
    message: Message
    notice: Notice
    announcement: Announcement
    post: Post
    unit: Unit
    affiliation: Affiliation
    rule: Rule
    nudge: str
    data_copy: DataCopy

    @property
    def people(self) -> dict[str, User]:
        return {
            "coordinator": self.coordinator,
            "member": self.member,
            "admin": self.admin,
            "operator": self.operator,
        }


def build(n: int) -> World:
    """n people, groups, meetings, programmes, organisations, units, links, imports and mails."""
    now = timezone.now()
    organisation = factories.OrganisationFactory(name="Lakeland UAS")
    admin = factories.AffiliationFactory(
        organisation=organisation, role=Affiliation.Role.ADMIN, user__name="Ada Admin"
    ).user
    operator = factories.UserFactory(name="Olivia Ops", is_staff=True, is_superuser=True)
    *programmes, draft = _programmes(organisation, n)
    programme = programmes[0]
    coordinator = factories.UserFactory(name="Hannele Ranta")
    factories.AffiliationFactory(
        organisation=organisation, user=coordinator, role=Affiliation.Role.ORGANISER
    )
    Participant.objects.bulk_create(
        Participant(programme=one, user=coordinator, role=Role.COORDINATOR, state="active")
        for one in (*reversed(programmes), draft)  # those that are looked at are the newest
    )
    member, groups, participants = _groups(programme, n)
    group = groups[0]
    meetings = _meetings(group, groups, participants, member, n)
    invited = factories.ParticipantFactory(
        programme=programme, state="invited", joined_at=None, invite_at=now
    )
    links = JoinLink.objects.bulk_create(JoinLink(programme=programme) for _ in range(n))
    imports = PeopleImport.objects.bulk_create(
        PeopleImport(programme=programme, by=coordinator, state="undone", source=b"")
        for _ in range(n)
    )
    mails = KeptMail.objects.bulk_create(
        KeptMail(to=f"p{k}@lakeland.example", subject="Hello", text="Text", html="<p>Text</p>")
        for k in range(n)
    )
    messages = Message.objects.bulk_create(
        Message.intend("invitation", person_id=invited.user_id, about=k, due_at=now)
        for k in range(n)
    )
    BadAddress.objects.bulk_create(
        [
            BadAddress(email=who.user.email, reason="bounced", said="550 no such user", since=now)
            for who in (invited, *participants[1 : n + 1])
        ],
        ignore_conflicts=True,
    )
    Message.objects.update(state="parked", failure="550 no such user")
    notices = Notice.objects.bulk_create(
        Notice(key=f"n{k}:{who.pk}", person=who, programme=programme.pk, kind="meeting_reminder",
               title="Koivu meets tomorrow", url="/", told_at=now, is_read=k % 2 == 1)
        for who in (coordinator, member, admin) for k in range(n)
    )  # fmt: skip
    Event.objects.bulk_create(
        Event(
            what="programmes:close_group",
            actor=coordinator.pseudonym,
            about="programmes.group",
            key=group.pk,
            programme=programme.pk,
            organisation=organisation.pk,
            before={"state": "active"},
            after={"state": "closed"},
        )
        for _ in range(n)
    )
    announcements = _announcements(programme, coordinator, participants, n)
    announcements[0].person = member  # one of those it was written to
    posts = Post.objects.bulk_create(
        Post(group=group, author=member, text=f"Hello {k}", written_at=now) for k in range(n)
    )
    posts[0].person = member
    units = Unit.objects.bulk_create(
        Unit(organisation=organisation, name=f"U{k}") for k in range(n)
    )
    people = User.objects.bulk_create(
        User(email=f"staff{k}@lakeland.example", name=f"Staff {k}") for k in range(n)
    )
    affiliations = Affiliation.objects.bulk_create(
        Affiliation(organisation=organisation, user=who, unit=units[0]) for who in people
    )
    Organisation.objects.bulk_create(factories.OrganisationFactory.build_batch(n))
    week = {"expires_at": now + timedelta(days=7)}
    copies = DataCopy.objects.bulk_create(
        DataCopy(user=member, state="ready", asked_at=now, content=b"PK", ready_at=now, **week)
        for _ in range(n)
    )
    Consent.objects.bulk_create(
        Consent(
            user=member,
            question="research",
            version=1,
            language="en",
            given_at=now,
            withdrawn_at=now,
        )
        for _ in range(n)
    )
    return World(
        coordinator=coordinator,
        member=member,
        admin=admin,
        operator=operator,
        outsider=factories.UserFactory(name="Olli Outsider"),
        programme=programme,
        draft=draft,
        group=group,
        meeting=meetings[0],
        organisation=organisation,
        participant=participants[0],
        invited=invited,
        join_link=links[0],
        people_import=imports[0],
        kept_mail=mails[0],
        message=messages[0],
        notice=notices[0],
        announcement=announcements[0],
        post=posts[0],
        unit=units[-1],
        affiliation=affiliations[0],
        rule=_rules(programme, n),
        nudge=_nudge(meetings[-1], participants[0]),
        data_copy=copies[0],
    )


def _rules(programme: Programme, n: int) -> Rule:
    """The presets of the programme and n rules of its own, one of which has something to say."""
    now = timezone.now()
    Rule.objects.lay_for([programme], now)
    Rule.objects.bulk_create(
        Rule(
            programme=programme,
            event="programme_closing",
            audience="everyone",
            offset=-k - 1,
            since=now,
        )
        for k in range(n)
    )
    return Rule.objects.get(programme=programme, preset="log")


def _nudge(meeting: Meeting, participant: Participant) -> str:
    """The token of a link by which somebody answers to a meeting."""
    mine = Attendance.objects.select_related("meeting").get(
        meeting=meeting, participant=participant
    )
    return link("meeting_come", mine, participant.user).rstrip("/").rpartition("/")[2]


def _announcements(
    programme: Programme, coordinator: User, participants: list[Participant], n: int
) -> list[Announcement]:
    """n announcements, the first of them to everybody."""
    now = timezone.now()
    written = {"programme": programme, "written_by": coordinator, "written_at": now}
    announcements = Announcement.objects.bulk_create(
        Announcement(title=f"News {k}", text="Welcome", audience="mentees", **written)
        for k in range(n)
    )
    Message.objects.bulk_create(
        Message.intend("announcement", person_id=who.user_id, about=announcements[0].pk, due_at=now)
        for who in participants
    )
    return announcements


def _programmes(organisation: Organisation, n: int) -> list[Programme]:
    """n running programmes of the organisation, and a draft at the end."""
    programmes = Programme.objects.bulk_create(
        [
            *factories.ProgrammeFactory.build_batch(n),
            factories.ProgrammeFactory.build(state=Programme.State.DRAFT),
        ]
    )
    Partner.objects.bulk_create(
        Partner(programme=one, organisation=organisation, is_lead=True) for one in programmes
    )
    phases = []
    for one in programmes:
        for phase in one.proposed_phases():
            phase.programme = one
            phases.append(phase)
    Phase.objects.bulk_create(phases)
    return programmes


def _groups(programme: Programme, n: int) -> tuple[User, list[Group], list[Participant]]:
    """n groups of one; the member sits in all of them."""
    now = timezone.now()
    groups = Group.objects.bulk_create(
        Group(programme=programme, name=f"Koivu {k}", state="active") for k in range(n)
    )
    users = User.objects.bulk_create(
        User(email=f"member{k}@lakeland.example", name=f"Member {k}") for k in range(n)
    )
    participants = Participant.objects.bulk_create(
        Participant(programme=programme, user=user, role=Role.MENTEE, state="active", joined_at=now)
        for user in users
    )
    member = factories.UserFactory(name="Noora Al-Hamdani")
    mine = factories.ParticipantFactory(programme=programme, user=member)
    GroupMembership.objects.bulk_create(
        GroupMembership(group=group, participant=who, role=Role.MENTEE, seat=seat, began_at=now)
        for group, other in zip(groups, participants, strict=True)
        for seat, who in ((1, other), (2, mine))
    )
    return member, groups, [mine, *participants]


def _meetings(
    group: Group, groups: list[Group], participants: list[Participant], member: User, n: int
) -> list[Meeting]:
    """n meetings of one group, half of them held and logged, and one of every other group."""
    today = date.today()
    days = [today + timedelta(days=k - n // 2) for k in range(n)]
    at = {"zone": "Europe/Helsinki", "minutes": 60}
    meetings = Meeting.schedule(group=group, days=days, at=time(16), by=member, **at)
    starts_at = timezone.now() + timedelta(days=3)
    ends_at = starts_at + timedelta(hours=1)
    moment = {"day": starts_at.date(), "starts_at": starts_at, "ends_at": ends_at, **at}
    others = Meeting.objects.bulk_create(
        Meeting(group=other, number=1, time=time(16), planned_by=member, **moment)
        for other in groups[1:]
    )
    mine, _first, *seated = participants
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, participant=who)
        for meeting, other in zip(others, seated, strict=True)
        for who in (mine, other)
    )
    held = meetings[: n // 2]
    Meeting.objects.filter(pk__in=[m.pk for m in held[:-2]]).update(state="held")
    Log.objects.bulk_create(
        Log(meeting=m, insights="We learned", written_by=member, written_at=timezone.now())
        for m in held[:-2]
    )
    Attendance.objects.filter(meeting__in=held[:-2]).update(was_present=True)
    past = {"opened_at": timezone.now() - timedelta(days=1), "ends_at": timezone.now()}
    Opening.objects.bulk_create(
        Opening(meeting=meetings[0], reason="A complaint", **past) for _ in range(n)
    )
    return [*meetings, *others]
