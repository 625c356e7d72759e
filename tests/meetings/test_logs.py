"""Two people writing one log lose nothing; who may not read it finds no word of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import monotonic

import pytest
from django.db import connection, connections
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from meetings.differences import marked
from meetings.models import Log, LogChanged, Meeting
from programmes import readers
from tests import factories
from tests import world as worlds
from tests.walk import pages

pytestmark = pytest.mark.django_db
CANARY = "kanarialintu"
POSTGRES = connection.vendor == "postgresql"
WRITERS = 20 if POSTGRES else 5


@pytest.fixture
def held(group, mentor, mentee):
    """A meeting of two days ago, not yet logged."""
    return factories.meeting_of(
        group, mentor, day=timezone.localdate() - timedelta(days=2), theme=f"{CANARY} theme"
    )


def write(browser, meeting, version=0, **fields):
    url = reverse("meetings:log", args=[meeting.pk])
    known = {"version": version, "themes": "", "insights": "", "decisions": "", "present": []}
    return browser.post(url, known | fields)


def test_a_log_is_written_in_one_page_and_the_meeting_is_held(held, mentee, signed_in):
    browser = signed_in(mentee)
    page = browser.get(reverse("meetings:log", args=[held.pk]))
    present = page.context["form"]["present"].initial
    assert len(present) == 2

    answer = write(browser, held, insights="We learned", present=present[:1])

    held.refresh_from_db()
    assert answer.url == held.get_absolute_url()
    assert held.state == Meeting.State.HELD
    assert (held.log.insights, held.log.written_by, held.log.version) == ("We learned", mentee, 1)
    assert held.attendances.filter(was_present=True).count() == 1


def test_the_next_meeting_is_planned_along_with_the_log(held, mentee, signed_in):
    day = timezone.localdate() + timedelta(days=14)

    write(signed_in(mentee), held, insights="x", next_day=day.isoformat(), next_time="17:30")

    planned = Meeting.objects.get(number=2)
    assert (planned.day, planned.minutes, planned.zone) == (day, held.minutes, held.zone)


def test_a_next_meeting_in_the_past_keeps_what_was_typed(held, mentee, signed_in):
    answer = write(
        signed_in(mentee), held, insights="typed words", next_day="2020-01-01", next_time="12:00"
    )

    assert "This time has passed" in answer.content.decode()
    assert "typed words" in answer.content.decode()
    assert not Log.objects.exists()


def test_two_people_saving_the_first_log_see_both_texts(held, mentor, mentee, signed_in):
    write(signed_in(mentor), held, insights="the text of the mentor")

    answer = write(signed_in(mentee), held, insights="the words of the mentee")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<ins>text</ins>" in page
    assert "the words of the mentee" in page
    assert Log.objects.get().insights == "the text of the mentor"
    assert 'name="version" value="1"' in page

    write(signed_in(mentee), held, version=1, insights="both")
    assert (Log.objects.get().insights, Log.objects.get().version) == ("both", 2)


def test_an_old_version_overwrites_nothing(held, mentor, mentee, signed_in):
    write(signed_in(mentor), held, insights="one")
    write(signed_in(mentor), held, version=1, insights="two")

    answer = write(signed_in(mentee), held, version=1, insights="mine")

    assert answer.status_code == 409
    assert Log.objects.get().insights == "two"


def test_the_same_words_twice_are_no_conflict_and_plan_one_meeting(held, mentor, mentee, signed_in):
    """Two people press save at once, having changed nothing."""
    words = {"insights": "first line\r\nsecond line"}
    day = (timezone.localdate() + timedelta(days=14)).isoformat()

    for person in (mentor, mentee):
        answer = write(signed_in(person), held, **words, next_day=day, next_time="17:30")
        assert answer.url == held.get_absolute_url()

    assert Log.objects.get().insights == "first line\nsecond line"
    assert Meeting.objects.filter(number__gt=1).count() == 1


def test_only_what_differs_is_shown_as_a_conflict(held, mentor, mentee, signed_in):
    same = {"decisions": "one\r\ntwo"}
    write(signed_in(mentor), held, insights="theirs", **same)

    answer = write(signed_in(mentee), held, insights="mine", **same)

    assert [pair.name for pair in answer.context["conflict"]] == ["insights"]


def save_at_once(meeting, writers, edits, save):
    """Each writer reads, adds a word and saves, and tries again when told of a conflict."""

    def work(number):
        kept = 0
        try:
            for edit in range(edits):
                word = f"w{number}.{edit}"
                while True:
                    log = Log.objects.get(meeting=meeting)
                    try:
                        save(log, f"{log.insights} {word}")
                    except LogChanged:
                        continue
                    kept += 1
                    break
        finally:
            connections.close_all()
        return kept

    with ThreadPoolExecutor(max_workers=writers) as pool:
        list(pool.map(work, range(writers)))
    return len(set(Log.objects.get(meeting=meeting).insights.split()))


@pytest.mark.django_db(transaction=True)
def test_every_edit_of_many_writers_is_kept(held, mentor):
    now = timezone.now()
    Log.record(meeting=held, version=0, present=[], by=mentor, now=now, insights="")

    def save(log, text):
        Log.record(meeting=held, version=log.version, present=[], by=mentor, now=now, insights=text)

    assert save_at_once(held, WRITERS, 3, save) == WRITERS * 3


@pytest.mark.skipif(not POSTGRES, reason="needs writers at the same time")
@pytest.mark.django_db(transaction=True)
def test_control_without_the_version_edits_are_lost(held, mentor):
    now = timezone.now()
    Log.record(meeting=held, version=0, present=[], by=mentor, now=now, insights="")

    def save(log, text):
        connection.cursor().execute("SELECT pg_sleep(0.005)")
        Log.objects.filter(pk=log.pk).update(insights=text, version=F("version") + 1)

    assert save_at_once(held, WRITERS, 3, save) < WRITERS * 3


def first_logs_at_once(meeting, people, save):
    """Everybody has the empty page open and presses save in the same moment; who was refused."""
    start = Barrier(len(people))

    def work(person):
        start.wait()
        try:
            save(person)
        except LogChanged as changed:
            return changed.log.insights
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(max_workers=len(people)) as pool:
        return [told for told in pool.map(work, people) if told is not None]


@pytest.mark.django_db(transaction=True)
def test_of_two_first_logs_one_is_kept_and_the_other_is_told(held, mentor, mentee):
    def save(person):
        Log.record(
            meeting=Meeting.objects.get(pk=held.pk),
            version=0,
            present=[],
            by=person,
            now=timezone.now(),
            insights=f"by {person.pk}",
        )

    told = first_logs_at_once(held, [mentor, mentee], save)

    log = Log.objects.get()
    assert told == [log.insights]
    assert log.version == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_check_nobody_is_told(held, mentor, mentee):
    def save(person):
        known = {"insights": f"by {person.pk}", "written_by": person, "written_at": timezone.now()}
        Log.objects.update_or_create(meeting=held, defaults=known)

    assert first_logs_at_once(held, [mentor, mentee], save) == []
    assert Log.objects.count() == 1


def test_before_it_begins_there_is_nothing_to_log(group, mentee, signed_in):
    ahead = factories.meeting_of(group, mentee)

    answer = write(signed_in(mentee), ahead, insights="too early")

    assert answer.url == ahead.get_absolute_url()
    assert not Log.objects.exists()
    ahead.refresh_from_db()
    assert ahead.state == Meeting.State.PLANNED


@pytest.mark.parametrize("state", ["cancelled", "missed"])
def test_what_was_written_counts_even_if_somebody_had_called_it_off(held, mentee, signed_in, state):
    Meeting.objects.update(state=state)

    write(signed_in(mentee), held, insights="we met after all")

    held.refresh_from_db()
    assert (held.state, held.log.insights) == ("held", "we met after all")


def test_a_next_meeting_that_is_planned_is_shown_instead_of_asked(held, group, mentee, signed_in):
    planned = factories.meeting_of(group, mentee)

    page = signed_in(mentee).get(reverse("meetings:log", args=[held.pk]))

    assert "next_day" not in page.context["form"].fields
    assert planned.get_absolute_url() in page.content.decode()


def test_hostile_texts_are_compared_quickly_and_as_text():
    mine, theirs = "a b " * 2500, "b a " * 2500
    began = monotonic()

    assert "&lt;script&gt;" in marked("<script>", "x")
    assert marked(mine, theirs)
    assert monotonic() - began < 2


def test_no_word_of_a_group_reaches_others(signed_in, db):
    """Every page, as coordinator, admin, operator and outsider; the member is the control."""
    world = worlds.build(4)
    Log.objects.update(insights=f"{CANARY} insight", decisions=f"{CANARY} decision", themes=CANARY)
    Meeting.objects.update(theme=f"{CANARY} theme")
    Log.objects.get_or_create(
        meeting=world.meeting,
        defaults={"insights": CANARY, "written_at": timezone.now(), "written_by": world.member},
    )
    world.people["outsider"] = world.outsider
    seen = dict.fromkeys((*world.people, "outsider"), 0)
    for name, person in {**world.people, "outsider": world.outsider}.items():
        browser = signed_in(person)
        for page in pages(world):
            if "GET" in page.policy.methods and CANARY in browser.get(page.url).content.decode(
                errors="replace"
            ):
                seen[name] += 1

    assert seen.pop("member") >= 4
    assert seen == {"coordinator": 0, "admin": 0, "operator": 0, "outsider": 0}


def test_what_people_are_told_is_what_the_query_does(held, mentor, mentee, coordinator, outsider):
    """The line "Who sees this" of the log names exactly those for whom the log exists."""
    Log.record(meeting=held, version=0, present=[], by=mentor, now=timezone.now(), insights="x")

    assert Log._meta.get_field("insights").readers is readers.GROUP
    sees = {
        who: Log.objects.visible_to(who).exists() for who in (mentor, mentee, coordinator, outsider)
    }
    assert sees == {mentor: True, mentee: True, coordinator: False, outsider: False}
