import io
import random
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

from accounts.logos import MAX_BYTES, LogoError, read_logo
from tests.factories import AffiliationFactory

NO_PICTURE = "This is no PNG, JPEG or WebP picture."
TOO_LARGE = "This picture is larger than 1 MB."
TOO_MANY = "This picture has too many pixels."


def drawn(kind="PNG", size=(40, 20), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width, height):
    """A small PNG that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(2_000_000), 9)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", pixels), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def text_bomb():
    """A PNG whose comment unpacks to far more than the file."""
    comment = b"Comment\x00\x00" + zlib.compress(bytes(80_000_000), 9)
    picture = drawn()
    return picture[:33] + chunk(b"zTXt", comment) + picture[33:]


HOSTILE = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', NO_PICTURE),
    "html": (b"<html><script>alert(1)</script></html>", NO_PICTURE),
    "text": (b"not a picture", NO_PICTURE),
    "gif": (drawn("GIF"), NO_PICTURE),
    "tiff": (drawn("TIFF"), NO_PICTURE),
    "bmp": (drawn("BMP"), NO_PICTURE),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NO_PICTURE),
    "cut off": (drawn(size=(300, 300))[:-40], NO_PICTURE),
    "head only": (drawn()[:20], NO_PICTURE),
    "archive": (b"PK\x03\x04" + bytes(100), NO_PICTURE),
    "text bomb": (text_bomb(), NO_PICTURE),
    "wide": (bomb(5000, 5000), TOO_MANY),
    "bomb": (bomb(12_000, 12_000), TOO_MANY),
    "great bomb": (bomb(60_000, 60_000), TOO_MANY),
    "large": (drawn() + bytes(MAX_BYTES), TOO_LARGE),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_a_sentence(name):
    data, sentence = HOSTILE[name]

    with pytest.raises(LogoError) as refused:
        read_logo(io.BytesIO(data))

    assert str(refused.value) == sentence


def test_a_broken_file_never_breaks_the_page():
    """Pictures with a few bytes changed or cut are drawn or refused, nothing else."""
    chance = random.Random(7)
    outcomes = {"drawn": 0, "refused": 0}
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = drawn(kind, (64, 64))
        for _try in range(200):
            broken = bytearray(whole[: chance.randrange(8, len(whole) + 1)])
            for _byte in range(chance.randrange(4)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            try:
                read_logo(io.BytesIO(bytes(broken)))
                outcomes["drawn"] += 1
            except LogoError:
                outcomes["refused"] += 1
    assert min(outcomes.values()) > 10


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("PNG", "LA"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGBA"),
    ],
)
def test_pictures_become_small_pngs(kind, mode):
    logo = Image.open(io.BytesIO(read_logo(io.BytesIO(drawn(kind, (1200, 600), mode)))))

    assert (logo.format, logo.size) == ("PNG", (256, 128))


def test_what_a_picture_carries_besides_is_gone():
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "canary-place")
    exif = Image.Exif()
    exif[0x010E] = "canary-place"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    carrying = drawn("PNG", pnginfo=told, exif=exif, icc_profile=profile)
    assert b"canary-place" in carrying

    logo = read_logo(io.BytesIO(carrying + b"<script>canary-place</script>"))

    assert b"canary-place" not in logo
    assert b"iCCP" not in logo


def test_a_photo_lying_on_its_side_is_turned_up():
    exif = Image.Exif()
    exif[0x0112] = 6

    logo = read_logo(io.BytesIO(drawn("JPEG", (40, 20), exif=exif)))

    assert Image.open(io.BytesIO(logo)).size == (20, 40)


# On the pages ---------------------------------------------------------------------------


@pytest.fixture
def admin(db):
    return AffiliationFactory(role="admin").user


@pytest.fixture
def browser(signed_in, admin):
    return signed_in(admin)


@pytest.fixture
def organisation(admin):
    return admin.affiliations.get().organisation


def look(browser, organisation, **changes):
    form = {"name": organisation.name, "kind": "university", "colour": "pine"} | changes
    return browser.post(f"/organisations/{organisation.pk}/edit/", form)


def test_a_logo_is_kept_and_served_safely(browser, organisation):
    look(browser, organisation, picture=SimpleUploadedFile("x.html", drawn("JPEG")))

    answer = browser.get(f"/organisations/{organisation.pk}/logo/")

    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert Image.open(io.BytesIO(answer.content)).size == (40, 20)
    address = f'src="/organisations/{organisation.pk}/logo/"'
    assert address in browser.get(f"/organisations/{organisation.pk}/").content.decode()
    again = browser.get(
        f"/organisations/{organisation.pk}/logo/", headers={"If-None-Match": answer["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_saving_without_a_new_picture_keeps_the_old_one(browser, organisation):
    look(browser, organisation, picture=SimpleUploadedFile("logo.png", drawn()))

    look(browser, organisation, colour="lake")

    organisation.refresh_from_db()
    assert (bool(organisation.logo), organisation.colour) == (True, "lake")


def test_the_logo_is_taken_away(browser, organisation):
    look(browser, organisation, picture=SimpleUploadedFile("logo.png", drawn()))

    look(browser, organisation, without_logo="on")

    assert browser.get(f"/organisations/{organisation.pk}/logo/").status_code == 404


@pytest.mark.parametrize("name", ["svg", "bomb", "large", "cut off"])
def test_a_refused_picture_is_told_at_its_field_and_the_rest_stays(browser, organisation, name):
    data, sentence = HOSTILE[name]

    answer = look(
        browser, organisation, short_name="Typed", picture=SimpleUploadedFile("logo.png", data)
    )

    assert answer.context["form"].errors == {"picture": [sentence]}
    assert 'value="Typed"' in answer.content.decode()
    organisation.refresh_from_db()
    assert (organisation.logo, organisation.short_name) == (None, "")


def test_an_empty_file_is_refused(browser, organisation):
    answer = look(browser, organisation, picture=SimpleUploadedFile("logo.png", b""))

    assert list(answer.context["form"].errors) == ["picture"]


def test_outsiders_get_no_logo(signed_in, browser, organisation, outsider):
    look(browser, organisation, picture=SimpleUploadedFile("logo.png", drawn()))

    answer = signed_in(outsider).get(f"/organisations/{organisation.pk}/logo/")

    assert answer.status_code == 404
