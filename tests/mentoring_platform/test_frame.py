"""Pages wear the look of the organisation that the person belongs to."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from mentoring_platform.fields import HEAP, tidy
from tests import factories

pytestmark = pytest.mark.django_db


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(out, "PNG")
    return out.getvalue()


def test_name_colour_and_logo_of_the_organisation_are_worn(signed_in):
    home = factories.OrganisationFactory(
        name="Kvarken University", short_name="Kvarken", colour="lake", logo=picture()
    )
    person = factories.AffiliationFactory(organisation=home).user

    page = signed_in(person).get("/").content.decode()

    assert "<title>My mentoring – Kvarken</title>" in page
    assert 'data-colour="lake"' in page
    assert f'<img class="logo" src="/organisations/{home.pk}/logo/" alt="">' in page
    assert signed_in(person).get(f"/organisations/{home.pk}/logo/")["Content-Type"] == "image/png"


def test_without_an_organisation_it_is_raanu(signed_in, outsider):
    page = signed_in(outsider).get("/").content.decode()

    assert "<title>My mentoring – Raanu</title>" in page
    assert 'class="logo"' not in page


def test_accents_in_heaps_are_refused_and_those_of_languages_kept():

    with pytest.raises(ValidationError):
        tidy("a" + "\u0301" * (HEAP + 1))
    assert tidy("Nguye\u0302\u0303n") == "Nguyễn"
