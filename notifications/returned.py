"""The mailbox to which undelivered mail returns, read over IMAP.

``BOUNCES_URL`` is ``imaps://user:password@host/folder``. What was read is deleted there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from imaplib import IMAP4, IMAP4_SSL
from urllib.parse import unquote, urlsplit

from notifications.bounces import read, take

MOST = 200  # a round; the rest has its turn a minute later


@contextmanager
def mailbox(url: str) -> Iterator[IMAP4]:
    """The open folder."""
    place = urlsplit(url)
    make = IMAP4_SSL if place.scheme == "imaps" else IMAP4
    port = place.port or (993 if place.scheme == "imaps" else 143)
    box = make(place.hostname or "", port, timeout=20)
    try:
        box.login(unquote(place.username or ""), unquote(place.password or ""))
        box.select(unquote(place.path.lstrip("/")) or "INBOX")
        yield box
    finally:
        box.logout()


def collect(url: str, *, now: datetime) -> int:
    """Read what came back and delete it; how many messages of ours it was about."""
    count = 0
    with mailbox(url) as box:
        _answer, found = box.search(None, "ALL")
        for number in found[0].split()[:MOST]:
            _answer, parts = box.fetch(number, "(RFC822)")
            content = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            count += sum(take(report, now=now) for report in read(content))
            box.store(number, "+FLAGS", r"\Deleted")
        box.expunge()
    return count
