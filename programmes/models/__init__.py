from programmes.models.group import Group, GroupFull, GroupMembership
from programmes.models.join_link import JoinLink, JoinRefused
from programmes.models.participant import Participant, Role
from programmes.models.partner import Partner
from programmes.models.people_import import PeopleImport
from programmes.models.phase import Phase
from programmes.models.programme import Programme
from programmes.models.set_aside import SetAside

__all__ = [
    "Group",
    "GroupFull",
    "GroupMembership",
    "JoinLink",
    "JoinRefused",
    "Participant",
    "Partner",
    "PeopleImport",
    "Phase",
    "Programme",
    "Role",
    "SetAside",
]
