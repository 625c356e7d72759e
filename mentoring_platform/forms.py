"""How every form field looks and speaks, so that no form has to think of it.

Each widget gets the class that theme.css knows, a plain date or time field the browser's own
calendar, and a text field tells assistive technology who reads it, along with hint and error.
"""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from mentoring_platform.drawn import draw

NATIVE = {  # widget: type of the input, and the ISO form its value must have
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
}


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class PageField(forms.BoundField):
    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        for widget in getattr(field.widget, "widgets", [field.widget]):
            if type(widget) in NATIVE:  # a widget of somebody's own stays as it was made
                widget.input_type, widget.format = NATIVE[type(widget)]

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden:
            own = attrs.get("class") or widget.attrs.get("class", "")
            attrs["class"] = f"{_css_class(widget)} {own}".strip()
            attrs["placeholder"] = False  # repeats the label, and is gone once one types
        return attrs

    @property
    def aria_describedby(self) -> str | None:
        told: str | None = super().aria_describedby
        readers: Any = getattr(self.field, "readers", None)
        if told is None or not readers or not self.auto_id or self.is_hidden:
            return told
        return f"{told} {self.auto_id}_readers".strip()


class PageRenderer(TemplatesSetting):
    bound_field_class = PageField

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        drawn = draw(template_name, context["widget"]) if "widget" in context else None
        return drawn or super().render(template_name, context, request)
