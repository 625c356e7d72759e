"""Who reads a text: the rule and the sentence that tells it, in one object.

An app declares its readers once (``programmes/readers.py``). A model names them on its text
fields, its QuerySet's ``visible_to`` filters by ``rows``, and every form field shows
``sentence``. So what people are told is what the query does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q


@dataclass(frozen=True)
class Readers:
    """Some people, told by how they stand to the row that holds the text.

    ``sentence`` completes "Who sees this: …". ``rule`` gives the condition under which
    ``person`` is one of them; ``at`` is the path from the row to the object the rule speaks
    of, such as ``"meeting__group__"``.
    """

    key: str
    sentence: Any
    rule: Callable[[Any, str], Q]

    def rows(self, person: Any, at: str = "") -> Q:
        return self.rule(person, at)


EVERYONE = Q()
NOBODY = Q(pk__in=[])
