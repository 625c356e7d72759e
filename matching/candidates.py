"""From the participants of a programme to candidates for a group."""

from dataclasses import dataclass

from matching.grouping import Candidate, EvenGroups, Sizes, even_groups
from programmes.models import Participant, Programme, Role


@dataclass(frozen=True)
class Preview:
    """Even groups with the people behind the keys, for a page."""

    people: dict[int, Participant]
    result: EvenGroups

    @property
    def groups(self) -> list[tuple[list[Participant], list[Participant]]]:
        return [(self._named(a), self._named(b)) for a, b in self.result.groups]

    @property
    def left_mentors(self) -> list[Participant]:
        return self._named(self.result.left_mentors)

    @property
    def left_mentees(self) -> list[Participant]:
        return self._named(self.result.left_mentees)

    @property
    def fingerprint(self) -> str:
        """Changes when anybody of the preview comes or goes."""
        return "-".join(str(key) for key in sorted(self.people))

    def _named(self, keys: list[int]) -> list[Participant]:
        return [self.people[key] for key in keys]


def preview(programme: Programme, *, also_invited: bool) -> Preview:
    """Everybody without a group, dealt into even groups."""
    people = programme.participants.counted() if also_invited else programme.participants.present()
    free = people.without_group().filter(role__in=[Role.MENTOR, Role.MENTEE])
    found = {who.pk: who for who in free.select_related("user", "organisation").order_by("pk")}
    mentors, mentees = (
        [Candidate(who.pk, who.organisation_id) for who in found.values() if who.role == role]
        for role in (Role.MENTOR, Role.MENTEE)
    )
    sizes = Sizes(programme.mentors_per_group, programme.mentees_min, programme.mentees_max)
    return Preview(found, even_groups(mentors, mentees, sizes))
