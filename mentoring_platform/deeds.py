"""What the audit trail calls the things and deeds of the platform, in words for people.

A new page that changes something needs a line here; a test tells which one is missing.
"""

from django.utils.translation import gettext_lazy as _

MODELS = {
    "organisations": "accounts.organisation",
    "affiliations": "accounts.affiliation",
    "units": "accounts.unit",
    "programmes": "programmes.programme",
    "groups": "programmes.group",
    "seats": "programmes.groupmembership",
    "imports": "programmes.peopleimport",
    "join-links": "programmes.joinlink",
    "meetings": "meetings.meeting",
}
WORDS = {
    "set_language": _("Chose a language"),
}
