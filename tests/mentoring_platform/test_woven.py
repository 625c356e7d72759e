import re
from hashlib import sha256

from mentoring_platform import woven
from mentoring_platform.woven.yarns import DYED


def yarns_in(svg):
    return set(re.findall(r'class="y-(\w+)"', svg)) & set(DYED)


def test_a_programme_keeps_its_cloth_for_ever():
    cloth = woven.band("programme-1") + woven.band("programme-1", until=58, height=72)

    assert sha256(cloth.encode()).hexdigest()[:16] == "61a428f70c001478"


def test_programmes_differ_in_their_cloth():
    assert len({woven.band(f"programme-{pk}") for pk in range(200)}) == 200


def test_a_band_is_decoration_until_it_has_a_title():
    assert 'aria-hidden="true"' in woven.band("a")
    assert 'role="img" aria-label="Week 3 &lt;of&gt; 5"' in woven.band("a", title="Week 3 <of> 5")


def test_the_cells_of_a_mail_band_fill_its_width():
    widths = re.findall(r'<td bgcolor="#\w+" width="(\d+)"', woven.mail_band("programme-1"))

    assert sum(map(int, widths)) == 600


def test_the_rug_is_undyed_while_marks_are_hidden():
    areas = [woven.Area("A", "Goals", [woven.Marker("N", 2)], group=2, before=1)]

    assert len(yarns_in(woven.rug(areas, seed="programme-1"))) == 2
    assert yarns_in(woven.rug(areas, seed="programme-1", dyed=False)) == set()


def test_a_rug_escapes_what_people_wrote():
    drawing = woven.rug([woven.Area("A", "<script>", [woven.Marker("<", 0)], note="&")])

    assert "<script>" not in drawing
    assert "&lt;script&gt;" in drawing
