"""Widgets drawn in Python say the same as the templates of Django would."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.utils import override_settings

from mentoring_platform.drawn import FOLDER, INPUTS
from mentoring_platform.forms import PageRenderer

CHOICES = [("", "None"), ("a&b", "<A & B>"), ("Rest", [("c", "C"), (4, "Four")])]
SAME = {
    "text": (
        forms.TextInput({"maxlength": 9, "required": True, "hidden": False}),
        'a "quoted" <b>',
    ),
    "empty": (forms.TextInput(), None),
    "number": (forms.NumberInput({"min": 0}), 0),
    "hidden": (forms.HiddenInput(), "x"),
    "ticked": (forms.CheckboxInput(), True),
    "unticked": (forms.CheckboxInput(), False),
    "textarea": (forms.Textarea({"rows": 3}), "line\n<b>&"),
    "no text": (forms.Textarea(), None),
    "select": (forms.Select({"class": "x"}, CHOICES), "a&b"),
    "several": (forms.SelectMultiple({}, CHOICES), ["c", "4"]),
}


def plain(html):
    """Without the white space between tags, which browsers do not show."""
    return re.sub(r">\s+<", "><", re.sub(r"\s+>", ">", html)).strip()


@pytest.mark.parametrize("name", SAME)
@override_settings(USE_THOUSAND_SEPARATOR=False)
def test_drawn_widgets_equal_those_of_templates(name):
    widget, value = SAME[name]
    attrs = {"id": "id_x"}

    drawn = widget.render("x", value, attrs, PageRenderer())

    assert plain(drawn) == plain(widget.render("x", value, attrs, DjangoTemplates()))


def test_boxes_escape_names_and_labels():
    boxes = forms.CheckboxSelectMultiple(choices=[("<i>", "<b>")])

    drawn = boxes.render("x", ["<i>"], {"id": "id_x"}, PageRenderer())

    assert drawn == (
        '<div class="form-check"><input type="checkbox" name="x" value="&lt;i&gt;" id="id_x_0" '
        'checked><label for="id_x_0">&lt;b&gt;</label></div>'
    )


def test_what_is_not_named_is_left_to_its_template():
    assert f"{FOLDER}/clearable_file_input.html" not in {f"{FOLDER}/{kind}.html" for kind in INPUTS}

    drawn = forms.ClearableFileInput().render("x", None, {}, PageRenderer())

    assert drawn.strip() == '<input type="file" name="x">'
