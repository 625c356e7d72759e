"""The people one can sign in as in the demo."""

from dataclasses import dataclass, field

PASSWORD = "raanu-demo-2026"  # noqa: S105  known to everybody, only ever made by seed_demo


@dataclass(frozen=True)
class Account:
    """Somebody of the demo; ``roles`` are words for machines."""

    email: str
    name: str
    roles: tuple[str, ...]
    note: str
    language: str = "en"
    password: str = field(default=PASSWORD)


ACCOUNTS = (
    Account(
        "hannele.ranta@lakeland.example",
        "Hannele Ranta",
        ("coordinator",),
        "coordinator of three programmes, may set up new ones",
    ),
    Account(
        "noora.alhamdani@lakeland.example",
        "Noora Al-Hamdani",
        ("mentee",),
        "student in group Koivu of the eGroup programme",
    ),
    Account(
        "thuylinh.nguyen@lakeland.example",
        "Thuy Linh Nguyễn",
        ("mentor",),
        "mentor of group Koivu",
    ),
    Account(
        "riitta.makela@lakeland.example",
        "Riitta Mäkelä",
        ("teacher",),
        "teacher of the eGroup programme",
        language="fi",
    ),
    Account(
        "bjorn.akerlund@kvarken.example",
        "Björn Åkerlund",
        ("organisation_admin",),
        "admin of Kvarken University",
        language="sv",
    ),
    Account(
        "kaarina.holm@lakeland.example",
        "Kaarina Holm",
        ("head",),
        "head of mentoring at Lakeland UAS",
    ),
    Account(
        "petri.salminen@norrsken.example",
        "Petri Salminen",
        ("contact",),
        "working-life partner, lends mentors of Norrsken Marine",
        language="fi",
    ),
    Account(
        "olivia.ops@raanu.example", "Olivia Opsahl", ("operator",), "operator, reads the mails"
    ),
    Account(
        "lucia.fernandez@kvarken.example",
        "Lucía Fernández",
        ("mentor", "mentee", "coordinator", "organisation_member"),
        "several roles: mentor, alumni mentee, coordinator of the alumni programme",
    ),
)
