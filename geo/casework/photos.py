"""How a photo is taken in: only its pixels, nothing of where and with what it was taken."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from geo.errors import BadInput

MOST_PHOTOS = 3
MOST_BYTES = 12_000_000
MOST_PIXELS = 50_000_000
#: Enough to see what is wrong with a place, too little to read a number plate across a square.
LONGEST_SIDE_PX = 1600
#: The only formats that are decoded at all; vector formats and animations are not.
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A photo as it is kept: a JPEG that was encoded here."""

    image: bytes
    width_px: int
    height_px: int


def cleaned(given: bytes) -> Cleaned:
    """Decode a photo, turn it upright, make it smaller and encode it anew; all metadata are gone.

    Raises
    ------
    BadInput
        If it is no photo of a known format, damaged, or too large.
    """
    if len(given) > MOST_BYTES:
        raise BadInput("A photo must have at most {most} MB.", most=MOST_BYTES // 1_000_000)
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(given), formats=_FORMATS) as opened:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if opened.width * opened.height > MOST_PIXELS:
                raise BadInput("A photo must have at most {most} megapixels.", most=MOST_PIXELS // 1_000_000)
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning) as error:
        raise BadInput("A photo must be a whole JPEG, PNG or WebP file.") from error
    upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    # A fresh picture of the pixels alone: what the decoder noted beside them stays behind.
    bare = Image.frombytes("RGB", upright.size, upright.tobytes())
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return Cleaned(written.getvalue(), bare.width, bare.height)
