from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations import audiences
from conversations.models import Announcement
from programmes.models import Group, Programme


class AnnouncementForm(forms.ModelForm):
    """To whom, and what. ``seen`` is how many people the writer was shown."""

    to = forms.ChoiceField(label=_("To"))
    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Announcement
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}

    field_order = ["to", "title", "text", "token", "seen"]

    def __init__(
        self, *args: Any, programme: Programme, group: Group | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.group = programme, group
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (audience.key, audiences.words(audience.key, group))
            for audience in audiences.offered(programme, group)
        ]

    def people(self, now: datetime) -> "audiences.People":
        """To whom it would go now."""
        return audiences.people_of(self.cleaned_data["to"], self.programme, self.group, now)
