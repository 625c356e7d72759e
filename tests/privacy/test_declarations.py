"""Every column says what it knows about whom."""

from django.db import models

from accounts.models import User
from accounts.personal_data import ABOUT_ORGANISATION, ACCOUNT, SESSION
from meetings.models import Log
from mentoring_platform.fields import CharField, TextField
from mentoring_platform.personal_data import Erasure, declarations, personal, undeclared
from programmes.models import Participant
from programmes.personal_data import GROUP_WORK, PARTICIPATION


def test_no_column_is_undeclared(promise):
    control = len(undeclared(diary("BareDiary")))

    missing = undeclared()

    assert missing == []
    promise("Columns without privacy metadata", len(missing), "columns", goal=0, control=control)


def diary(name, **fields):
    """A model as somebody writes it who has not heard of declarations."""

    class Meta:
        app_label = "diaries"

    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    told = {"author": author, "text": TextField(), "Meta": Meta, "__module__": __name__}
    return type(name, (models.Model,), told | fields)


def test_a_free_text_does_not_follow_its_model():
    silent = personal(ACCOUNT, of="author")(diary("SilentDiary"))
    telling = diary("TellingDiary", text=TextField(privacy=GROUP_WORK.of("author")))
    personal(ACCOUNT, of="author")(telling)

    assert undeclared(silent) == ["diaries.SilentDiary.text declares no privacy"]
    assert undeclared(telling) == ["diaries.TellingDiary.text has no clock for its retention"]


def test_what_is_said_has_to_be_enough():
    nobodys = personal(ACCOUNT)(diary("NobodysDiary", text=CharField(privacy=ACCOUNT)))
    denied = personal(ABOUT_ORGANISATION)(diary("DeniedDiary", text=CharField(privacy=ACCOUNT)))
    timeless = personal(SESSION, of="author")(
        diary("TimelessDiary", text=TextField(privacy=ACCOUNT))
    )

    assert undeclared(nobodys) == ["diaries.NobodysDiary.text does not say whose it is"]
    assert set(undeclared(denied)) == {
        "diaries.DeniedDiary.author leads to a person",
        "diaries.DeniedDiary.text does not say whose it is",
    }
    assert undeclared(timeless) == ["diaries.TimelessDiary.author has no clock for its retention"]


def test_a_declaration_leads_to_the_person():
    of_log = {one.field.name: one for one in declarations(of_model=Log)}
    of_participant = {one.field.name: one for one in declarations(of_model=Participant)}

    assert of_log["insights"].whose == of_log["written_by"].whose == "written_by"
    assert of_log["insights"].privacy.erasure == Erasure.KEPT
    assert of_participant["state"].privacy == PARTICIPATION
    assert of_participant["user"].is_person


def test_metadata_stays_out_of_migrations():
    _name, _path, _args, kwargs = Log._meta.get_field("insights").deconstruct()

    assert kwargs.keys() == {"verbose_name", "blank", "max_length"}
