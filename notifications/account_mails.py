"""Mails about signing in are owed like all others, not sent while somebody waits for a page."""

from contextlib import suppress
from typing import Any

from django.core.mail import EmailMultiAlternatives
from kombu.exceptions import OperationalError

from accounts import adapter
from notifications import tasks
from notifications.models import AccountMail


class AccountAdapter(adapter.AccountAdapter):
    """How the library signs people in here; on top of the app below, its mails."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail = self.render_mail(template_prefix, email, {"email": email} | context)
        AccountMail.objects.create(
            to=email, subject=mail.subject[:250], text=mail.body, html=_html(mail)
        )
        with suppress(OperationalError):  # the clock finds it, if the queue does not answer
            tasks.send_account_mails.delay()


def _html(mail: Any) -> str:
    parts = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else []
    return next((str(part[0]) for part in parts), "")
