"""A logo that somebody uploads: measured, opened, and drawn anew as a small PNG."""

import io
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MAX_BYTES = 1024 * 1024
MAX_PIXELS = 16_000_000
SIDE = 256
KINDS = ("PNG", "JPEG", "WEBP")


class LogoError(Exception):
    """Why the file is no logo; ``reason`` is a sentence for the person."""

    def __init__(self, reason: Any) -> None:
        self.reason = reason
        super().__init__(str(reason))


def read_logo(upload: IO[bytes]) -> bytes:
    """PNG of at most 256 pixels a side. What the file carried besides the picture is gone."""
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise LogoError(_("This picture is larger than 1 MB."))
    try:
        return _draw(data)
    except (LogoError, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LogoError(_("This picture has too many pixels.")) from None
    except Exception:  # decoders fail on broken files in more ways than they document
        raise LogoError(_("This is no PNG, JPEG or WebP picture.")) from None


def _draw(data: bytes) -> bytes:
    picture = Image.open(io.BytesIO(data), formats=KINDS)
    if picture.width * picture.height > MAX_PIXELS:  # told by the header, before a pixel is read
        raise LogoError(_("This picture has too many pixels."))
    drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    drawn.thumbnail((SIDE, SIDE))
    drawn.info.clear()
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()
