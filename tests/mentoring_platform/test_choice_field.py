from django.utils import translation

from mentoring_platform.fields import ChoiceField
from programmes.models import Participant


def test_a_choice_is_told_in_the_language_of_the_moment():
    mentor = Participant(role="mentor")

    with translation.override("fi"):
        assert mentor.get_role_display() == "Mentori"
    with translation.override("sv"):
        assert mentor.get_role_display() == "Mentor"


def test_a_word_that_is_no_choice_any_more_is_told_as_it_is():
    assert Participant(role="gone").get_role_display() == "gone"


def test_migrations_know_a_plain_column():
    _name, path, _args, kwargs = ChoiceField(max_length=3, choices=[("a", "A")]).deconstruct()

    assert (path, kwargs["max_length"]) == ("django.db.models.CharField", 3)
