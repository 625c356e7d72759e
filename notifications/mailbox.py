"""Where mails go when there is no mail server: a page that operators can read."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import KeptMail


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep one copy for each recipient."""
        kept = [
            KeptMail(
                to=recipient,
                subject=mail.subject[:250],
                text=str(mail.body),
                html=_html(mail),
                attachments=[_attachment(part) for part in mail.attachments],
            )
            for mail in email_messages
            for recipient in mail.recipients()
        ]
        KeptMail.objects.bulk_create(kept)
        return len(email_messages)


def _html(mail: EmailMessage) -> str:
    alternatives = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else []
    return next((str(part[0]) for part in alternatives if part[1] == "text/html"), "")


def _attachment(part: Any) -> dict[str, str]:
    name, content, kind = part
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
    return {"name": str(name), "type": str(kind), "text": text}
