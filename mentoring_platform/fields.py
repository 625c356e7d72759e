"""Text fields that know who reads them and refuse what no person types.

Every free text is one of these two. ``readers`` is the rule of access itself (see
``readers.py``): the line "Who sees this" under the form field and ``visible_to`` both come
from it. ``privacy`` says what the text knows about whom (see ``personal_data.py``).
"""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Field
from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import Said
from mentoring_platform.readers import Readers

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
HEAP = 30
UNFIT = _("This text contains characters that cannot be stored. Type them again, please.")


def tidy(text: Any) -> Any:
    """The same text in one normal form (NFC, line ends as \\n), or ValidationError.

    Control characters other than tab and line end are refused: databases, spreadsheets and
    mail programs each fail on some of them in their own way. So are accents in heaps, which
    take a time that grows with the square of their number to put in order.
    """
    if not text.isascii() and _has_heap(text):
        raise ValidationError(UNFIT, code="heap")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if CONTROL.search(text):
        raise ValidationError(UNFIT, code="control")
    return text


def _has_heap(text: str) -> bool:
    """Whether more accents follow each other than any language writes."""
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run > HEAP:
            return True
    return False


class _TidyText(models.Field):
    """What both text fields share."""

    def __init__(
        self,
        *args: Any,
        readers: Readers | None = None,
        privacy: Said | None = None,
        **kwargs: Any,
    ) -> None:
        self.readers, self.privacy = readers, privacy
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return tidy(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return tidy(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Field | None:
        field = super().formfield(**kwargs)
        if field is not None:
            field.readers = self.readers  # type: ignore[attr-defined]
            field.validators.append(tidy)
        return field


class TextField(_TidyText, models.TextField):
    """Many lines. ``max_length`` bounds form and model alike."""

    def __init__(self, *args: Any, max_length: int = 10_000, **kwargs: Any) -> None:
        super().__init__(*args, max_length=max_length, **kwargs)


class CharField(_TidyText, models.CharField):
    """One line."""


class ChoiceField(models.CharField):
    """One of a few words. ``get_…_display`` looks the label up instead of listing all anew,
    which costs more than anything else in a row of a table."""

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any) -> None:
        super().contribute_to_class(cls, name, *args)
        labels = dict(self.flatchoices)

        def display(row: models.Model) -> str:
            word = getattr(row, self.attname)
            return str(labels.get(word, word))

        setattr(cls, f"get_{name}_display", display)

    def deconstruct(self) -> Any:
        """To the database it is a plain column of text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
