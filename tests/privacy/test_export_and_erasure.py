"""A code of one person in every column: the copy holds all, and after erasure none is left."""

import io
import json
import zipfile

import pytest
from django.utils import timezone

from accounts.models import User
from mentoring_platform.personal_data import Erasure
from privacy import extract
from privacy.bundle import bundle
from privacy.erasing import erase
from privacy.parts import parts
from tests.privacy.planting import columns, dump, parts_without_a_row, plant

GOES = [Erasure.ROW, Erasure.CONTENT]


@pytest.fixture
def planted(db):
    return plant()


def opened(content):
    """The two files of a copy."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def missing(codes, text):
    """Codes that do not stand in the text, whether as letters or as bytes in figures."""
    return {code for code in codes if code not in text and code.encode().hex() not in text}


def test_every_part_is_reached(planted):
    assert parts_without_a_row(planted) == []
    assert len(planted.codes) > 30


def test_the_copy_holds_every_column_it_should(planted, promise, monkeypatch):
    codes = planted.told(export=[True])

    files = opened(bundle(planted.person, now=timezone.now()))

    assert missing(codes, files["my-data.json"]) == set()
    assert missing(codes, files["my-data.html"]) == set()
    assert json.loads(files["my-data.json"])["of"] == planted.person.email
    monkeypatch.setattr(extract, "parts", lambda: [p for p in parts() if p.model is User])
    by_hand = opened(bundle(planted.person, now=timezone.now()))["my-data.json"]
    promise(
        f"Copy of one’s data: codes missing of {len(codes)}",
        len(missing(codes, files["my-data.json"])),
        "codes",
        goal=0,
        control=len(missing(codes, by_hand)),
    )


def test_secrets_stay_out_of_the_copy(planted):
    codes = planted.told(export=[False]) - planted.told(export=[True])

    copy = "".join(opened(bundle(planted.person, now=timezone.now())).values())

    assert codes
    assert missing(codes, copy) == codes


def test_after_erasure_nothing_is_left_but_what_is_said_to_stay(planted, promise):
    to_go, to_stay = planted.told(erasure=GOES), planted.told(erasure=[Erasure.KEPT])
    before = dump()
    assert missing(to_go | to_stay, before) == set()

    erase(planted.person, now=timezone.now())

    after = dump()
    left = to_go - missing(to_go, after)
    assert {name for name, code in planted.codes.items() if code in left} == set()
    assert missing(to_stay, after) == set()
    promise(
        f"Erasure: codes left of {len(to_go)} ({len(to_stay)} of groups stay)",
        len(left),
        "codes",
        goal=0,
        control=_left_by_plain_deletion(),
    )


def _left_by_plain_deletion():
    """What stays when somebody only deletes the row of the person."""
    planted = plant()
    codes = planted.told(erasure=GOES)
    planted.person.delete()
    return len(codes - missing(codes, dump()))


def test_what_stays_is_little_and_has_a_reason():
    kept = {name: c.privacy.why_kept for name, c in columns().items() if c.privacy.why_kept}

    assert all(kept.values())
    models = {name.rpartition(".")[0] for name in kept}
    assert models <= {"meetings.Log", "meetings.Meeting", "meetings.Opening"}
