"""The eight practices of digital mentoring, as data.

A practice is a preset: it fills in a new programme and is never asked again. A ninth practice
is one more entry in PRACTICES. Facts behind the numbers: the eAMK practices and comparable
programmes (group size, number and length of meetings, duration).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programmes.modules import Module, built

M = Module


@dataclass(frozen=True)
class PhaseShare:
    """A phase as a share of the programme's time, from 0 to 1."""

    kind: str
    begins: float
    ends: float


@dataclass(frozen=True)
class Round:
    """An evaluation round that the practice proposes; ``at`` is a share of the time."""

    phase: str
    at: float
    perspectives: tuple[str, ...] = ("student", "institution", "working_life")


TERM = (
    PhaseShare("plan", 0, 0.04),
    PhaseShare("call", 0.04, 0.12),
    PhaseShare("match", 0.12, 0.18),
    PhaseShare("train", 0.18, 0.26),
    PhaseShare("kick_off", 0.26, 0.28),
    PhaseShare("work", 0.28, 0.88),
    PhaseShare("close", 0.88, 0.94),
    PhaseShare("evaluate", 0.94, 1),
)
COURSE = (
    PhaseShare("plan", 0, 0.08),
    PhaseShare("match", 0.08, 0.16),
    PhaseShare("kick_off", 0.16, 0.2),
    PhaseShare("work", 0.2, 0.9),
    PhaseShare("close", 0.9, 0.95),
    PhaseShare("evaluate", 0.95, 1),
)
SERVICE = (
    PhaseShare("plan", 0, 0.05),
    PhaseShare("train", 0.05, 0.12),
    PhaseShare("work", 0.12, 0.95),
    PhaseShare("evaluate", 0.95, 1),
)
START_MIDDLE_END = (Round("planning", 0.05), Round("running", 0.55), Round("assessing", 0.95))
BASIS = (M.PEOPLE_LIST, M.JOIN_LINK, M.GROUPS, M.MEETINGS)


@dataclass(frozen=True)
class Practice:
    """A preset: names and words for the card, and first values for a programme."""

    key: str
    number: int
    name: Any
    full_name: Any
    who: Any
    how_long: Any
    highlights: Sequence[Module]
    purpose: Any
    effort: Any
    modules: Sequence[Module]
    weeks: int
    mentors_per_group: int
    mentees_min: int
    mentees_max: int
    meetings: int
    meeting_minutes: int = 75
    meeting_every_days: int = 21
    lead_days: int = 14
    mentee_word: str = "mentee"
    phases: Sequence[PhaseShare] = TERM
    rounds: Sequence[Round] = field(default=START_MIDDLE_END)
    quiet: Sequence[str] = ()  # keys of reminders that begin switched off

    @property
    def band_seed(self) -> str:
        return f"practice-{self.key}"

    def switches_on(self) -> list[Module]:
        """What it adds to people, groups and meetings, as far as that is built."""
        return [module for module in built() if module in self.modules and module not in BASIS]

    def named_on_card(self) -> list[Module]:
        """The few additions that tell it from the others, as far as they are built."""
        return [module for module in self.highlights if module in built()]

    def first_values(self) -> dict[str, Any]:
        """What a new programme of this practice begins with."""
        return {
            "practice_key": self.key,
            "purpose": str(self.purpose),
            "effort": str(self.effort),
            "mentee_word": self.mentee_word,
            "modules": [str(module) for module in self.modules],
            "mentors_per_group": self.mentors_per_group,
            "mentees_min": self.mentees_min,
            "mentees_max": self.mentees_max,
            "meetings_planned": self.meetings,
            "meeting_minutes": self.meeting_minutes,
            "meeting_every_days": self.meeting_every_days,
        }

    def proposed_name(self, starts_on: date) -> str:
        """A first name for the programme, such as "Mentoring as a course, autumn 2026"."""
        season = gettext("autumn") if starts_on.month > 6 else gettext("spring")
        return f"{self.name}, {season} {starts_on.year}"


PRACTICES: tuple[Practice, ...] = (
    Practice(
        key="in_course",
        number=1,
        name=_("Mentoring within a course"),
        full_name=_("Digital mentoring integrated in a course"),
        who=_("working life mentors teams of 3–6 students"),
        how_long=_("a course, 6–15 weeks"),
        highlights=(M.CREDITS, M.ASSESSMENT, M.CARPET),
        purpose=_(
            "Mentors from working life follow student teams through one course and help them "
            "connect its topic with their own work."
        ),
        effort=_("About 8 hours for a mentor, part of the course for students."),
        modules=(*BASIS, M.CREDITS, M.ASSESSMENT, M.CARPET, M.CRITERIA, M.MATCHING),
        weeks=12,
        mentors_per_group=1,
        mentees_min=3,
        mentees_max=6,
        meetings=4,
        meeting_minutes=60,
        meeting_every_days=14,
        phases=COURSE,
    ),
    Practice(
        key="as_course",
        number=2,
        name=_("Mentoring as a course"),
        full_name=_("Digital mentoring as a course"),
        who=_("master’s students and alumni mentor groups"),
        how_long=_("one term, 5 meetings, 5 credits"),
        highlights=(M.TRAINING, M.AGREEMENT, M.CARPET, M.CREDITS),
        purpose=_(
            "Students who are near working life meet mentors in small groups across fields and "
            "schools. Both learn: the mentors to mentor, the others to see their own path."
        ),
        effort=_("5 credits, of which about 20 hours in meetings."),
        modules=(
            *BASIS,
            M.TRAINING,
            M.AGREEMENT,
            M.CARPET,
            M.CREDITS,
            M.ASSESSMENT,
            M.EVENTS,
            M.CRITERIA,
            M.MATCHING,
            M.CERTIFICATES,
        ),
        weeks=15,
        mentors_per_group=2,
        mentees_min=3,
        mentees_max=5,
        meetings=5,
        mentee_word="actor",
    ),
    Practice(
        key="pedagogic",
        number=3,
        name=_("Mentoring through a degree"),
        full_name=_("Mentoring integrated into education as a pedagogic solution"),
        who=_("older students and working life mentor an intake"),
        how_long=_("1–3 years, meetings recur"),
        highlights=(M.AGREEMENT, M.CREDITS, M.CARPET),
        purpose=_(
            "A standing group goes with students through their studies: first into the school, "
            "then towards working life."
        ),
        effort=_("A meeting a month during terms; credits are spread over courses."),
        modules=(
            *BASIS,
            M.TRAINING,
            M.AGREEMENT,
            M.CARPET,
            M.CREDITS,
            M.ASSESSMENT,
            M.EVENTS,
            M.CRITERIA,
            M.MATCHING,
        ),
        weeks=104,
        mentors_per_group=2,
        mentees_min=4,
        mentees_max=8,
        meetings=16,
        meeting_every_days=35,
    ),
    Practice(
        key="project",
        number=4,
        name=_("Project with outside funding"),
        full_name=_("Project-based mentoring programmes for students"),
        who=_("working life mentors 2–4 chosen applicants"),
        how_long=_("half a year, 4–6 meetings"),
        highlights=(M.APPLICATIONS, M.TRAINING, M.REPORTS),
        purpose=_(
            "Students apply with a task of their own, and a mentor from working life takes a small "
            "group for half a year."
        ),
        effort=_("About 20 hours for a mentor, in half a year."),
        modules=(
            *BASIS,
            M.APPLICATIONS,
            M.TRAINING,
            M.AGREEMENT,
            M.EVENTS,
            M.CARPET,
            M.CRITERIA,
            M.MATCHING,
            M.CERTIFICATES,
            M.REPORTS,
        ),
        weeks=28,
        mentors_per_group=1,
        mentees_min=2,
        mentees_max=4,
        meetings=5,
        meeting_minutes=90,
        meeting_every_days=28,
    ),
    Practice(
        key="alumni",
        number=5,
        name=_("Alumni in a new way"),
        full_name=_("Alumni mentoring in a new way"),
        who=_("alumni mentor students, also just once"),
        how_long=_("one hour to 6 months"),
        highlights=(M.DIRECTORY, M.AGREEMENT),
        purpose=_("Alumni share what they learned after graduating, in pairs or small groups."),
        effort=_("From one hour; usually a meeting a month."),
        modules=(*BASIS, M.DIRECTORY, M.AGREEMENT, M.CRITERIA, M.MATCHING),
        weeks=24,
        mentors_per_group=1,
        mentees_min=1,
        mentees_max=3,
        meetings=6,
        meeting_minutes=60,
        meeting_every_days=28,
        quiet=("log",),
    ),
    Practice(
        key="staff",
        number=6,
        name=_("Digital mentors for staff"),
        full_name=_("Digital mentors developing staff digital skills"),
        who=_("trained colleagues help teachers"),
        how_long=_("permanent service"),
        highlights=(M.HELP_REQUESTS, M.DIRECTORY, M.TRAINING),
        purpose=_("Colleagues with time and training help others to teach well by digital means."),
        effort=_("Hours agreed with each mentor’s superior."),
        modules=(
            *BASIS,
            M.DIRECTORY,
            M.HELP_REQUESTS,
            M.TRAINING,
            M.EVENTS,
            M.CRITERIA,
            M.CERTIFICATES,
            M.REPORTS,
        ),
        weeks=52,
        mentors_per_group=1,
        mentees_min=1,
        mentees_max=8,
        meetings=9,
        meeting_minutes=60,
        meeting_every_days=30,
        phases=SERVICE,
        quiet=("silence",),
    ),
    Practice(
        key="services",
        number=7,
        name=_("Services for working life"),
        full_name=_("Develop and produce mentoring services for working life"),
        who=_("trained mentors serve small workplaces"),
        how_long=_("3–12 months"),
        highlights=(M.AGREEMENT, M.TRAINING, M.REPORTS),
        purpose=_("Trained mentors help people of a workplace with what it wants to learn."),
        effort=_("As agreed with the workplace, often 2 hours a month."),
        modules=(
            *BASIS,
            M.AGREEMENT,
            M.TRAINING,
            M.EVENTS,
            M.CARPET,
            M.CRITERIA,
            M.MATCHING,
            M.CERTIFICATES,
            M.REPORTS,
        ),
        weeks=26,
        mentors_per_group=1,
        mentees_min=1,
        mentees_max=6,
        meetings=6,
        meeting_every_days=28,
    ),
    Practice(
        key="company",
        number=8,
        name=_("Company staff"),
        full_name=_("Virtual mentoring programme for company staff"),
        who=_("senior and junior across sites, both ways"),
        how_long=_("6–9 months, a cohort a year"),
        highlights=(M.APPLICATIONS, M.MATCHING, M.REPORTS),
        purpose=_(
            "People of one company learn from each other across sites, units and generations. "
            "What they say never reaches appraisal."
        ),
        effort=_("An hour a month of working time."),
        modules=(
            *BASIS,
            M.APPLICATIONS,
            M.TRAINING,
            M.AGREEMENT,
            M.EVENTS,
            M.CARPET,
            M.CRITERIA,
            M.MATCHING,
            M.CERTIFICATES,
            M.REPORTS,
        ),
        weeks=34,
        mentors_per_group=1,
        mentees_min=1,
        mentees_max=4,
        meetings=8,
        meeting_minutes=60,
        meeting_every_days=28,
    ),
)


def practice(key: str) -> Practice:
    """The preset with this key; KeyError if there is none."""
    return {preset.key: preset for preset in PRACTICES}[key]
