from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.models import Group, Participant


class GroupNameForm(forms.ModelForm):
    """What the group calls itself."""

    class Meta:
        model = Group
        fields = ["name", "motto"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Group.objects.filter(programme=self.instance.programme, name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another group of the programme has this name."))
        return name


class SeatsForm(forms.Form):
    """Whom to give a seat; ``people`` is everybody who may be chosen."""

    people = forms.ModelMultipleChoiceField(
        label=_("People"),
        queryset=Participant.objects.none(),
        error_messages={
            "required": _("Choose somebody first."),
            "invalid_choice": _("Somebody has left meanwhile. Choose again."),
        },
    )

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is not None:
            self.fields["people"].queryset = people  # type: ignore[attr-defined]
