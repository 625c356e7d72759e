"""The way to the mail server: one mail from a letter, one connection for many mails."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import get_template
from django.utils import timezone, translation

from accounts.models import User
from notifications.kinds import Letter

MAILS_A_CONNECTION = 100  # many servers close it themselves soon after
TROUBLES = 2  # in a row, after which the server is left alone until the next round
CODE = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")


class Fault(Enum):
    """What a refusal is about, which decides what becomes of the message."""

    ADDRESS = "nobody can be reached there"
    MESSAGE = "this mail is not wanted, or we are not"
    MOMENT = "it may work later"


class Down(Exception):
    """The mail server cannot be reached, which is no fault of any message."""


class Refused(Exception):
    """The mail server did not take this mail."""

    def __init__(self, said: str, fault: Fault) -> None:
        self.fault = fault
        super().__init__(said)


@contextmanager
def in_words_of(person: User) -> Iterator[None]:
    """Their language, and the hours of their zone."""
    with translation.override(person.language), timezone.override(person.zone):
        yield


def absolute(url: str) -> str:
    """A path of ours as a whole address; a whole address as it is."""
    return url if "://" in url else settings.SITE_URL + url


def deliver(template: str, letter: Letter, *, to: User, message_id: str = "") -> None:
    """Write one mail and hand it over at once. Raises what the mail server raises."""
    written(template, letter, to=to, message_id=message_id).send()


def written(
    template: str, letter: Letter, *, to: User, message_id: str = "", less_url: str = ""
) -> EmailMultiAlternatives:
    """The mail: ``emails/TEMPLATE.txt`` (first line: subject) and ``.html``, in their words.

    What does not arrive goes back to BOUNCE_ADDRESS, if there is one. ``less_url`` is where the
    person asks for less mail, none where it cannot be switched off; mail programs make a button
    of their own of it (RFC 2369, RFC 8058).
    """
    known = {"site_url": settings.SITE_URL, "product": settings.PRODUCT_NAME, "person": to}
    known |= {"title": letter.title, "url": absolute(letter.url), "reason": letter.reason}
    known |= {"less_url": less_url} | letter.context
    with in_words_of(to):
        text = get_template(f"emails/{template}.txt").render(known).strip()
        subject, _line, body = text.partition("\n")
        known["subject"] = subject.strip()
        html = get_template(f"emails/{template}.html").render(known)
    headers = {"From": settings.DEFAULT_FROM_EMAIL}
    if message_id:
        headers["Message-ID"] = message_id
    if less_url:
        headers["List-Unsubscribe"] = f"<{less_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject.strip(),
        body.strip(),
        from_email=settings.BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=[to.email],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    mail.attach_alternative(html, "text/html")
    for name, content, kind in letter.attachments:
        mail.attach(name, content, kind)
    return mail


class Post:
    """One round's connection to the mail server, opened when the first mail is there."""

    def __init__(self) -> None:
        self.taken = 0
        self.failure = ""
        self._connection: Any = None
        self._on_this_one = self._troubles = 0

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, *exception: object) -> None:
        self._hang_up()

    @property
    def is_down(self) -> bool:
        return self._troubles >= TROUBLES

    def take(self, mail: EmailMultiAlternatives) -> None:
        """Hand one mail over. Returns when the server has taken it; raises Down or Refused."""
        if self.is_down:
            raise Down(self.failure)
        connection = self._open()
        try:
            connection.send_messages([mail])
        except SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise self._refusal(code, said) from error
        except SMTPResponseException as error:
            self._hang_up()
            raise self._refusal(error.smtp_code, error.smtp_error) from error
        except (SMTPException, OSError) as error:  # it hung up, or said nothing for too long
            self._hang_up()
            self._troubles, self.failure = self._troubles + 1, _words(error)
            raise Refused(self.failure, Fault.MOMENT) from error
        self.taken, self._on_this_one, self._troubles = self.taken + 1, self._on_this_one + 1, 0
        if self._on_this_one >= MAILS_A_CONNECTION:
            self._hang_up()

    def _open(self) -> Any:
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (SMTPException, OSError) as error:
                self._troubles, self.failure = TROUBLES, _words(error)
                raise Down(self.failure) from error
            self._connection, self._on_this_one = connection, 0
        return self._connection

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SMTPException, OSError):  # what was taken before is taken
                connection.close()

    def _refusal(self, code: int, said: bytes | str) -> Refused:
        """The server is there and has answered."""
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        self._troubles = 0
        return Refused(f"{code} {words}", fault_of(code, words))


def fault_of(code: int, said: str) -> Fault:
    """What a reply (RFC 5321) with its finer code (RFC 3463), if there is one, is about.

    5.1 and 5.2.1: no such mailbox. 5.2.2: a full one, which may be emptied. 5.7: we or the mail
    are not wanted, of which no address is guilty. Without a finer code 550, 551 and 553 are about
    the mailbox.
    """
    if code < 500:
        return Fault.MOMENT
    finer = CODE.search(said)
    if finer is None:
        return Fault.ADDRESS if code in {550, 551, 553} else Fault.MESSAGE
    _class, subject, detail = finer.groups()
    if (subject, detail) == ("2", "2"):
        return Fault.MOMENT
    return Fault.ADDRESS if subject == "1" or (subject, detail) == ("2", "1") else Fault.MESSAGE


def _words(error: Exception) -> str:
    if isinstance(error, SMTPAuthenticationError):
        return f"{error.smtp_code} the mail server does not accept our user name and password"
    return f"{type(error).__name__}: {error}"
