"""One mail, in HTML and text, in the language of the person who gets it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from notifications.kinds import Letter


@contextmanager
def in_words_of(person: User) -> Iterator[None]:
    """Their language, and the hours of their zone."""
    with translation.override(person.language), timezone.override(person.zone):
        yield


def deliver(template: str, letter: Letter, *, to: User, message_id: str = "") -> None:
    """Write the mail and hand it over. Raises what the mail server raises."""
    written(template, letter, to=to, message_id=message_id).send()


def written(
    template: str, letter: Letter, *, to: User, message_id: str = ""
) -> EmailMultiAlternatives:
    """The mail: ``emails/TEMPLATE.txt`` (first line: subject) and ``.html``."""
    url = letter.url if "://" in letter.url else settings.SITE_URL + letter.url
    known = {"site_url": settings.SITE_URL, "product": settings.PRODUCT_NAME, "person": to}
    known |= {"title": letter.title, "url": url, "reason": letter.reason} | letter.context
    with in_words_of(to):
        text = render_to_string(f"emails/{template}.txt", known).strip()
        subject, _line, body = text.partition("\n")
        html = render_to_string(f"emails/{template}.html", known | {"subject": subject.strip()})
    mail = EmailMultiAlternatives(
        subject.strip(),
        body.strip(),
        to=[to.email],
        headers={"Message-ID": message_id} if message_id else {},
    )
    mail.attach_alternative(html, "text/html")
    for name, content, kind in letter.attachments:
        mail.attach(name, content, kind)
    return mail
