from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.models import Announcement
from programmes.models import SetAside


class AskForm(forms.ModelForm):
    """The ready text, as it was changed."""

    class Meta:
        model = Announcement
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 7})}


class NotNeededForm(forms.ModelForm):
    """Why a thing need not be done."""

    class Meta:
        model = SetAside
        fields = ["why"]
        labels = {"why": _("Not needed, because")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["why"].required = True
