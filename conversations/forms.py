from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations import audiences
from conversations.models import Announcement, Post
from conversations.models.post import called
from programmes.models import Group, Programme

MOST = 10_000


class PostForm(forms.ModelForm):
    """What to say to the group, and who is told at once."""

    to = forms.MultipleChoiceField(
        label=_("Tell at once"), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Post
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, names: Mapping[int, str], **kwargs: Any) -> None:
        """``names`` of the other members by the key of the person."""
        super().__init__(*args, **kwargs)
        self.names = names
        self.fields["to"].choices = [(str(key), name) for key, name in names.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Who is chosen, but not called in the text, is called before it."""
        cleaned = super().clean() or {}
        text = cleaned.get("text", "").strip()
        if "text" in cleaned and not text:
            self.add_error("text", _("Write something first."))
        chosen = {int(key) for key in cleaned.get("to", [])} - called(text, self.names)
        calls = " ".join(f"@{self.names[key]}" for key in sorted(chosen))
        cleaned["text"] = f"{calls} {text}".strip()
        if len(cleaned["text"]) > MOST:
            self.add_error("text", _("This is too long together with the names."))
        return cleaned

    @property
    def mentioned(self) -> set[int]:
        """Who is called by @name."""
        return called(self.cleaned_data["text"], self.names)


class PostEditForm(forms.ModelForm):
    """Other words for what one wrote."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = Post
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


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
