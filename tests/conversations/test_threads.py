"""What members of a group write to each other: for them alone, told once, edited without loss."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conversations.links import linked
from conversations.models import Post, Visit
from conversations.models.post import called
from notifications.models import Message
from notifications.tasks import tick
from programmes.models import Group, Programme, Role
from tests import factories


@pytest.fixture(autouse=True)
def noon():
    """No quiet hours anywhere near."""
    with time_machine.travel(datetime(2026, 11, 24, 10, tzinfo=UTC)) as clock:
        yield clock


@pytest.fixture
def url(group):
    return reverse("conversations:thread", args=[group.pk])


def say(browser, url, text, **fields):
    return browser.post(url, {"text": text, **fields})


def html(answer):
    return answer.content.decode()


# Who reads it


@pytest.mark.django_db
def test_members_read_it_and_nobody_else(
    url, group, mentor, mentee, coordinator, outsider, signed_in
):
    other = factories.member_of(factories.GroupFactory(programme=group.programme))
    say(signed_in(mentee), url, "kanarialintu")

    assert "kanarialintu" in html(signed_in(mentor).get(url))
    assert signed_in(coordinator).get(url).status_code == 403
    assert signed_in(coordinator).post(url, {"text": "x"}).status_code == 403
    for person in (other, outsider):
        assert signed_in(person).get(url).status_code == 404
    page = html(signed_in(coordinator).get(group.get_absolute_url()))
    assert "The group has written 1 message" in page
    assert "kanarialintu" not in page


@pytest.mark.django_db
def test_who_has_left_reads_no_more_and_what_they_wrote_stays(
    url, group, mentor, mentee, signed_in
):
    say(signed_in(mentee), url, "kanarialintu")
    group.memberships.get(participant__user=mentee).end(now=timezone.now())

    assert signed_in(mentee).get(url).status_code == 404
    assert "kanarialintu" in html(signed_in(mentor).get(url))
    post = Post.objects.get()
    for name in ("edit_post", "remove_post"):
        page = reverse(f"conversations:{name}", args=[post.pk])
        assert signed_in(mentee).post(page, {"text": "x", "version": 1}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("over", ["group", "programme"])
def test_when_the_work_is_done_it_is_read_only(over, url, group, mentee, signed_in):
    browser = signed_in(mentee)
    say(browser, url, "Hello")
    if over == "group":
        Group.objects.update(state="closed")
    else:
        Programme.objects.update(state="archived")

    assert "Hello" in html(browser.get(url))
    assert "Write to the group" not in html(browser.get(url))
    assert say(browser, url, "More").status_code == 403
    assert Post.objects.count() == 1


# What is told


@pytest.mark.django_db
def test_who_is_mentioned_is_told_at_once_the_others_once_a_day(
    url, group, mentor, mentee, signed_in
):
    third = factories.member_of(group, name="Aino Korhonen")
    browser = signed_in(mentee)

    say(browser, url, "Could you look at this, @thuy?")
    say(browser, url, "And this")
    say(browser, url, "too", to=[third.pk])

    assert Post.objects.order_by("-pk").first().text == "@Aino Korhonen too"
    owed = sorted(Message.objects.values_list("kind", "person", "weight"))
    assert owed == sorted(
        [
            ("mention", mentor.pk, "prompt"),
            ("thread", third.pk, "routine"),
            ("thread", mentor.pk, "routine"),
            ("mention", third.pk, "prompt"),
        ]
    )
    tick()
    assert {letter.to[0] for letter in mail.outbox} == {mentor.email, third.email}
    assert {letter.subject for letter in mail.outbox} == {"Noora Al-Hamdani mentioned you in Koivu"}
    assert "look at this" not in "".join(letter.body for letter in mail.outbox)


@pytest.mark.django_db
def test_what_was_removed_or_read_is_not_told(url, group, mentor, mentee, signed_in):
    browser = signed_in(mentee)
    say(browser, url, "@thuy one")
    say(browser, url, "@thuy two")
    first, second = Post.objects.order_by("pk")
    first.remove(now=timezone.now())
    signed_in(mentor).post(reverse("conversations:read", args=[group.pk]), {"upto": second.pk})

    tick()

    assert mail.outbox == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Hi @Thuy Linh Nguyễn!", {1}),
        ("hi @thuy, and @noora.", {1, 2}),
        ("@Aino", set()),
        ("@Aino Korhonen", {3}),
        ("write to thuy@lakeland.example", set()),
        ("@thuylinh", set()),
        ("linh@thuy", set()),
    ],
)
def test_names_call_people(text, who):
    names = {1: "Thuy Linh Nguyễn", 2: "Noora Al-Hamdani", 3: "Aino Korhonen", 4: "Aino Virtanen"}

    assert called(text, names) == who


# What is new


@pytest.mark.django_db
def test_new_ones_are_counted_until_they_are_read(url, group, mentor, mentee, signed_in):
    browser = signed_in(mentor)
    for text in ("One", "Two"):
        say(signed_in(mentee), url, text)
    assert "2 new messages" in html(browser.get(group.get_absolute_url()))
    page = browser.get(url)
    assert page.context["new_count"] == 2
    assert browser.get(url).context["new_count"] == 2  # looking changes nothing

    browser.post(reverse("conversations:read", args=[group.pk]), {"upto": page.context["newest"]})
    say(signed_in(mentee), url, "Three")

    assert "One new message" in html(browser.get(group.get_absolute_url()))
    assert "You have read everything." in html(signed_in(mentee).get(group.get_absolute_url()))


@pytest.mark.django_db
def test_what_was_seen_never_goes_back(url, group, mentor, mentee, signed_in):
    for text in ("One", "Two"):
        say(signed_in(mentee), url, text)
    newest = Post.objects.order_by("-pk").first().pk
    read, browser = reverse("conversations:read", args=[group.pk]), signed_in(mentor)

    for upto in (str(newest), "1", "x", "", "9" * 30, str(newest + 10**6)):
        browser.post(read, {"upto": upto})

    assert Visit.objects.get(user=mentor).seen == newest


@pytest.mark.django_db
def test_a_long_thread_has_pages_and_costs_the_same(url, group, mentor, mentee, signed_in):
    browser = signed_in(mentor)
    counts = []
    for many in (3, 97):
        Post.objects.bulk_create(
            Post(group=group, author=mentee, text=f"Post {n}", written_at=timezone.now())
            for n in range(many)
        )
        with CaptureQueriesContext(connection) as captured:
            page = browser.get(url)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[1] <= 15
    keys = [post.pk for post in page.context["page"].rows]
    assert keys == sorted(keys, reverse=True)
    second = browser.get(url + page.context["page"].next_url).context["page"].rows
    assert max(post.pk for post in second) < min(keys)


# Editing and removing


@pytest.mark.django_db
def test_one_edits_what_one_wrote(url, group, mentor, mentee, signed_in):
    say(signed_in(mentee), url, "Helo")
    post = Post.objects.get()
    page = reverse("conversations:edit_post", args=[post.pk])

    assert signed_in(mentor).get(page).status_code == 404
    signed_in(mentee).post(page, {"text": "Hello", "version": 1})

    assert "Hello" in html(signed_in(mentor).get(url))
    assert "edited" in html(signed_in(mentor).get(url))


@pytest.mark.django_db
def test_of_two_windows_none_loses_its_words(url, group, mentee, signed_in):
    browser = signed_in(mentee)
    say(browser, url, "First")
    page = reverse("conversations:edit_post", args=[Post.objects.get().pk])
    browser.post(page, {"text": "From the phone", "version": 1})

    answer = browser.post(page, {"text": "From the desk", "version": 1})

    assert answer.status_code == 409
    assert "From the phone" in html(answer)
    assert "From the desk" in html(answer)
    assert Post.objects.get().text == "From the phone"
    browser.post(page, {"text": "From the desk", "version": 2})
    assert Post.objects.get().text == "From the desk"


@pytest.mark.django_db
def test_without_the_version_the_phone_would_have_lost(url, group, mentee, signed_in):
    """The control: an update that does not ask what was read."""
    say(signed_in(mentee), url, "First")
    Post.objects.update(text="From the phone", version=2)

    Post.objects.filter(pk=Post.objects.get().pk).update(text="From the desk")

    assert Post.objects.get().text == "From the desk"


@pytest.mark.django_db
def test_removed_words_are_gone_and_the_place_says_so(url, group, mentor, mentee, signed_in):
    say(signed_in(mentee), url, "kanarialintu @thuy")
    page = reverse("conversations:remove_post", args=[Post.objects.get().pk])
    browser = signed_in(mentee)
    assert "kanarialintu" in html(browser.get(page))
    assert Post.objects.get().text

    browser.post(page)

    assert Post.objects.get().text == ""
    assert "Removed by its author." in html(signed_in(mentor).get(url))
    assert browser.post(page).status_code == 404


# Words and links


@pytest.mark.django_db
def test_ten_thousand_characters_fit_and_no_more(url, group, mentee, signed_in):
    browser = signed_in(mentee)

    say(browser, url, "å" * 10_000)
    answer = say(browser, url, "å" * 10_001)

    assert answer.status_code == 422
    assert Post.objects.get().text == "å" * 10_000


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "  \n ", "a\x00b", "e" + "\u0301" * 60])
def test_nothing_to_say_and_what_cannot_be_stored_is_said_at_the_field(
    text, url, group, mentee, signed_in
):
    answer = say(signed_in(mentee), url, text)

    assert answer.status_code == 422
    assert Post.objects.count() == 0


@pytest.mark.django_db
def test_hostile_text_is_shown_as_it_was_typed(url, group, mentor, mentee, signed_in):
    text = '<script>alert(1)</script> javascript:alert(1) https://x.example/"onmouseover="a'
    say(signed_in(mentee), url, text)

    page = html(signed_in(mentor).get(url))

    assert "<script>alert(1)" not in page
    assert 'href="javascript' not in page
    assert 'href="https://x.example/" rel="noopener nofollow"' in page


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://a.example/x.", ["https://a.example/x"]),
        ("(https://a.example/x_(y))", ["https://a.example/x_(y)"]),
        ("HTTP://A.example and http://b.example!", ["HTTP://A.example", "http://b.example"]),
        ("javascript:alert(1) data:text/html,x //a.example www.a.example", []),
        ("https://a.example/\u202egnp.exe", ["https://a.example/"]),
        ("https://a.example/'><b>", ["https://a.example/"]),
        ("https://a.example/?a=1&b=2", ["https://a.example/?a=1&amp;b=2"]),
    ],
)
def test_only_web_addresses_become_links(text, links):
    found = str(linked(text))

    assert [part.split('"')[0] for part in found.split('href="')[1:]] == links
    assert found.count("<a ") == found.count('rel="noopener nofollow"') == len(links)
    assert "<b>" not in found


def test_a_very_long_text_is_linked_at_once():
    began = timezone.now()

    linked("https://" * 1250 + "." * 1000)

    assert timezone.now() - began < timedelta(seconds=1)


@pytest.mark.django_db
def test_by_htmx_only_the_thread_comes_back(url, group, mentee, signed_in):
    answer = signed_in(mentee).post(url, {"text": "Hello"}, headers={"HX-Request": "true"})

    assert html(answer).strip().startswith('<div id="thread" data-announce')
    assert "Hello" in html(answer)
    assert "<html" not in html(answer)


@pytest.mark.django_db
def test_the_limit_holds(url, group, mentee, signed_in, settings):
    settings.LIMITS_ARE_ON = True
    settings.LIMITS = settings.LIMITS | {"post": "2/h"}
    browser = signed_in(mentee)

    assert [say(browser, url, f"{n}").status_code for n in range(3)] == [302, 302, 429]


@pytest.mark.django_db
def test_a_mentor_of_two_groups_sees_what_is_new_in_each(mentor, group, mentee, signed_in):
    other = factories.GroupFactory(programme=group.programme, name="Kuusi")
    seat = group.programme.participants.get(user=mentor)
    other.add(seat, role=Role.MENTOR, now=timezone.now())
    Post.write(group=group, by=mentee, text="Hi", mentioned=[], now=timezone.now())

    assert "One new message" in html(signed_in(mentor).get(group.get_absolute_url()))
    assert "Nothing said yet" in html(signed_in(mentor).get(other.get_absolute_url()))
