from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.models import Group


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
