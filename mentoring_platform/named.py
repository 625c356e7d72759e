"""One of many, told by its name where a list to choose from would be too long to read.

``one_of`` gives a plain list up to ``MANY`` rows. Beyond that people type the name, and the
browser suggests what fits as they type; without scripts the name is typed in full.
"""

from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MANY = 60
SUGGESTED = 12
NEAR = 3


def are_many(rows: QuerySet[Any]) -> bool:
    """Whether there are more than one can look through; asks no more rows than it needs."""
    return len(rows.order_by().values_list("pk")[: MANY + 1]) > MANY


def one_of(rows: QuerySet[Any], *, source: str, **options: Any) -> forms.Field:
    """A field for one of ``rows``, which have a ``name``. ``source`` is a page of suggestions."""
    if are_many(rows):
        options.pop("empty_label", None)
        return NamedField(rows=rows, widget=NamedInput(source), **options)
    return forms.ModelChoiceField(queryset=rows.order_by("name", "pk"), **options)


def suggestions(request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse:
    """What fits to the one parameter of the address, which has the name of the field."""
    typed = str(next(iter(request.GET.values()), "")).replace("\x00", "").strip()
    names = rows.filter(name__icontains=typed).order_by("name").values_list("name")
    return HttpResponse(format_html_join("", '<option value="{}">', names[:SUGGESTED]))


class NamedInput(forms.TextInput):
    """A line with a list of suggestions that htmx renews."""

    def __init__(self, source: str) -> None:
        trigger = {"hx-trigger": "input changed delay:200ms", "hx-swap": "innerHTML"}
        super().__init__({"autocomplete": "off", "hx-get": source, **trigger})

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        names = f"names_of_{name}"
        attrs = {**(attrs or {}), "list": names, "hx-target": f"#{names}"}
        line = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}"></datalist>', line, names)


class _ByName(forms.CharField):
    """What both fields below share: looking names up in ``rows``."""

    def __init__(self, *, rows: QuerySet[Any], **options: Any) -> None:
        super().__init__(**options)
        self.rows = rows

    def find(self, name: str) -> Model:
        """The one of this name, however it is capitalised; ValidationError with what is near."""
        found: Model | None = self.rows.filter(name__iexact=name).first()
        if found is None:
            raise forms.ValidationError(self._missing(name), code="unknown")
        return found

    def _missing(self, name: str) -> str:
        start = name.split(" ")[0][:20]
        near = self.rows.filter(name__icontains=start).order_by("name").values_list("name")
        names = ", ".join(other for (other,) in near[:NEAR])
        if names:
            return _("“%(name)s” is not on the list. Near to it: %(near)s.") % {
                "name": name,
                "near": names,
            }
        return _("“%(name)s” is not on the list.") % {"name": name}


class NamedField(_ByName):
    """Cleans to the row, or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": gettext_lazy("Type the name."), **options})

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "name", value)

    def clean(self, value: Any) -> Model | None:  # type: ignore[override]
        name = super().clean(value)
        return self.find(name) if name else None


class NamesField(_ByName):
    """One name a line; cleans to a list of rows."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[Model]:  # type: ignore[override]
        lines = (line.strip() for line in super().clean(value).splitlines())
        return [self.find(line) for line in lines if line]
