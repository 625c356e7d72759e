"""Mail that came back: which message it was, and whether its address is to blame.

A report is believed only if it quotes the Message-ID that we signed: nobody but the recipient
and the mail servers on the way has seen it.
"""

import email
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from typing import Any

from django.db import transaction

from notifications.models import BadAddress, Message
from notifications.post import Fault, fault_of

MESSAGE_ID = re.compile(r"<([\w.]+)\.[0-9a-f]{16}@[^>\s]+>")
State = Message.State


@dataclass(frozen=True)
class Report:
    """What a mail server says of one mail: finer code (RFC 3463) and words."""

    message_id: str
    status: str
    said: str

    @property
    def is_about_the_address(self) -> bool:
        return fault_of(int(f"{self.status[:1]}50"), self.status) == Fault.ADDRESS


def read(content: bytes) -> Iterator[Report]:
    """The failures in a delivery report (RFC 3464). Delays, replies and other mail: none."""
    mail = email.message_from_bytes(content, policy=policy.default)
    if mail.get_content_type() != "multipart/report":
        return
    quoted = MESSAGE_ID.search(_original(mail))
    for block in _recipients(mail) if quoted else ():
        if str(block.get("Action", "")).strip().lower() == "failed":
            said = re.sub(r"\s+", " ", str(block.get("Diagnostic-Code", "")))
            status = re.search(r"[45]\.\d{1,3}\.\d{1,3}", str(block.get("Status", "")))
            yield Report(quoted[0], status[0] if status else "5.0.0", said)  # type: ignore[index]


def _recipients(mail: EmailMessage) -> Iterator[Any]:
    """The parts of the report that speak of one recipient each."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks: Any = part.get_payload()
            yield from blocks if isinstance(blocks, list) else ()


def _original(mail: EmailMessage) -> str:
    """The Message-ID of the mail that came back, from the copy or its headers."""
    for part in mail.walk():
        if part is mail or not part.get("Message-ID"):
            if part.get_content_type() == "text/rfc822-headers":
                quoted = email.message_from_string(str(part.get_content()))
                return str(quoted.get("Message-ID", ""))
            continue
        return str(part["Message-ID"])
    return ""


@transaction.atomic
def take(report: Report, *, now: datetime) -> bool:
    """Write down that a message came back; False if it is none of ours. Twice is once."""
    found = MESSAGE_ID.fullmatch(report.message_id)
    key = found[1].replace(".", ":") if found else ""
    message = Message.objects.select_related("person").filter(key=key).first()
    if message is None or not hmac.compare_digest(message.message_id, report.message_id):
        return False
    said = f"{report.status} {report.said}"[:200]
    Message.objects.filter(pk=message.pk, state=State.SENT).update(
        state=State.BOUNCED, failure=said
    )
    if report.is_about_the_address:
        BadAddress.objects.note(
            message.person.email, reason=BadAddress.Reason.BOUNCED, said=said, now=now
        )
    return True
