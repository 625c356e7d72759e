"""Mail that comes back: by webhook, from a mailbox, and what coordinators can do about it."""

import asyncio
import json
import threading
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from notifications.bounces import read
from notifications.models import BadAddress, Heartbeat, Message
from notifications.post import Fault, fault_of
from notifications.tasks import collect_returned, tick
from notifications.views.returned import proof
from tests import factories

pytestmark = pytest.mark.django_db


def report(message, *, status="5.1.1", action="failed", message_id=None):
    """What a mail server sends back (RFC 3464), with the headers of the mail it is about."""
    return f"""From: MAILER-DAEMON@mail.example
To: returned@raanu.example
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {message.person.email}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status}
 no such user
--b
Content-Type: text/rfc822-headers

From: raanu@localhost
Message-ID: {message_id or message.message_id}
Subject: Invitation

--b--
""".replace("\n", "\r\n").encode()


@pytest.fixture
def invited(programme):
    return factories.ParticipantFactory(
        programme=programme, state="invited", joined_at=None, invite_at=timezone.now()
    )


@pytest.fixture
def sent(invited):
    """An invitation that the mail server has taken."""
    tick()
    return Message.objects.get(kind="invitation", person=invited.user)


def delivered(client, content, token=None, kind="message/rfc822"):
    url = reverse("notifications:returned", args=[token or proof()])
    return client.post(url, content, content_type=kind)


def state_of(message):
    message.refresh_from_db()
    return message.state


def test_a_report_marks_message_and_address(client, sent):
    answer = delivered(client, report(sent))

    assert answer.content == b"1\n"
    assert state_of(sent) == "bounced"
    assert sent.failure == "5.1.1 smtp; 550 5.1.1 no such user"
    assert BadAddress.objects.get().email == sent.person.email


@pytest.mark.parametrize(
    ("change", "state", "bad"),
    [
        ({"action": "delayed", "status": "4.4.1"}, "sent", 0),
        ({"status": "5.7.1"}, "bounced", 0),
        ({"status": "5.2.2"}, "bounced", 0),
        ({"message_id": "<invitation.1.1.20260101T0000.0123456789abcdef@raanu>"}, "sent", 0),
        ({"message_id": "<somebody@else.example>"}, "sent", 0),
    ],
    ids=["only late", "not wanted", "full", "forged", "not ours"],
)
def test_other_reports_say_less(client, sent, change, state, bad):
    delivered(client, report(sent, **change))

    assert state_of(sent) == state
    assert BadAddress.objects.count() == bad


def test_a_guessed_message_is_not_believed(client, sent):
    """Everything but the signature is right."""
    forged = sent.message_id.replace(sent.message_id.split("@")[0][-16:], "0" * 16)

    delivered(client, report(sent, message_id=forged))

    assert state_of(sent) == "sent"


def test_only_whom_operators_told_the_address_delivers(client, sent):
    assert delivered(client, report(sent), token="guessed").status_code == 404
    assert state_of(sent) == "sent"


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"\xff", b'{"message_id": 5}'])
def test_a_broken_report_breaks_nothing(client, sent, body):
    for kind in ("application/json", "message/rfc822"):
        assert delivered(client, body, kind=kind).content == b"0\n"
    assert state_of(sent) == "sent"


def test_a_mail_service_tells_it_as_json(client, sent):
    told = json.dumps({"message_id": sent.message_id, "status": "5.1.1", "said": "unknown"})

    delivered(client, told, kind="application/json")

    assert state_of(sent) == "bounced"


def test_an_ordinary_mail_is_no_report():
    ordinary = EmailMessage()
    ordinary["Subject"] = "Out of office"
    ordinary.set_content("Back on Monday")

    assert list(read(ordinary.as_bytes())) == []


class Mailbox:
    """As much of an IMAP server as one mailbox needs."""

    def __init__(self, mails):
        self.mails, self.deleted = mails, set()
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(asyncio.start_server(self.talk, "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    async def talk(self, reader, writer):
        writer.write(b"* OK IMAP4rev1\r\n")
        while line := await reader.readline():
            tag, command, *words = line.decode().split()
            for answer in self.answers(command.upper(), words):
                writer.write(answer + b"\r\n")
            writer.write(f"{tag} OK done\r\n".encode())
            await writer.drain()
            if command.upper() == "LOGOUT":
                break
        writer.close()

    def answers(self, command, words):
        if command == "CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1"
        elif command == "SELECT":
            yield f"* {len(self.mails)} EXISTS".encode()
        elif command == "SEARCH":
            yield b"* SEARCH " + b" ".join(b"%d" % (n + 1) for n in range(len(self.mails)))
        elif command == "FETCH":
            content = self.mails[int(words[0]) - 1]
            yield b"* %s FETCH (RFC822 {%d}" % (words[0].encode(), len(content))
            yield content + b")"
        elif command == "STORE":
            self.deleted.add(int(words[0]))


def test_a_mailbox_is_read_and_emptied(settings, sent):
    box = Mailbox([b"Subject: hello\r\n\r\nNo report", report(sent)])
    settings.BOUNCES_URL = f"imap://returned:secret@127.0.0.1:{box.port}/INBOX"

    collect_returned()

    assert state_of(sent) == "bounced"
    assert box.deleted == {1, 2}
    assert not Heartbeat.of(Heartbeat.Part.BOUNCES).is_failing


def test_a_mailbox_that_does_not_answer_is_told_to_operators(settings):
    settings.BOUNCES_URL = "imap://returned:secret@127.0.0.1:9/INBOX"

    collect_returned()

    assert Heartbeat.of(Heartbeat.Part.BOUNCES).is_failing


def test_nothing_more_is_sent_to_a_bad_address_until_it_is_mended(
    client, sent, invited, signed_in, coordinator
):
    delivered(client, report(sent))
    invited.__class__.objects.filter(pk=invited.pk).invite_again(
        now=timezone.now() + timedelta(minutes=1)
    )
    Message.objects.all().update(next_try_at=timezone.now())
    mail.outbox.clear()
    tick()
    assert mail.outbox == []

    browser = signed_in(coordinator)
    listed = browser.get(reverse("programmes:addresses", args=[invited.programme_id]))
    assert [row.pk for row in listed.context["page"].rows] == [invited.pk]
    browser.post(reverse("programmes:address_again", args=[invited.pk]))
    tick()

    assert {letter.to[0] for letter in mail.outbox} == {invited.user.email}
    assert state_of(sent) == "sent"


def test_a_corrected_address_gets_the_invitation_and_no_account_changes(
    client, sent, invited, signed_in, coordinator
):
    wrong = invited.user
    delivered(client, report(sent))
    mail.outbox.clear()

    url = reverse("programmes:address_correct", args=[invited.pk])
    signed_in(coordinator).post(url, {"email": "Right@Lakeland.example"})
    tick()

    assert [letter.to for letter in mail.outbox] == [["right@lakeland.example"]]
    wrong.refresh_from_db()
    assert wrong.email != "right@lakeland.example"
    invited.refresh_from_db()
    assert (invited.user.email, invited.user.name) == ("right@lakeland.example", wrong.name)


def test_the_address_of_somebody_who_has_joined_is_theirs(signed_in, coordinator, group, mentee):
    participant = group.memberships.get().participant
    BadAddress.objects.note(mentee.email, reason="bounced", said="550", now=timezone.now())
    url = reverse("programmes:address_correct", args=[participant.pk])

    answer = signed_in(coordinator).post(url, {"email": "mine@coordinator.example"})

    assert answer.status_code == 302
    participant.refresh_from_db()
    assert participant.user == mentee


@pytest.mark.parametrize(
    ("code", "said", "fault"),
    [
        (450, "4.2.0 greylisted", Fault.MOMENT),
        (550, "5.1.1 unknown", Fault.ADDRESS),
        (550, "no such user", Fault.ADDRESS),
        (554, "5.2.1 disabled", Fault.ADDRESS),
        (552, "5.2.2 full", Fault.MOMENT),
        (550, "5.7.1 your address is on a list", Fault.MESSAGE),
        (554, "rejected", Fault.MESSAGE),
    ],
)
def test_a_refusal_is_about_the_address_the_mail_or_the_moment(code, said, fault):
    assert fault_of(code, said) == fault
