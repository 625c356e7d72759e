from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring_platform.named import one_of
from programmes.models import Group, GroupMembership, Participant, Role
from programmes.models.participant import ParticipantQuerySet

NAME_TAKEN = _("Another group of the programme has this name.")


class GroupNameForm(forms.ModelForm):
    """What the group calls itself."""

    class Meta:
        model = Group
        fields = ["name", "motto"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = self.instance.programme.groups.filter(name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name


def waiting(group: Group) -> ParticipantQuerySet:
    """Mentors and mentees of the programme who sit nowhere, and can be given a seat now."""
    people = group.programme.participants.counted().filter(role__in=[Role.MENTOR, Role.MENTEE])
    return people.available(timezone.localdate()).without_group()


class SeatsForm(forms.Form):
    """Whom to give a seat."""

    people = forms.ModelMultipleChoiceField(
        label=_("People without a group"),
        queryset=Participant.objects.none(),
        error_messages={
            "required": _("Choose somebody first."),
            "invalid_choice": _("Somebody left or got a seat elsewhere meanwhile. Choose again."),
        },
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = waiting(group)  # type: ignore[attr-defined]


class ChosenForm(forms.Form):
    """Some of those who sit in a group."""

    seats = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=GroupMembership.objects.none(),
        error_messages={
            "required": _("Choose somebody first."),
            "invalid_choice": _("Somebody does not sit here any more. Choose again."),
        },
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = group.memberships.current().select_related("participant")
        self.fields["seats"].queryset = current  # type: ignore[attr-defined]


class MoveForm(ChosenForm):
    """Some of those who sit in a group, and where they go."""

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, group=group, **kwargs)
        self.fields["to"] = one_of(
            group.programme.groups.opened().exclude(pk=group.pk).select_related("programme"),
            source=reverse("programmes:group_names", args=[group.programme_id]),
            label=_("Other group"),
            empty_label=_("Choose a group"),
            error_messages={
                "required": _("Choose a group first."),
                "invalid_choice": _("This group is not open any more. Choose another one."),
            },
        )
        self.fields["to"].widget.attrs["class"] = "form-small w-auto"
