"""The woven motif: a stripe band for each programme, and the rug of the carpet.

Pure functions from plain values to SVG text. The same id always gives the same cloth,
in page, mail and PDF. No clock, no random source, nothing but the standard library.

    band("programme-42")                    the band of a page head
    band("programme-42", until=58)          the same band on the loom, woven to 58 %
    band("programme-42", swatch=44)         a small piece with the figure in its middle
    mail_band("programme-42")               the stripes as a table row, for mail
    rug([Area("A", "Goals", [...])])        the carpet
"""

from mentoring_platform.woven.band import band, mail_band
from mentoring_platform.woven.marks import Area, Marker
from mentoring_platform.woven.rug import rug

__all__ = ["Area", "Marker", "band", "mail_band", "rug"]
