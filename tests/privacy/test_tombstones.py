"""Who was erased stays erased when a backup comes back."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from meetings.models import Log
from privacy.erasing import erase
from privacy.models import Tombstone
from tests import factories


@pytest.fixture
def restored(mentee, mentor, tmp_path):
    """A backup with the mentee in it, restored after the mentee was erased; the file of stones."""
    backup = User.objects.values().get(pk=mentee.pk)
    erase(mentee, now=timezone.now())
    stones = tmp_path / "tombstones"
    call_command("write_tombstones", stones)
    Tombstone.objects.all().delete()
    User.objects.filter(pk=mentee.pk).update(**backup)
    return stones


def test_a_restored_person_is_erased_again(restored, mentee, mentor):
    mentee.refresh_from_db()
    assert mentee.name == "Noora Al-Hamdani"  # the control: without the replay they are back

    call_command("replay_tombstones", restored)

    mentee.refresh_from_db()
    mentor.refresh_from_db()
    assert mentee.erased_at
    assert mentee.get_full_name() == "Former participant"
    assert mentor.name == "Thuy Linh Nguyễn"
    assert Tombstone.objects.count() == 1


def test_replaying_twice_changes_nothing(restored):
    call_command("replay_tombstones", restored)
    first = list(User.objects.order_by("pk").values())

    call_command("replay_tombstones", restored)

    assert list(User.objects.order_by("pk").values()) == first


def test_a_newcomer_with_the_key_of_somebody_erased_is_left_alone(restored, mentee):
    """After a restore the database may give a number away again."""
    User.objects.filter(pk=mentee.pk).delete()
    newcomer = factories.UserFactory(pk=mentee.pk, name="Nea Newcomer")

    call_command("replay_tombstones", restored)

    newcomer.refresh_from_db()
    assert newcomer.name == "Nea Newcomer"


def test_a_tombstone_tells_nobody_who_it_was(mentee):
    erase(mentee, now=timezone.now())

    stone = Tombstone.objects.get()
    mentee.refresh_from_db()
    assert mentee.pseudonym is None
    assert len(stone.digest) == 64
    assert stone.erased_on == timezone.now().date()


def test_shared_records_stay_with_a_former_participant(group, mentee, mentor):
    meeting = factories.meeting_of(group, mentor)
    log = Log.objects.create(
        meeting=meeting, insights="We learned", written_by=mentee, written_at=timezone.now()
    )
    members = group.memberships.count()

    report = erase(mentee, now=timezone.now() + timedelta(seconds=1))

    log.refresh_from_db()
    assert log.insights == "We learned"
    assert log.written_by.get_full_name() == "Former participant"
    assert group.memberships.count() == members
    assert not group.has(mentee)
    assert {line.table for line in report} >= {"people", "meeting logs", "group memberships"}
