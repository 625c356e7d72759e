"""One mail, in HTML and text, in the language of the person who gets it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from notifications.kinds import Attachment


def deliver(
    template: str,
    *,
    to: User,
    context: dict[str, Any],
    attachments: Sequence[Attachment] = (),
    message_id: str = "",
) -> None:
    """Render ``emails/TEMPLATE.txt`` (first line: subject) and ``.html`` and hand them over.

    Raises what the mail server raises (SMTPException, OSError).
    """
    with translation.override(to.language), timezone.override(to.zone):
        known = {"site_url": settings.SITE_URL, "product": settings.PRODUCT_NAME, "person": to}
        text = render_to_string(f"emails/{template}.txt", known | context).strip()
        subject, _line, body = text.partition("\n")
        html = render_to_string(
            f"emails/{template}.html", known | context | {"subject": subject.strip()}
        )
    mail = EmailMultiAlternatives(
        subject.strip(),
        body.strip(),
        to=[to.email],
        headers={"Message-ID": message_id} if message_id else {},
    )
    mail.attach_alternative(html, "text/html")
    for name, content, kind in attachments:
        mail.attach(name, content, kind)
    mail.send()
