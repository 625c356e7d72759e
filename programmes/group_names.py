"""Names for groups that nobody has to think up: trees of the north, then numbers."""

from itertools import count, islice

from programmes.models import Programme

TREES = (
    "Koivu", "Mänty", "Kuusi", "Haapa", "Pihlaja", "Leppä", "Raita", "Tammi", "Saarni", "Vaahtera",
    "Lehmus", "Jalava", "Tuomi", "Kataja", "Paju", "Omena", "Kirsikka", "Luumu", "Päärynä", "Marja",
)  # fmt: skip


def free_names(programme: Programme, wanted: int) -> list[str]:
    """Names that no group of the programme has yet."""
    taken = set(programme.groups.values_list("name", flat=True))
    rounds = (tree if turn == 1 else f"{tree} {turn}" for turn in count(1) for tree in TREES)
    return list(islice((name for name in rounds if name not in taken), wanted))
