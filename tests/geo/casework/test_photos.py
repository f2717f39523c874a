"""A photo that is kept shows the place and tells nothing else."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from geo.casework.photos import LONGEST_SIDE_PX, cleaned
from geo.errors import BadInput

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def photo(size=(640, 480), kind="JPEG", **saved) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    pixels[: size[1] // 2] = (255, 0, 0)
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, kind, **saved)
    return written.getvalue()


def with_metadata() -> bytes:
    exif = Image.Exif()
    exif[MAKER] = "TELEFON-ANNY"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[2] = (53.0, 0.0, 38.5)
    return photo(exif=exif, comment=b"TAJNE", icc_profile=b"TAJNY-PROFIL" * 20)


def test_nothing_of_the_metadata_is_left() -> None:
    given = with_metadata()
    assert b"TELEFON-ANNY" in given
    kept = cleaned(given).image
    for secret in (b"TELEFON-ANNY", b"TAJNE", b"TAJNY-PROFIL", b"Exif", b"ICC_PROFILE"):
        assert secret not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert dict(opened.getexif()) == {}
        assert opened.format == "JPEG"


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    kept = cleaned(with_metadata())
    assert (kept.width_px, kept.height_px) == (480, 640)


def test_what_hides_behind_the_picture_is_gone() -> None:
    assert b"<script>" not in cleaned(photo() + b"<script>alert(1)</script>").image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_made_smaller_and_keeps_its_shape(kind) -> None:
    kept = cleaned(photo((3000, 1500), kind))
    assert (kept.width_px, kept.height_px) == (LONGEST_SIDE_PX, LONGEST_SIDE_PX // 2)
    with Image.open(io.BytesIO(kept.image)) as opened:
        red, green, _ = opened.getpixel((800, 100))
    assert red > 240
    assert green < 20


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"nic",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(100),
        photo()[:2000],
        photo(kind="PNG")[:-40],
    ],
)
def test_what_is_no_whole_photo_is_refused(given) -> None:
    with pytest.raises(BadInput, match="must be a whole JPEG, PNG or WebP"):
        cleaned(given)


def test_other_formats_are_not_even_decoded() -> None:
    for kind in ("GIF", "TIFF", "BMP"):
        with pytest.raises(BadInput):
            cleaned(photo(kind=kind))


def test_a_picture_that_unpacks_to_more_than_a_camera_takes_is_refused() -> None:
    written = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(written, "PNG")
    assert len(written.getvalue()) < 100_000
    with pytest.raises(BadInput):
        cleaned(written.getvalue())
