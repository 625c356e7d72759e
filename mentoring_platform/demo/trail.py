"""What the audit trail of the demo has seen in the last weeks."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from accounts.models import Organisation, User
from audit import chain
from audit.models import Event
from programmes.models import Programme

Moment = tuple[float, str, str, str, dict[str, object], dict[str, object], int]
DAY_BY_DAY: Sequence[Moment] = (  # days ago, who, deed, about, before, after, status
    (46, "Hannele", "programmes:state", "programmes.programme", {"state": "open"},
     {"state": "running"}, 302),
    (45, "Hannele", "programmes:people_act", "programmes.participant", {},
     {"state": "invited", "count": 24}, 302),
    (44, "Hannele", "matching:even", "programmes.programme", {}, {"count": 12}, 302),
    (30, "Björn", "accounts:affiliation", "accounts.affiliation", {"role": "member"},
     {"role": "organiser"}, 302),
    (29, "Petri", "accounts:units", "accounts.organisation", {}, {}, 302),
    (21, "Hannele", "programmes:people_export", "programmes.programme", {}, {}, 200),
    (14, "Thuy", "programmes:people_export", "programmes.programme", {}, {}, 403),
    (12, "Thuy", "meetings:plan", "programmes.group", {}, {}, 302),
    (9, "Noora", "meetings:answer", "meetings.meeting", {}, {}, 200),
    (8, "Thuy", "meetings:log", "meetings.meeting", {"state": "planned"}, {"state": "held"}, 302),
    (6, "Olivia", "notifications:try_again", "", {}, {}, 302),
    (5, "Olivia", "notifications:kept_mail", "notifications.keptmail", {}, {}, 200),
    (4, "Björn", "accounts:remove_member", "accounts.affiliation", {"role": "organiser"},
     {"role": ""}, 302),
    (3, "Hannele", "programmes:rename_group", "programmes.group", {}, {}, 302),
    (2.2, "", "account_login", "", {}, {}, 200),
    (2.1, "Hannele", "account_login", "", {}, {}, 302),
    (2, "Hannele", "programmes:move_seats", "programmes.group", {}, {}, 302),
    (1, "Hannele", "programmes:people_act", "programmes.participant", {"state": "active"},
     {"state": "removed"}, 302),
)  # fmt: skip
MANNERS = {
    "programmes:people_export": Event.Manner.EXPORTED,
    "notifications:kept_mail": Event.Manner.READ,
}
AT_HOME = {"Björn": 1, "Petri": 2}  # admins act in their own organisation


def leave_traces(
    known: Mapping[str, User],
    organisations: Mapping[str, Organisation],
    programmes: Sequence[Programme],
    random: Random,
    now: datetime,
) -> None:
    """The same events each time, in the programme that runs, and their chain."""
    homes, running = list(organisations.values()), programmes[0]
    group = running.groups.order_by("pk").first()
    keys = {"programmes.programme": running.pk, "programmes.group": group.pk if group else None}
    for days, who, what, about, before, after, status in DAY_BY_DAY:
        home = homes[AT_HOME[who]] if who in AT_HOME else None
        Event.objects.create(
            at=now - timedelta(days=days, minutes=random.randrange(300)),
            actor=known[who].pseudonym if who else None,
            what=what,
            manner=MANNERS.get(what, Event.Manner.DID),
            about=about,
            key=keys.get(about, home.pk if home and about.endswith("organisation") else None),
            organisation=home.pk if home else None,
            programme=running.pk if "programmes" in about or "meetings" in about else None,
            before=before,
            after=after,
            status=status,
        )
    chain.seal()
