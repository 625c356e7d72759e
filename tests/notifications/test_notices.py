"""The bell and the list under it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Notice, Preference
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/notices/"


@pytest.fixture
def told(mentee, programme):
    """So many notices of the mentee, the newest last."""

    def tell(count, **fields):
        now = timezone.now()
        known = {"person": mentee, "kind": "meeting_reminder", "programme": programme.pk}
        return Notice.objects.bulk_create(
            Notice(
                key=f"k{Notice.objects.count()}.{n}",
                told_at=now - timedelta(minutes=count - n),
                **{"title": f"Thing {n}", "url": f"/groups/{n}/"} | known | fields,
            )
            for n in range(count)
        )

    return tell


@pytest.fixture
def browser(signed_in, mentee):
    return signed_in(mentee)


def rows(answer):
    return list(answer.context["page"].rows)


@pytest.mark.parametrize(
    ("new", "shown", "said"),
    [
        (0, None, "Notices, none is new"),
        (1, "1", "1 new notice<"),
        (9, "9", "9 new notices<"),
        (10, "9+", "More than nine new notices"),
        (300, "9+", "More than nine new notices"),
    ],
)
def test_the_bell_counts_up_to_nine(browser, told, new, shown, said):
    told(new)

    page = browser.get("/").content.decode()

    assert said in page
    assert (f'<span class="count" aria-hidden="true">{shown}</span>' in page) == (shown is not None)


def test_the_bell_costs_one_query(browser, told, django_assert_num_queries, rf, mentee):
    told(300)

    with django_assert_num_queries(1) as asked:
        assert Notice.objects.rings(mentee) == 10

    assert "LIMIT 10" in asked.captured_queries[0]["sql"]


def test_an_empty_list_says_what_will_stand_there(browser):
    assert "Nothing has happened yet" in browser.get(LIST).content.decode()


def test_what_is_new_comes_first_then_the_newest(browser, told):
    notices = told(4)
    notices[1].read()
    notices[3].read()

    shown = rows(browser.get(LIST))

    assert [notice.title for notice in shown] == ["Thing 2", "Thing 0", "Thing 3", "Thing 1"]


def test_every_notice_is_on_one_page_and_pages_lead_on(browser, told):
    told(120)
    seen, url = [], LIST
    while url:
        answer = browser.get(url)
        seen += [notice.pk for notice in rows(answer)]
        url = answer.context["page"].next_url and LIST + answer.context["page"].next_url

    assert len(seen) == 120
    assert len(set(seen)) == 120


def test_those_of_others_are_not_there(browser, told, mentor):
    theirs = told(3, person=mentor)

    assert rows(browser.get(LIST)) == []
    for verb in ("", "read/"):
        assert browser.post(f"{LIST}{theirs[0].pk}/{verb}").status_code == 404
    assert Notice.objects.rings(mentor) == 3


def test_opening_leads_on_and_marks_as_read(browser, told):
    [notice] = told(1)

    answer = browser.post(f"{LIST}{notice.pk}/")

    assert (answer.status_code, answer.url) == (302, "/groups/0/")
    assert Notice.objects.get().is_read


def test_looking_marks_nothing_as_read(browser, told, mentee):
    [notice] = told(1)

    browser.get(LIST)

    assert browser.get(f"{LIST}{notice.pk}/").status_code == 405
    assert Notice.objects.rings(mentee) == 1


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:x", ""])
def test_it_never_leads_to_another_host(browser, told, url):
    [notice] = told(1, url=url)

    assert browser.post(f"{LIST}{notice.pk}/").url == LIST


def test_one_is_marked_without_scripts_and_with(browser, told, mentee):
    one, other = told(2)

    assert browser.post(f"{LIST}{one.pk}/read/").url == LIST
    part = browser.post(f"{LIST}{other.pk}/read/", headers={"HX-Request": "true"})

    words = part.content.decode()
    assert words.count("<li") == 1
    assert 'data-announce="Marked as read."' in words
    assert 'id="bell"' in words
    assert 'hx-swap-oob="true"' in words
    assert "Notices, none is new" in words
    assert Notice.objects.rings(mentee) == 0


def test_all_are_marked_at_once_and_only_mine(browser, told, mentee, mentor):
    told(12)
    told(2, person=mentor)

    page = browser.post(f"{LIST}read/", follow=True)

    assert "12 notices marked as read." in page.content.decode()
    assert Notice.objects.rings(mentee) == 0
    assert Notice.objects.rings(mentor) == 2


@pytest.fixture
def second(mentee):
    """Another programme in which the mentee takes part."""
    programme = factories.ProgrammeFactory(name="Alumni")
    factories.ParticipantFactory(programme=programme, user=mentee)
    return programme


def test_a_programme_chosen_above_stays_in_the_address(browser, told, programme, second):
    told(3)
    told(2, programme=second.pk)

    chips = browser.get(LIST).context["chips"]

    assert {str(chip.label) for chip in chips} == {"All", programme.name, "Alumni"}
    [alumni] = [chip for chip in chips if chip.label == "Alumni"]
    assert len(rows(browser.get(LIST + alumni.url))) == 2


@pytest.mark.parametrize("key", ["x", "999999999999999999999", "", "-1", "٣"])
def test_a_programme_that_is_none_shows_all(browser, told, key):
    told(2)

    assert len(rows(browser.get(LIST, {"programme": key}))) == 2


def test_a_programme_is_muted_and_heard_again_from_the_list(browser, told, programme, mentee):
    told(1)
    here = f"{LIST}?programme={programme.pk}"
    assert "Mute this programme" in browser.get(here).content.decode()

    wish = {"programme": programme.pk, "days": "7", "next": here}
    page = browser.post("/me/notifications/mute/", wish, follow=True)

    assert page.request["QUERY_STRING"] == f"programme={programme.pk}"
    assert "Muted until" in page.content.decode()
    assert Preference.objects.of(mentee).is_muted(programme.pk, timezone.now())

    page = browser.post(
        "/me/notifications/unmute/", {"programme": programme.pk, "next": here}, follow=True
    )

    assert "You hear of this programme again." in page.content.decode()
    assert not Preference.objects.of(mentee).is_muted(programme.pk, timezone.now())


def test_a_programme_one_is_not_in_cannot_be_muted(browser, mentee):
    foreign = factories.ProgrammeFactory()

    answer = browser.post("/me/notifications/mute/", {"programme": foreign.pk, "days": ""})

    assert answer.status_code == 302
    assert not Preference.objects.of(mentee).is_muted(foreign.pk, timezone.now())


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example"])
def test_after_muting_it_never_leads_to_another_host(browser, programme, to):
    answer = browser.post(
        "/me/notifications/mute/", {"programme": programme.pk, "days": "7", "next": to}
    )

    assert answer.url == "/me/notifications/"


def test_an_invitation_leads_to_itself_without_the_link_of_the_mail(signed_in, programme):
    invited = factories.ParticipantFactory(programme=programme, state="invited", joined_at=None)
    browser = signed_in(invited.user)

    answer = browser.get(f"/invited/{invited.pk}/", follow=True)

    assert "You are invited as" in answer.content.decode()
    invited.join(now=timezone.now())
    assert browser.get(f"/invited/{invited.pk}/").url == programme.get_absolute_url()


def test_no_link_with_a_token_is_kept_in_the_list(programme):
    from notifications.tasks import tick  # noqa: PLC0415  the whole way

    invited = factories.ParticipantFactory(
        programme=programme, state="invited", joined_at=None, invite_at=timezone.now()
    )

    tick()

    assert Notice.objects.get(person=invited.user).url == f"/invited/{invited.pk}/"
