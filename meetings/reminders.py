"""What groups are reminded of about their meetings. Rules of a programme say when and whom."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meetings.calendar import meeting_file
from meetings.models import Attendance, Meeting
from meetings.nudges import COME, DID_NOT, STAY_AWAY, TOOK_PLACE
from mentoring_platform.templatetags.ui import hour, weekday
from notifications.kinds import Weight
from programmes.models import Group
from programmes.modules import Module
from reminders.audiences import Audience
from reminders.events import Event, Occasion, Told, rows_of
from reminders.links import link

GROUPS = ("members", "mentors", "mentees")
State = Meeting.State


def _meeting_rows(
    meetings: QuerySet[Meeting], audience: Audience, anchor: str
) -> QuerySet[Meeting]:
    """These meetings of groups that are at work, with the hour on the wall they agreed on."""
    people = audience.of_groups(meetings.exclude(group__state=Group.State.CLOSED))
    return rows_of(people, programme="group__programme", anchor=anchor, zone="zone")


def _find(occasion: Occasion) -> Meeting | None:
    meetings = Meeting.objects.select_related("group__programme")
    return meetings.filter(pk=occasion.about).first()


def _page(meeting: Meeting) -> str:
    return settings.SITE_URL + meeting.get_absolute_url()


def _because(occasion: Occasion, group: Group) -> str:
    """Members are told which group it is."""
    if occasion.rule.audience not in GROUPS:
        return occasion.reason
    why = _("You get this because you are a member of group %(group)s.")
    return str(why) % {"group": group}


def _ahead(audience: Audience) -> QuerySet[Meeting]:
    """Planned meetings, for those who have not said that they cannot come."""
    rows = _meeting_rows(Meeting.objects.filter(state=State.PLANNED), audience, "starts_at")
    declined = Attendance.objects.filter(
        meeting=OuterRef("pk"),
        participant__user=OuterRef("to_person"),
        answer=Attendance.Answer.NO,
    )
    return rows.exclude(Exists(declined))


def _tell_ahead(occasion: Occasion, person: User) -> Told | None:
    meeting = _find(occasion)
    if meeting is None:
        return None
    expected = meeting.attendances.expected()
    mine = expected.filter(participant__user=person).first()
    coming = (
        expected.listed().filter(answer=Attendance.Answer.YES).order_by("participant__user__name")
    )
    names = [name for (name,) in coming.values_list("participant__user__name") if name]
    zone = f"{hour(meeting.starts_at)}–{hour(meeting.ends_at)} ({person.time_zone})"
    facts: list[tuple[Any, Any]] = [
        (_("When"), f"{weekday(timezone.localtime(meeting.starts_at))}, {zone}"),
        (_("Theme"), _only_for_the_group(occasion, meeting.theme)),
        (_("Video link"), _only_for_the_group(occasion, meeting.video_url)),
        (_("Coming so far"), ", ".join(names)),
    ]
    is_asked = mine is not None and not mine.answer
    answers: list[tuple[Any, str]] = []
    if mine is not None and is_asked and not occasion.rehearsed:
        until = meeting.starts_at
        answers = [
            (_("I come"), link(COME.name, mine, person, until=until)),
            (_("I cannot come"), link(STAY_AWAY.name, mine, person, until=until)),
        ]
    elif is_asked:
        answers = [(_("I come"), settings.SITE_URL), (_("I cannot come"), settings.SITE_URL)]
    context = {"meeting": meeting, "group": meeting.group, "is_asked": is_asked}
    attachments = [] if occasion.rehearsed else [meeting_file(meeting, person)]
    return Told(
        context,
        _page(meeting),
        _("Open the meeting"),
        facts,
        answers,
        attachments,
        reason=_because(occasion, meeting.group),
    )


def _only_for_the_group(occasion: Occasion, words: str) -> Any:
    """Words of a group stay with it: whoever rehearses sees that there are some."""
    return _("(only the group sees this)") if words and occasion.rehearsed else words


MEETING_AHEAD = Event(
    "meeting_reminder",
    _("Meeting ahead"),
    GROUPS,
    _ahead,
    _tell_ahead,
    before=_("%(time)s before a meeting"),
    module=Module.MEETINGS,
    weight=Weight.PROMPT,
    if_nobody=_("unless they say that they cannot come"),
    prepare=Attendance.objects.follow_groups,
)


def _unlogged(audience: Audience) -> QuerySet[Meeting]:
    return _meeting_rows(Meeting.objects.filter(state=State.PLANNED), audience, "ends_at")


def _tell_unlogged(occasion: Occasion, person: User) -> Told | None:
    meeting = _find(occasion)
    if meeting is None:
        return None
    yes = no = settings.SITE_URL
    if not occasion.rehearsed and meeting.group.has(person):
        yes, no = (link(one.name, meeting, person) for one in (TOOK_PLACE, DID_NOT))
    log = settings.SITE_URL + reverse("meetings:log", args=[meeting.pk])
    return Told(
        {"meeting": meeting, "group": meeting.group},
        log,
        _("Write the log"),
        [(_("Meeting"), weekday(timezone.localtime(meeting.starts_at)))],
        [(_("It took place"), yes), (_("It did not take place"), no)],
        reason=_because(occasion, meeting.group),
    )


MEETING_UNLOGGED = Event(
    "meeting_unlogged",
    _("Meeting without a log"),
    ("mentors", "members"),
    _unlogged,
    _tell_unlogged,
    after=_("%(time)s after a meeting without a log"),
    module=Module.MEETINGS,
    if_nobody=_("if nobody has written the log by then"),
)


def _silent(audience: Audience) -> QuerySet[Group]:
    """Groups at work; the anchor is the end of the last meeting, held or planned.

    A meeting ahead puts the anchor ahead, so a group with plans is never silent.
    """
    alive = Meeting.objects.filter(group=OuterRef("pk"), state__in=[State.PLANNED, State.HELD])
    last = Subquery(alive.order_by("-ends_at").values("ends_at")[:1])
    groups = Group.objects.filter(state=Group.State.ACTIVE)
    return rows_of(
        audience.of_groups(groups, ""),
        programme="programme",
        anchor=Coalesce(last, "formed_at"),
        zone="programme__time_zone",
    )


def _to_plan(occasion: Occasion, group: Group, facts: list[tuple[Any, str]]) -> Told:
    """Members plan the next meeting; coordinators look at the group."""
    if occasion.rule.audience == "coordinators":
        page = settings.SITE_URL + group.get_absolute_url()
        return Told({"group": group}, page, _("See the group"), facts)
    page = settings.SITE_URL + reverse("meetings:plan", args=[group.pk])
    why = _because(occasion, group)
    return Told({"group": group}, page, _("Plan a meeting"), facts, reason=why)


def _tell_silent(occasion: Occasion, person: User) -> Told | None:
    group = Group.objects.filter(pk=occasion.about).first()
    if group is None:
        return None
    met = Meeting.objects.filter(group=group, state__in=[State.PLANNED, State.HELD])
    last = met.order_by("-ends_at").first()
    facts = [(_("Last meeting"), weekday(timezone.localtime(last.starts_at)) if last else "")]
    return _to_plan(occasion, group, facts)


NO_MEETING = Event(
    "no_meeting",
    _("No meeting planned"),
    ("mentors", "members", "coordinators"),
    _silent,
    _tell_silent,
    after=_("%(time)s after the last meeting, with no other planned"),
    module=Module.MEETINGS,
    if_nobody=_("if no other meeting is planned by then"),
)


def _missed(audience: Audience) -> QuerySet[Meeting]:
    """The second of two meetings in a row that did not take place, with no other after it."""
    others = Meeting.objects.filter(group=OuterRef("group")).exclude(state=State.CANCELLED)
    before = others.filter(starts_at__lt=OuterRef("starts_at")).order_by("-starts_at")
    after = others.filter(starts_at__gt=OuterRef("starts_at"))
    missed = Meeting.objects.filter(~Exists(after), state=State.MISSED).alias(
        state_before=Subquery(before.values("state")[:1])
    )
    return _meeting_rows(missed.filter(state_before=State.MISSED), audience, "ends_at")


def _tell_missed(occasion: Occasion, person: User) -> Told | None:
    meeting = _find(occasion)
    if meeting is None:
        return None
    group = meeting.group
    facts = [(_("Last missed"), weekday(timezone.localtime(meeting.starts_at)))]
    return _to_plan(occasion, group, facts)


MEETINGS_MISSED = Event(
    "meetings_missed",
    _("Two meetings missed"),
    ("coordinators", "mentors", "members"),
    _missed,
    _tell_missed,
    after=_("%(time)s after the second meeting in a row that did not take place"),
    module=Module.MEETINGS,
    if_nobody=_("if no other meeting is planned by then"),
)

EVENTS = (MEETING_AHEAD, MEETING_UNLOGGED, NO_MEETING, MEETINGS_MISSED)
