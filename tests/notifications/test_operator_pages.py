import pytest
from django.utils import timezone

from notifications.models import KeptMail, Message
from tests.factories import UserFactory

MAILS, QUEUE, RETRY = "/operators/mails/", "/operators/messages/", "/operators/messages/try-again/"


@pytest.fixture
def operator(db):
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def browser(signed_in, operator):
    return signed_in(operator)


@pytest.fixture
def mail(db):
    return KeptMail.objects.create(
        to="noora@lakeland.example",
        subject="Tomorrow: Koivu <b>meets</b>",
        text="Come to https://raanu.example/meetings/1/\n<script>alert(1)</script>",
        html="<!doctype html><html><head><title>x</title></head><body><p>Hei</p>"
        "<script>parent.alert(1)</script></body></html>",
        attachments=[{"name": "meeting.ics", "type": "text/calendar", "text": "BEGIN:VCALENDAR"}],
    )


def intended(person, about, state="parked"):
    message = Message.intend("invitation", person_id=person.pk, about=about, due_at=timezone.now())
    message.state, message.attempts, message.failure = state, 6, "550 no such user"
    message.save()
    return message


def listed(answer):
    return [row.pk for row in answer.context["page"].rows]


def test_others_do_not_learn_that_there_are_such_pages(signed_in, outsider, mail):
    browser = signed_in(outsider)

    for address in (MAILS, f"{MAILS}{mail.pk}/", f"{MAILS}{mail.pk}/html/", QUEUE):
        assert browser.get(address).status_code == 404
    assert browser.post(RETRY).status_code == 404


def test_an_empty_outbox_says_so(browser):
    page = browser.get(MAILS).content.decode()

    assert "No mail yet" in page
    assert "No message" not in browser.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        ("notifications.mailbox.EmailBackend", "No mail server is connected"),
        ("django.core.mail.backends.smtp.EmailBackend", "A mail server is connected"),
    ],
)
def test_it_says_whether_mails_are_kept_or_sent(browser, settings, backend, words):
    settings.EMAIL_BACKEND = backend

    assert words in browser.get(MAILS).content.decode()


def test_mails_are_listed_newest_first_and_found_by_recipient(browser):
    kept = [
        KeptMail.objects.create(to=f"p{n}@lakeland.example", subject="Hei", text="x")
        for n in range(60)
    ]
    newest_first = [mail.pk for mail in reversed(kept)]

    first = browser.get(MAILS)
    second = browser.get(MAILS + first.context["page"].next_url)

    assert listed(first) + listed(second) == newest_first
    assert listed(browser.get(f"{MAILS}?q=P59@")) == [kept[59].pk]
    assert "No mail fits" in browser.get(f"{MAILS}?q=nobody").content.decode()


def test_a_mail_shows_text_links_and_attachments_and_runs_nothing(browser, mail):
    page = browser.get(f"{MAILS}{mail.pk}/").content.decode()

    assert 'href="https://raanu.example/meetings/1/"' in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "BEGIN:VCALENDAR" in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_the_html_part_stands_in_a_frame_of_ours_that_runs_nothing(browser, mail):
    answer = browser.get(f"{MAILS}{mail.pk}/html/")

    policy = answer["Content-Security-Policy"]
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert parts["default-src"] == "'none'"
    assert parts["frame-ancestors"] == "'self'"
    assert "allow-scripts" not in parts["sandbox"]
    assert "allow-same-origin" not in parts["sandbox"]
    assert "script-src" not in parts
    assert parts["style-src"].startswith("'sha256-")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert browser.get(f"{MAILS}{mail.pk}/")["X-Frame-Options"] == "DENY"
    assert '<head><base target="_blank">' in answer.content.decode()


def test_the_queue_counts_states_and_each_number_opens_its_list(browser, operator):
    some = [
        "parked",
        "parked",
        "sent",
        "waiting",
        "dropped",
        "in_app",
        "refused",
        "bounced",
        "held",
    ]
    for about, state in enumerate(some):
        intended(operator, about, state)

    chips = browser.get(QUEUE).context["chips"]

    counts = [9, 1, 1, 1, 1, 2, 1, 1, 1]
    assert [chip.count for chip in chips] == counts
    assert [len(listed(browser.get(QUEUE + chip.url))) for chip in chips] == counts


def test_one_failed_message_is_tried_again(browser, operator):
    failed, other = intended(operator, 1), intended(operator, 2)

    answer = browser.post(RETRY, {"message": failed.pk}, follow=True)

    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.failure) == ("waiting", 0, "")
    assert list(Message.objects.due(timezone.now())) == [failed]
    other.refresh_from_db()
    assert other.state == "parked"
    assert [str(said) for said in answer.context["messages"]] == [
        "1 message is tried again within a minute."
    ]


def test_all_failed_messages_are_tried_again_and_no_other(browser, operator):
    intended(operator, 1), intended(operator, 2)
    sent, dropped = intended(operator, 3, "sent"), intended(operator, 4, "dropped")

    browser.post(RETRY)

    assert Message.objects.filter(state="waiting").count() == 2
    for message, state in ((sent, "sent"), (dropped, "dropped")):
        message.refresh_from_db()
        assert message.state == state


@pytest.mark.parametrize("key", ["x", "-1", "٣", "999999999999999999999999"])
def test_a_key_that_is_none_changes_nothing(browser, operator, key):
    intended(operator, 1)

    assert browser.post(RETRY, {"message": key}).status_code == 302
    assert Message.objects.get().state == "parked"


def test_a_sent_message_is_not_sent_again_by_trying(browser, operator):
    sent = intended(operator, 1, "sent")

    browser.post(RETRY, {"message": sent.pk})

    sent.refresh_from_db()
    assert sent.state == "sent"


def test_the_queue_never_says_what_messages_say(browser, operator):
    intended(operator, 1)

    page = browser.get(QUEUE).content.decode()

    assert operator.email in page
    assert "550 no such user" in page
    assert ">invitation<" not in page


def test_a_kind_that_no_app_knows_any_more_is_still_listed(browser, operator):
    message = intended(operator, 1)
    Message.objects.update(kind="forgotten")

    assert listed(browser.get(QUEUE)) == [message.pk]


@pytest.mark.parametrize("key", ['["abc", 5]', '["2026-01-01", "x"]', "[1, 2]", "zzz"])
def test_an_old_or_broken_link_shows_the_first_page(browser, operator, key):
    message = intended(operator, 1)

    assert listed(browser.get(QUEUE, {"after": key})) == [message.pk]
