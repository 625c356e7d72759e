import re
from datetime import date, datetime

from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from accounts.readers import ORGANISATION


class LogForm(forms.Form):
    insight = forms.CharField(widget=forms.Textarea, help_text="In your words.")
    held_on = forms.DateField(required=False)
    begins_at = forms.DateTimeField(required=False)
    mood = forms.ChoiceField(choices=[("1", "Well"), ("2", "So so")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="We agreed")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["insight"].readers = ORGANISATION


def ids_in(html):
    return set(re.findall(r'\bid="([^"]+)"', html))


def told_by(html):
    return {key for keys in re.findall(r'aria-describedby="([^"]+)"', html) for key in keys.split()}


def page_of(form):
    return "".join(field.as_field_group() for field in form)


def test_a_text_field_tells_who_reads_it():
    html = LogForm()["insight"].as_field_group()

    assert "Who sees this: the people of this organisation, and the operators." in re.sub(
        r"<[^>]+>", "", html
    )
    assert told_by(html) == {"id_insight_helptext", "id_insight_readers"} <= ids_in(html)


def test_a_field_without_readers_tells_nothing_about_them():
    """The control: the line comes from the field, not from the template."""
    html = LogForm()["held_on"].as_field_group()

    assert "Who sees this" not in html
    assert "aria-describedby" not in html


def test_whatever_describes_a_field_is_on_the_page():
    html = page_of(LogForm({"held_on": "soon"}))

    assert "id_held_on_error" in told_by(html)
    assert told_by(html) <= ids_in(html)


def test_errors_are_listed_on_top_and_lead_to_their_fields():
    form = LogForm({"held_on": "soon"})

    summary = render_to_string("components/form_errors.html", {"form": form})

    targets = set(re.findall(r'href="#([^"]+)"', summary))
    assert targets == {"id_insight", "id_held_on", "id_mood_0", "id_agreed"}
    assert targets <= ids_in(page_of(form))


def test_what_was_typed_stays_with_its_error():
    html = LogForm({"insight": "We <dared>", "held_on": "soon"})["insight"].as_field_group()

    assert "We &lt;dared&gt;</textarea>" in html


def test_dates_use_the_calendar_of_the_browser_in_every_language():
    form = LogForm(initial={"held_on": date(2026, 5, 4), "begins_at": datetime(2026, 5, 4, 9, 5)})

    with translation.override("fi"):
        assert 'type="date"' in str(form["held_on"])
        assert 'value="2026-05-04"' in str(form["held_on"])
        assert 'type="datetime-local"' in str(form["begins_at"])
        assert 'value="2026-05-04T09:05"' in str(form["begins_at"])


def test_what_the_calendar_of_the_browser_sends_is_understood():
    form = LogForm({"held_on": "2026-05-04", "begins_at": "2026-05-04T09:05"})

    assert not {"held_on", "begins_at"} & form.errors.keys()
    assert form.cleaned_data["held_on"] == date(2026, 5, 4)


def test_required_and_optional_are_said_in_words():
    assert "(required)" in LogForm()["insight"].as_field_group()
    assert "(optional)" in LogForm()["held_on"].as_field_group()
