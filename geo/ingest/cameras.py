"""Reading cameras off a row of a register."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo.city import City
from geo.coverage import pose
from geo.errors import BadInput
from geo.ingest import measures, words
from geo.ingest.bearings import Look, looks
from geo.ingest.presets import presets
from geo.ingest.row import Row, Values
from geo.profile.cameras import CameraKind
from geo.storage.store import Writing

_TYPE_MUST = "A camera type must be one of {choices}, not {given!r}."
_STATUS_MUST = "A camera's status must be one of {choices}, not {given!r}."
_KIND_MUST = "A camera kind must be one of {choices}, not {given!r}."
_RESOLUTION_MUST = "A resolution must be pixels such as 2560x1440 or one of {choices}, not {given!r}."
_MANY = re.compile(r"[;,/]")
_PIXELS = re.compile(r"(\d{2,6})\s*[x×*]\s*(\d{2,6})", re.IGNORECASE)
#: A range of directions from this width on is a camera that turns all round: no lens opens so far.
_ALL_ROUND_DEG = 180.0


def things(row: Row, city: City) -> list[Values]:
    """Return the values of each camera that a row tells of: several where it names several directions."""
    return cameras(row, city.camera_kinds)


def cameras(row: Row, kinds: Mapping[str, CameraKind]) -> list[Values]:
    """Return the values of each camera of a row, given the kinds of cameras that the city knows.

    Notes
    -----
    A list of directions on a camera that does not turn is as many cameras at one mount, ``ref/1``, ``ref/2``.
    A range narrower than 180° gives the field of view, unless the register tells it; a wider one a dome. A type that
    is the word for a kind, such as a thermal camera, tells the kind, and the kind the type.
    """
    _refuse_what_is_no_camera(row)
    kind = _kind_told(row, kinds)
    values: Values = {
        "ref": row.text("ref"),
        "name": row.text("name"),
        "camera_type": None if _kind_by_word(row, "camera_type", kinds) else _camera_type(row),
        "kind": kind,
        "mount": _mount(row),
        "height_m": _height_m(row),
        "tilt_deg": row.read("tilt_deg", measures.degrees),
        "hfov_deg": row.read("hfov_deg", measures.degrees),
        "ir_range_m": _ir_range_m(row),
        "presets": row.read("presets", presets),
        "cost_grosze": row.read("cost_grosze", measures.grosze),
        "system": row.text("system"),
        "operator": row.text("operator"),
        "owner": row.text("owner"),
        "status": row.read("status", lambda given: words.meaning(given, words.words("status"), _STATUS_MUST))
        or "working",
        "indoor": _indoor(row),
    }
    sensors = kinds[kind].sensors if kind else 1
    return _looking(row, _full_circle(row, _turning(row, values | _pixels(row)), sensors), sensors)


def complete_cameras(writing: Writing, city: City) -> int:
    """Fill in what is assumed of all cameras of the store; return how many values that are."""
    there = writing.read("cameras")
    if there.empty:
        return 0
    completed = pose.complete(there, writing.read("buildings"), city)
    writing.set_values("cameras", completed)
    return int(completed["assumed"].map(len).sum())


def _refuse_what_is_no_camera(row: Row) -> None:
    no_camera = words.words("not_a_camera")
    for name in ("surveillance", "surveillance_type"):
        if words.folded(row.text(name) or "") in no_camera:
            row.refuse(name, "A row must tell of a camera; {given!r} is none.", given=row.cells[name])


def _camera_type(row: Row) -> str | None:
    found = row.read("camera_type", lambda given: _first(given, "camera_type", _TYPE_MUST))
    if found is None and "revolving" in row.cells and row.read("revolving", words.yes_or_no):
        return "panning"
    if found is not None and words.folded(row.text("camera_type") or "") not in words.words("camera_type"):
        row.notebook.count(
            "Cameras of several types, {given}, were read as {read}: {count}.",
            given=row.cells["camera_type"],
            read=found,
        )
    return found


def _first(given: object, table: str, template: str) -> str:
    """Return the meaning of a word, or of the first of several if all are known."""
    known = words.words(table)
    if words.folded(str(given)) in known:
        return known[words.folded(str(given))]
    parts = [part for part in _MANY.split(str(given)) if part.strip()]
    if not all(words.folded(part) in known for part in parts):
        parts = [str(given)]
    return words.meaning(parts[0] if parts else given, known, template)


def _mount(row: Row) -> str | None:
    if "mount" not in row.cells:
        return _mount_by_place(row)
    try:
        return _first(row.cells["mount"], "mount", "{choices}{given}")
    except BadInput:
        row.notebook.count(
            "Mounts called {given}, which is none known, were read as other: {count}.", given=row.text("mount")
        )
        return "other"


def _mount_by_place(row: Row) -> str | None:
    """Return the mount that OpenStreetMap tells by the way."""
    canopy = {"undercanopy", "canopy"}
    if words.folded(row.text("position") or "") in canopy or words.folded(row.text("under_canopy") or "") == "yes":
        return "ceiling"
    return "pole" if words.folded(row.text("street_lamp") or "") == "streetlamp" else None


def _kind_told(row: Row, kinds: Mapping[str, CameraKind]) -> str | None:
    """Return the kind that a register tells, by its own column or by the word for the type."""
    told = row.read("kind", lambda given: _kind(given, kinds))
    return told or _kind_by_word(row, "camera_type", kinds) or _kind_by_word(row, "surveillance_type", kinds)


def _kind_by_word(row: Row, name: str, kinds: Mapping[str, CameraKind]) -> str | None:
    return _named(kinds).get(words.folded(row.text(name) or "")) if name in row.cells else None


def _kind(given: object, kinds: Mapping[str, CameraKind]) -> str:
    own = {key: (key, kind.words.pl, kind.words.en) for key, kind in kinds.items()}
    return words.meaning(given, words.turned_round(own) | _named(kinds), _KIND_MUST)


def _named(kinds: Mapping[str, CameraKind]) -> dict[str, str]:
    """Return the words that registers have for the kinds that the city knows."""
    return {word: kind for word, kind in words.words("camera_kind").items() if kind in kinds}


def _height_m(row: Row) -> float | None:
    if "height_m" in row.cells or "est_height_m" not in row.cells:
        return row.read("height_m", measures.metres)
    row.notebook.count("Heights that are estimates (est_height) were taken as told: {count}.")
    return row.read("est_height_m", measures.metres)


def _ir_range_m(row: Row) -> float | None:
    """Return the reach of infrared light; a mere yes leaves it to the kind, a no is a reach of 0."""
    lit = words.words("yes_no").get(words.folded(row.text("ir_range_m") or ""))
    if lit is None or (row.text("ir_range_m") or "").isdigit():
        return row.read("ir_range_m", measures.metres)
    if lit == "yes":
        row.notebook.count("Infrared light of which no reach is told was left to the kind of camera: {count}.")
        return None
    return 0.0


def _turning(row: Row, values: Values) -> Values:
    """Take a camera that has presets, and of which nothing else is told, as one that turns."""
    if not values["presets"] or values["camera_type"] or values["kind"]:
        return values
    row.notebook.count("Cameras of untold type that have presets were read as turning: {count}.")
    return values | {"camera_type": "panning"}


def _pixels(row: Row) -> Values:
    across, down = row.read("resolution", _resolution) or (None, None)
    return {
        "sensor_width_px": row.read("sensor_width_px", measures.pixels) or across,
        "sensor_height_px": row.read("sensor_height_px", measures.pixels) or down,
    }


def _resolution(given: object) -> tuple[int, int]:
    text = str(given).strip()
    found = _PIXELS.search(text)
    if found is None:
        found = _PIXELS.search(words.meaning(text, words.words("resolution"), _RESOLUTION_MUST))
    assert found is not None  # noqa: S101 - the table's values are written so
    return int(found[1]), int(found[2])


def _indoor(row: Row) -> bool:
    told = row.read("indoor", words.yes_or_no)
    if told is not None:
        return told
    level = row.read("level", measures.level)
    below = level is not None and level < 0
    return below or words.folded(row.text("surveillance") or "") == "indoor" or row.text("position") == "underground"


def _full_circle(row: Row, values: Values, sensors: int) -> Values:
    """Leave out an opening of 180° and more of a camera that turns or has several sensors: it is no lens's."""
    hfov_deg = values["hfov_deg"]
    round_about = values["camera_type"] in ("dome", "panning") or sensors > 1
    if round_about and hfov_deg is not None and _ALL_ROUND_DEG <= hfov_deg <= 360:
        row.notebook.count("Openings of 180° and more of turning cameras were read as their turning: {count}.")
        return values | {"hfov_deg": None}
    return values


def _looking(row: Row, values: Values, sensors: int) -> list[Values]:
    """Return one camera a direction; a mast with several sensors is one camera."""
    seen = row.read("bearing_deg", looks) or ()
    if sensors > 1:
        if len(seen) > 1:
            row.notebook.count("Of several directions of a mast with several sensors the first was taken: {count}.")
        return [values | {"bearing_deg": look.bearing_deg} for look in seen[:1] if look.span_deg is None] or [values]
    if len(seen) <= 1:
        return [_aimed(row, values, look) for look in seen] or [values]
    if values["camera_type"] in ("dome", "panning"):
        row.notebook.count("Several directions of one turning camera were left aside: {count}.")
        return [values]
    row.notebook.count("Rows with several directions became as many cameras, with /1, /2 after the reference: {count}.")
    several = [_aimed(row, values, look) for look in seen]
    return [
        one | {"ref": f"{one['ref']}/{number}"} for number, one in enumerate(several, start=1) if one["ref"]
    ] or several


def _aimed(row: Row, values: Values, look: Look) -> Values:
    if look.span_deg is None:
        return values | {"bearing_deg": look.bearing_deg}
    if look.span_deg < _ALL_ROUND_DEG:
        row.notebook.count("Ranges of directions became the bearing in their middle and the field of view: {count}.")
        return values | {"bearing_deg": look.bearing_deg, "hfov_deg": values["hfov_deg"] or look.span_deg}
    row.notebook.count("Cameras with a range of directions of 180° and more were read as domes: {count}.")
    return values | {"camera_type": "panning" if values["camera_type"] == "panning" else "dome", "bearing_deg": None}
