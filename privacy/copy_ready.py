"""The message that a copy of one's data is ready, or could not be made."""

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, Letter, Weight
from notifications.models import Message
from privacy.models import DataCopy


def owe(copy: DataCopy) -> None:
    """Written together with the copy itself."""
    due_at = copy.ready_at or copy.asked_at
    message = Message.intend("copy_ready", person_id=copy.user_id, about=copy.pk, due_at=due_at)
    Message.objects.owe([message])


def compose(message: Message) -> Letter | None:
    """Nothing to say any more when the file is gone."""
    copy = DataCopy.objects.defer("content").filter(pk=message.about).first()
    if copy is None or copy.state not in {DataCopy.State.READY, DataCopy.State.FAILED}:
        return None
    is_ready = copy.state == DataCopy.State.READY
    title = _t("Your data is ready") if is_ready else _t("Your data could not be put together")
    return Letter(
        {"copy": copy, "is_ready": is_ready},
        title=title,
        url=reverse("privacy:my_data"),
        reason=_t("You get this because you asked for a copy of your data."),
    )


KIND = Kind("copy_ready", _("Copy of my data"), compose, weight=Weight.MANDATORY)
