"""Reading a building off a row, and its height where the row does not say it."""

from __future__ import annotations

from geo.city import BuildingDefaults, City
from geo.errors import BadInput
from geo.ingest import measures
from geo.ingest.row import Row, Values

#: Where the underside of a canopy lies that tells nothing of it [A]: a van drives below.
_CANOPY_M = 3.0
#: The least thickness of a canopy that tells its top only [A].
_CANOPY_THICKNESS_M = 0.5


def things(row: Row, city: City) -> list[Values]:
    """Return the values of a building; a height that nobody tells follows the city's defaults.

    Notes
    -----
    Told height, else storeys and a roof, else the default, named in ``assumed``. A canopy
    (``building=roof``) lets sight through below: its underside is told, else 3 m, named in ``assumed``.
    """
    defaults = city.buildings
    kind, levels = row.text("kind"), row.read("levels", _levels)
    values: Values = {
        "ref": row.text("ref"),
        "levels": levels,
        "kind": None if kind == "yes" else kind,
        "name": row.text("name"),
        "address": row.text("address") or _address(row),
    }
    return [values | _heights(row, levels, defaults, canopy=kind == "roof")]


def _address(row: Row) -> str | None:
    parts = [part for part in (row.text("street"), row.text("housenumber")) if part]
    return " ".join(parts) or None


def _heights(row: Row, levels: float | None, defaults: BuildingDefaults, *, canopy: bool) -> Values:
    """Return top and underside of the body, and which of them were assumed."""
    top_m = row.read("height_m", _top)
    under_m = _underside_m(row, defaults)
    assumed: list[str] = []
    if canopy and under_m is None:
        under_m = _CANOPY_M if top_m is None else max(0.0, min(_CANOPY_M, top_m - _CANOPY_THICKNESS_M))
        assumed.append("min_height_m")
    least_m = under_m or 0.0
    if top_m is None:
        top_m, told = _top_m(levels, least_m, defaults, canopy=canopy)
        assumed += [] if told else ["height_m"]
    elif top_m <= least_m:
        row.fault(
            "min_height_m",
            "A building must begin below its top at {top} m, not at {given} m.",
            top=top_m,
            given=least_m,
        )
        least_m = 0.0
    return {"height_m": top_m, "min_height_m": least_m, "assumed": tuple(assumed)}


def _top(given: object) -> float:
    return _within(measures.metres(given), most=1000)


def _levels(given: object) -> float:
    return _within(measures.level(given), most=300)


def _within(value: float, *, most: float) -> float:
    if not 0 < value <= most:
        raise BadInput("This must be greater than 0 and at most {most}, not {given}.", most=most, given=value)
    return value


def _underside_m(row: Row, defaults: BuildingDefaults) -> float | None:
    if "min_height_m" in row.cells:
        return row.read("min_height_m", measures.metres)
    level = row.read("min_levels", measures.level)
    return None if level is None else max(0.0, level * defaults.level_height_m)


def _top_m(levels: float | None, least_m: float, defaults: BuildingDefaults, *, canopy: bool) -> tuple[float, bool]:
    """Return the top of a body that is not told in metres, and whether storeys tell it."""
    if levels is not None:
        return max(levels * defaults.level_height_m, least_m) + defaults.roof_height_m, True
    if canopy:
        return least_m + defaults.roof_height_m, False
    return max(defaults.height_m, least_m + defaults.level_height_m), False
