"""Reading the presets between which a turning camera goes, from text such as 90/30@0,5; 180@25%."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from geo.errors import BadInput
from geo.ingest.measures import number
from geo.model.camera import Preset

_MUST = (
    "Presets must be written as bearing/opening@share and parted by semicolons, such as 90/30@0,5; 180@25%, where the"
    " opening may be left out, not {given!r}."
)
_BEARING_MUST = "The bearing of a preset must be between 0 and 360 degrees, not {given}."
_OPENING_MUST = "The opening of a preset must be above 0 and under 180 degrees, not {given}."
_SHARE_MUST = "The share of time of a preset must be above 0 and up to 1, or up to 100%, not {given}."
_SHARES_MUST = "The shares of the presets of a camera must be at most 1 together, not {given}."
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_PRESET = re.compile(rf"({_NUMBER})\s*°?(?:\s*/\s*({_NUMBER})\s*°?)?\s*@\s*({_NUMBER})\s*(%?)")
#: A comma before a digit is a decimal comma; before a blank it separates.
_BETWEEN = re.compile(r"[;|\n]|,\s")
_ROUNDING = 1e-9


def presets(given: object) -> tuple[Preset, ...]:
    """Read the presets of one camera.

    Parameters
    ----------
    given
        Text ``bearing/opening@share`` with ``;`` between; degrees clockwise from north, the share of time as a part of
        1 or in percent. Or a list as JSON, of such texts or of objects with ``bearing_deg``, ``hfov_deg``, ``share``;
        an empty list has none.

    Examples
    --------
    >>> [str(preset) for preset in presets("90°/30° @ 50%; 180@0,25")]
    ['90/30@0.5', '180@0.25']
    """
    text = str(given).strip()
    listed = text.startswith("[")
    parts = _listed(text) if listed else [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if not parts and not listed:
        raise BadInput(_MUST, given=text)
    found = tuple(_preset(part, text) for part in parts)
    together = sum(preset.share for preset in found)
    if together > 1 + _ROUNDING:
        raise BadInput(_SHARES_MUST, given=round(together, 4))
    return found


def _listed(text: str) -> list[Any]:
    try:
        listed = json.loads(text)
    except ValueError:
        raise BadInput(_MUST, given=text) from None
    return list(listed)


def _preset(part: object, whole: str) -> Preset:
    if isinstance(part, Mapping):
        return _checked(*(_told(part, name, whole) for name in ("bearing_deg", "hfov_deg", "share")), whole=whole)
    found = _PRESET.fullmatch(str(part).strip())
    if found is None:
        raise BadInput(_MUST, given=whole)
    bearing, opening, share, percent = found.groups()
    part_of_time = number(share) / 100 if percent else number(share)
    return _checked(number(bearing), None if opening is None else number(opening), part_of_time, whole=whole)


def _told(part: Mapping[str, Any], name: str, whole: str) -> float | None:
    given = part.get(name)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise BadInput(_MUST, given=whole)
    return number(given)


def _checked(bearing_deg: float | None, opening_deg: float | None, share: float | None, *, whole: str) -> Preset:
    if bearing_deg is None or share is None:
        raise BadInput(_MUST, given=whole)
    if not 0 <= bearing_deg <= 360:
        raise BadInput(_BEARING_MUST, given=bearing_deg)
    if opening_deg is not None and not 0 < opening_deg < 180:
        raise BadInput(_OPENING_MUST, given=opening_deg)
    if not 0 < share <= 1:
        raise BadInput(_SHARE_MUST, given=share)
    return Preset(bearing_deg=bearing_deg % 360, hfov_deg=opening_deg, share=share)
