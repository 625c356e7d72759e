"""What happens in every programme: invitations wait, phases begin, the end comes near."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.user import available_at
from mentoring_platform.templatetags.ui import weekday
from notifications.kinds import Weight
from programmes.invitations import link_for
from programmes.models import Participant, Phase, Programme
from reminders.audiences import Audience
from reminders.events import Event, Occasion, Told, rows_of

EVERYBODY = ("everyone", "all_mentors", "all_mentees", "coordinators")
BEGINS = {
    Phase.Kind.CALL: (
        _("The call opens"),
        _("%(time)s before the call opens"),
        _("on the day the call opens"),
        _("%(time)s after the call has opened"),
    ),
    Phase.Kind.TRAIN: (
        _("Training begins"),
        _("%(time)s before training begins"),
        _("on the day training begins"),
        _("%(time)s after training has begun"),
    ),
    Phase.Kind.KICK_OFF: (
        _("Kick-off"),
        _("%(time)s before the kick-off"),
        _("on the day of the kick-off"),
        _("%(time)s after the kick-off"),
    ),
    Phase.Kind.WORK: (
        _("Groups begin to work"),
        _("%(time)s before the groups begin to work"),
        _("on the day the groups begin to work"),
        _("%(time)s after the groups have begun to work"),
    ),
    Phase.Kind.CLOSE: (
        _("Groups close"),
        _("%(time)s before the groups close"),
        _("on the day the groups begin to close"),
        _("%(time)s after the groups have begun to close"),
    ),
}


def _open_invitations(audience: Audience) -> QuerySet[Participant]:
    """Those who have been asked, or will be, and have not answered; the anchor is when."""
    may_be_told = available_at("user__", timezone.localdate())
    waiting = Participant.objects.filter(
        may_be_told, state=Participant.State.INVITED, invite_at__isnull=False
    ).exclude(programme__state=Programme.State.CLOSING)
    asked = Coalesce("invited_at", "invite_at")
    people = waiting.annotate(to_person=F("user"))
    return rows_of(people, programme="programme", anchor=asked, zone="programme__time_zone")


def _tell_invited(occasion: Occasion, person: User) -> Told | None:
    invited = Participant.objects.select_related("programme").filter(pk=occasion.about).first()
    if invited is None:
        return None
    programme = invited.programme
    url = settings.SITE_URL if occasion.rehearsed else link_for(invited)
    facts = [
        (_("Begins"), weekday(programme.starts_on)),
        (_("Ends"), weekday(programme.ends_on)),
        (_("Effort"), programme.effort),
    ]
    home = settings.SITE_URL + reverse("home")
    return Told({"participant": invited}, url, _("Answer the invitation"), facts, page=home)


INVITATION_UNANSWERED = Event(
    "invitation_unanswered",
    _("Invitation unanswered"),
    ("invited",),
    _open_invitations,
    _tell_invited,
    after=_("%(time)s after an invitation without an answer"),
    weight=Weight.PROMPT,
    if_nobody=_("if they have not answered by then"),
)


def _tell_programme(occasion: Occasion, person: User) -> Told | None:
    programme = occasion.programme
    facts = [
        (_("Begins"), weekday(programme.starts_on)),
        (_("Ends"), weekday(programme.ends_on)),
    ]
    page = settings.SITE_URL + programme.get_absolute_url()
    return Told({}, page, _("Open the programme"), facts)


def _endings(audience: Audience) -> QuerySet[Programme]:
    people = audience.of_programmes(Programme.objects.all(), "")
    return rows_of(people, programme="pk", anchor="ends_on", zone="time_zone")


PROGRAMME_CLOSING = Event(
    "programme_closing",
    _("Programme closing"),
    EVERYBODY,
    _endings,
    _tell_programme,
    before=_("%(time)s before the last day of the programme"),
    on=_("on the last day of the programme"),
    is_day=True,
)


def _phase_rows(kind: str, edge: str) -> Callable[[Audience], QuerySet[Phase]]:
    """The phases of a kind in all programmes; ``edge`` is the day that counts."""

    def rows(audience: Audience) -> QuerySet[Phase]:
        people = audience.of_programmes(Phase.objects.filter(kind=kind), "programme__")
        # Phases that are drawn anew are new rows: the programme is what stays.
        return rows_of(
            people,
            programme="programme",
            about="programme",
            anchor=edge,
            zone="programme__time_zone",
        )

    return rows


def _tell_phase(kind: str) -> Callable[[Occasion, User], Told | None]:
    def tell(occasion: Occasion, person: User) -> Told | None:
        programme = occasion.programme
        phase = programme.phases.filter(kind=kind).order_by("place").first()
        if phase is None:
            return None
        facts = [
            (_("Begins"), weekday(phase.starts_on)),
            (_("Ends"), weekday(phase.ends_on)),
        ]
        page = settings.SITE_URL + programme.get_absolute_url()
        return Told({"phase": phase}, page, _("Open the programme"), facts)

    return tell


def _has_phase(kind: str) -> Callable[[Programme], bool]:
    return lambda programme: kind in programme.phase_kinds


def _beginning(kind: Phase.Kind) -> Event:
    label, before, on, after = BEGINS[kind]
    return Event(
        f"phase_{kind}",
        label,
        EVERYBODY,
        _phase_rows(kind, "starts_on"),
        _tell_phase(kind),
        before=before,
        on=on,
        after=after,
        is_day=True,
        fits=_has_phase(kind),
    )


CALL_ENDS = Event(
    "call_ends",
    _("The call closes"),
    ("coordinators",),
    _phase_rows(Phase.Kind.CALL, "ends_on"),
    _tell_phase(Phase.Kind.CALL),
    before=_("%(time)s before the call closes"),
    on=_("on the day the call closes"),
    is_day=True,
    fits=_has_phase(Phase.Kind.CALL),
)

EVENTS = (
    INVITATION_UNANSWERED,
    CALL_ENDS,
    *(_beginning(kind) for kind in BEGINS),
    PROGRAMME_CLOSING,
)
