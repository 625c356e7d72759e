"""To what people can say yes, freely: nothing else depends on it. Apps above may add theirs."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

NOTICE_VERSION = 1


@dataclass(frozen=True)
class Question:
    """``version`` goes up whenever ``text`` changes its meaning; then everybody is asked anew."""

    key: str
    version: int
    title: Any
    text: Any


_questions: list[Question] = []


def register(question: Question) -> None:
    _questions.append(question)


def questions() -> list[Question]:
    return _questions


register(
    Question(
        "later_programmes",
        1,
        _("Tell me of later programmes"),
        _("Those who run my programmes may write to me when a new one begins."),
    )
)
register(
    Question(
        "research",
        1,
        _("Use in research"),
        _("What I do here may be used, without my name, in studies about mentoring."),
    )
)
