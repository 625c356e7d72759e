"""The demo as a story: three organisations, five programmes, about 300 people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from allauth.account.models import EmailAddress

from accounts.models import Affiliation, Organisation, Unit, User
from meetings.models import Attendance, Log, Meeting
from mentoring_platform.demo.accounts import ACCOUNTS, PASSWORD
from mentoring_platform.demo.names import address, people
from mentoring_platform.demo.notices import tell_each
from mentoring_platform.demo.openings import open_a_log
from mentoring_platform.demo.rights import claim_rights
from mentoring_platform.demo.talk import talk
from mentoring_platform.demo.texts import GROUP_NAMES, LAST_MEETING, LOGS, MOTTOES
from mentoring_platform.demo.trail import leave_traces
from programmes.models import Group, Participant, Programme, Role
from programmes.practices import practice
from reminders.models import Rule, RuleText

SEED = 2026
ZONE = "Europe/Helsinki"
ORGANISATIONS = (
    (
        "Lakeland UAS",
        "lakeland.example",
        "university",
        "pine",
        ("Business", "Health", "Technology"),
    ),
    (
        "Kvarken University",
        "kvarken.example",
        "university",
        "lake",
        ("Education", "Energy", "Data"),
    ),
    (
        "Norrsken Marine",
        "norrsken.example",
        "company",
        "lingonberry",
        ("Design", "Yard", "Service"),
    ),
)
LAKELAND, KVARKEN, NORRSKEN = (entry[0] for entry in ORGANISATIONS)


@dataclass(frozen=True)
class Plot:
    """One programme of the demo. Days count from today; ``met`` meetings are behind each group."""

    name: str
    practice: str
    state: str
    organisations: Sequence[str]
    starts: int
    ends: int
    groups: int
    mentors: int
    mentees: int
    met: int
    waiting: int = 0
    invited: int = 0


PLOTS = (
    Plot(
        "eGroup mentoring", "as_course", "running", (LAKELAND, KVARKEN), -75, 40, 12, 2, 4, 3, 5, 6
    ),
    Plot("Alumni of Kvarken", "alumni", "running", (KVARKEN,), -60, 110, 12, 1, 1, 2, 4, 3),
    Plot(
        "Service design studio",
        "in_course",
        "open",
        (LAKELAND, NORRSKEN),
        14,
        98,
        0,
        9,
        45,
        0,
        0,
        34,
    ),
    Plot("Across the yards", "company", "closing", (NORRSKEN,), -210, 20, 9, 1, 3, 7),
    Plot(
        "eGroup mentoring, last year",
        "as_course",
        "archived",
        (LAKELAND, KVARKEN),
        -440,
        -330,
        10,
        1,
        4,
        5,
    ),
)


class Cast:
    """Makes people and remembers them, always the same for the same seed."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.random, self.now = random, now
        self.names = people(random)
        self.organisations: dict[str, Organisation] = {}
        self.domains: dict[str, str] = {}

    def found_organisations(self) -> None:
        for name, domain, kind, colour, units in ORGANISATIONS:
            organisation = Organisation.objects.create(name=name, kind=kind, colour=colour)
            Unit.objects.bulk_create(Unit(organisation=organisation, name=unit) for unit in units)
            self.organisations[name] = organisation
            self.domains[name] = domain

    def accounts(self) -> dict[str, User]:
        """The people one can sign in as, by first name."""
        found = {}
        for account in ACCOUNTS:
            is_operator = "operator" in account.roles
            user = User.objects.create_user(
                account.email,
                PASSWORD,
                name=account.name,
                language=account.language,
                is_staff=is_operator,
                is_superuser=is_operator,
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            found[user.get_short_name()] = user
        return found

    def somebody(self, organisation: Organisation) -> User:
        name, language = next(self.names)
        return User(
            email=address(name, self.domains[organisation.name]),
            name=name,
            language=language,
            password="!demo",  # noqa: S106  unusable, as with everybody who comes by invitation
            last_login=self.now - timedelta(days=self.random.randrange(1, 20)),
        )

    def crowd(
        self, programme: Programme, role: str, count: int, **fields: object
    ) -> list[Participant]:
        """Some new people, spread over the programme's organisations."""
        homes = list(programme.organisations.order_by("pk"))
        units = {home.pk: list(home.units.order_by("pk")) for home in homes}
        users = [self.somebody(homes[n % len(homes)]) for n in range(count)]
        User.objects.bulk_create(users)
        Affiliation.objects.bulk_create(
            Affiliation(
                user=user,
                organisation=homes[n % len(homes)],
                unit=self.random.choice(units[homes[n % len(homes)].pk]),
            )
            for n, user in enumerate(users)
        )
        return Participant.objects.bulk_create(
            Participant(
                programme=programme,
                user=user,
                role=role,
                organisation=homes[n % len(homes)],
                unit=self.random.choice(units[homes[n % len(homes)].pk]).name,
                **(
                    {"state": "active", "joined_at": self.now - timedelta(days=60 - n % 20)}
                    | fields
                ),
            )
            for n, user in enumerate(users)
        )


def tell(*, now: datetime) -> None:
    """Make everything. The same day gives the same demo."""
    cast = Cast(Random(SEED), now)
    cast.found_organisations()
    known = cast.accounts()
    _affiliate(cast, known)
    programmes = [_found(plot, cast, known["Hannele"]) for plot in PLOTS]
    for plot, programme in zip(PLOTS, programmes, strict=True):
        _fill(plot, programme, cast, _known_members(plot, programme, known, cast))
    _remind(programmes, now)
    _trouble(programmes[0], now)
    talk(programmes, known["Hannele"], now)
    tell_each(known, now=now)
    claim_rights(known, now=now)
    open_a_log(known, now=now)
    leave_traces(known, cast.organisations, programmes, cast.random, now)


def _remind(programmes: Sequence[Programme], now: datetime) -> None:
    """The reminders of each practice, and one that somebody wrote in their own words."""
    at_work = [one for one in programmes if not one.is_over]
    Rule.objects.lay_for(at_work, now - timedelta(days=1))
    rule = Rule.objects.get(programme=programmes[0], preset="close")
    RuleText.objects.bulk_create(
        RuleText(rule=rule, language=language, text=text) for language, text in LAST_MEETING.items()
    )


def _affiliate(cast: Cast, known: dict[str, User]) -> None:
    role = Affiliation.Role
    for person, organisation, roles in (
        ("Hannele", LAKELAND, [role.MEMBER, role.ORGANISER]),
        ("Noora", LAKELAND, [role.MEMBER]),
        ("Thuy", LAKELAND, [role.MEMBER]),
        ("Riitta", LAKELAND, [role.MEMBER]),
        ("Kaarina", LAKELAND, [role.HEAD]),
        ("Björn", KVARKEN, [role.ADMIN]),
        ("Lucía", KVARKEN, [role.MEMBER, role.ORGANISER]),
        ("Lucía", NORRSKEN, [role.MEMBER]),
        ("Petri", NORRSKEN, [role.MEMBER, role.ADMIN]),
    ):
        for held in roles:
            Affiliation.objects.create(
                user=known[person], organisation=cast.organisations[organisation], role=held
            )


def _found(plot: Plot, cast: Cast, coordinator: User) -> Programme:
    today = cast.now.date()
    lead, *others = (cast.organisations[name] for name in plot.organisations)
    programme = Programme.draft(
        practice=practice(plot.practice), organisation=lead, by=coordinator, today=today
    )
    programme.name = f"{plot.name.partition(',')[0]} {(today + timedelta(days=plot.starts)).year}"
    programme.starts_on = today + timedelta(days=plot.starts)
    programme.ends_on = today + timedelta(days=plot.ends)
    programme.languages = ["en", "fi", "sv"]
    programme.state = plot.state
    programme.save()
    programme.lay_phases()
    programme.share_with(others)
    return programme


def _known_members(
    plot: Plot, programme: Programme, known: dict[str, User], cast: Cast
) -> dict[str, list[Participant]]:
    """The people one can sign in as, where they take part; they sit in the first group."""
    roles = {
        "eGroup mentoring": [
            ("Thuy", Role.MENTOR), ("Lucía", Role.MENTOR), ("Noora", Role.MENTEE),
            ("Riitta", Role.TEACHER), ("Petri", Role.CONTACT),
        ],
        "Alumni of Kvarken": [("Lucía", Role.MENTEE), ("Lucía", Role.COORDINATOR)],
        "Service design studio": [("Riitta", Role.TEACHER), ("Petri", Role.CONTACT)],
        "Across the yards": [("Petri", Role.CONTACT)],
    }.get(plot.name, [])  # fmt: skip
    members: dict[str, list[Participant]] = {}
    for person, role in roles:
        home = known[person].affiliations.order_by("pk").first()
        participant = Participant.objects.create(
            programme=programme,
            user=known[person],
            role=role,
            state="active",
            organisation=home.organisation if home else None,
            joined_at=cast.now - timedelta(days=70),
        )
        members.setdefault(role, []).append(participant)
    return members


def _fill(
    plot: Plot, programme: Programme, cast: Cast, known: dict[str, list[Participant]]
) -> None:
    """People, groups, and what the groups have done so far."""
    groups = plot.groups or 1
    mentors, mentees = (
        known.get(role, []) + cast.crowd(programme, role, count * groups - len(known.get(role, [])))
        for role, count in ((Role.MENTOR, plot.mentors), (Role.MENTEE, plot.mentees))
    )
    cast.crowd(programme, Role.MENTEE, plot.waiting)
    cast.crowd(
        programme,
        Role.MENTEE,
        plot.invited,
        state="invited",
        joined_at=None,
        invite_at=cast.now - timedelta(days=4),
        invited_at=cast.now - timedelta(days=4),
    )
    for n in range(plot.groups):
        group = Group.objects.create(
            programme=programme,
            name=GROUP_NAMES[n % len(GROUP_NAMES)],
            motto=MOTTOES[n % len(MOTTOES)],
            state="active",
        )
        Group.objects.filter(pk=group.pk).update(formed_at=cast.now - timedelta(days=50))
        for role, people_, count in (
            (Role.MENTOR, mentors, plot.mentors),
            (Role.MENTEE, mentees, plot.mentees),
        ):
            for participant in people_[n * count : (n + 1) * count]:
                group.add(participant, role=role, now=cast.now - timedelta(days=50))
        _meet(plot, group, n, cast)
        if programme.is_over:
            group.close()


def _meet(plot: Plot, group: Group, n: int, cast: Cast) -> None:
    today = cast.now.date()
    days = list(_meeting_days(plot, n, today))
    members = [
        membership.participant
        for membership in group.memberships.current().select_related("participant__user")
    ]
    planned = Meeting.schedule(
        group=group,
        days=days,
        at=time(16 + n % 3, 0 if n % 2 else 30),
        zone=ZONE,
        minutes=group.programme.meeting_minutes,
        by=members[0].user,
        video_url=f"https://meet.example/raanu-{group.pk}",
    )
    for number, meeting in enumerate(planned):
        if meeting.ends_at <= cast.now:
            _log(meeting, number, members, cast)
        else:
            _answer(meeting, cast)


def _meeting_days(plot: Plot, n: int, today: date) -> Iterator[date]:
    """Past meetings at even distances, and one to come unless the programme is over."""
    begun = today + timedelta(days=plot.starts + 14)
    last = min(today, today + timedelta(days=plot.ends)) - timedelta(days=3 + n % 5)
    for meeting in range(plot.met):
        yield begun + (last - begun) * meeting // max(1, plot.met - 1)
    if plot.state == "running":
        yield today + timedelta(days=1 + n * 2 % 17)


def _log(meeting: Meeting, number: int, members: list[Participant], cast: Cast) -> None:
    themes, insights, decisions = LOGS[(number + meeting.group_id) % len(LOGS)]
    present = [member.pk for member in members if cast.random.random() < 0.88]
    Log.record(
        meeting=meeting,
        version=0,
        present=present,
        by=members[number % len(members)].user,
        now=meeting.ends_at + timedelta(hours=1),
        themes=themes,
        insights=insights,
        decisions=decisions,
    )


def _answer(meeting: Meeting, cast: Cast) -> None:
    for attendance in meeting.attendances.all():
        answer = cast.random.choice(["yes", "yes", "yes", "maybe", "no", "", ""])
        if answer:
            attendance.reply(answer, now=cast.now - timedelta(hours=5))


def _trouble(programme: Programme, now: datetime) -> None:
    """Three groups of the running programme that need their coordinator."""
    by_name = {group.name: group for group in programme.groups.all()}
    silent = Meeting.objects.filter(group=by_name["Kuusi"])
    silent.filter(ends_at__gt=now).delete()
    silent.filter(number__gt=1).delete()
    last = Meeting.objects.filter(group=by_name["Raita"], ends_at__lte=now).order_by("-number")[0]
    Log.objects.filter(meeting=last).delete()
    Meeting.objects.filter(pk=last.pk).update(state=Meeting.State.PLANNED)
    Meeting.objects.filter(group=by_name["Leppä"], number=2).update(state=Meeting.State.MISSED)
    Log.objects.filter(meeting__group=by_name["Leppä"], meeting__number=2).delete()
    first = Meeting.objects.filter(group=by_name["Koivu"], ends_at__gt=now)
    first.update(theme="Feedback that helps")
    Attendance.objects.filter(meeting__in=first, participant__user__email=ACCOUNTS[1].email).update(
        answer="", answered_at=None
    )
