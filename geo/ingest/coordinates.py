"""Telling in which CRS, and in which order of axes, the coordinates of a file are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geo import crs
from geo.errors import BadInput, Fault
from geo.ingest.ground import Ground
from geo.ingest.report import Notebook

Floats = NDArray[np.float64]

_ZONE_MISMATCH = (
    "Eastings in {given} must begin with {expected}, but these begin with {found}: they are in zone {found}, {fitting}."
)
_OUT_OF_RANGE = "Coordinates in {given} must lie at {east} east and {north} north, not at {example}."
_UNKNOWN = "The CRS must be named, one of {choices}, since it cannot be told from coordinates such as {example}."


@dataclass(frozen=True, slots=True)
class System:
    """A CRS that a file may be in, and where its coordinates lie.

    Attributes
    ----------
    east, north
        Least and greatest value; degrees or metres.
    """

    code: str
    east: tuple[float, float]
    north: tuple[float, float]

    def holds(self, east: Floats, north: Floats) -> NDArray[np.bool_]:
        """Tell which of (N,) coordinates lie in its range."""
        inside = (self.east[0] <= east) & (east <= self.east[1]) & (self.north[0] <= north) & (north <= self.north[1])
        return np.asarray(inside, dtype=np.bool_)

    def out_of_range(self, example: str, *, row: int | None = None, column: str | None = None) -> Fault:
        """Return the fault of coordinates that lie elsewhere."""
        east, north = (f"{low:.0f} to {high:.0f}" for low, high in (self.east, self.north))
        values: dict[str, object] = {"given": self.code, "east": east, "north": north, "example": example}
        return Fault(row, column, _OUT_OF_RANGE, values)


#: Half the width of a PL-2000 zone is 110 km at most; registers reach a little over it.
_ZONE_REACH_M = 200_000.0
_SYSTEMS = {
    system.code: system
    for system in (
        System(crs.STORED, (-180, 180), (-90, 90)),
        System(crs.POLAND, (100_000, 900_000), (100_000, 800_000)),
        *(
            System(
                code,
                (zone * 1e6 + 5e5 - _ZONE_REACH_M, zone * 1e6 + 5e5 + _ZONE_REACH_M),
                (5_400_000, 6_100_000),
            )
            for zone, code in crs.PL2000_ZONES.items()
        ),
    )
}
_POLAND_DEG = System("Poland", (14.0, 24.3), (48.9, 55.0))


@dataclass(frozen=True, slots=True)
class Frame:
    """What coordinates are in.

    Attributes
    ----------
    crs
        The CRS.
    swapped
        Whether the first coordinate is the northing or the latitude.
    system
        Its range; none for a CRS that only a file itself can name.
    """

    crs: CRS
    swapped: bool
    system: System | None

    def to_stored(self, coordinates: Floats) -> Floats:
        """Return (N, 2) coordinates as longitude and latitude in EPSG:4326."""
        turned = coordinates[:, ::-1] if self.swapped else coordinates
        transformer = Transformer.from_crs(self.crs, crs.STORED, always_xy=True)
        return np.column_stack(transformer.transform(turned[:, 0], turned[:, 1]))

    def holds(self, bounds: Floats) -> NDArray[np.bool_]:
        """Tell which of (N, 4) bounds, as they stand in the file, lie in the range; all where none is known."""
        if self.system is None:
            return np.ones(len(bounds), dtype=np.bool_)
        low, high = (bounds[:, :2], bounds[:, 2:])
        east, north = (1, 0) if self.swapped else (0, 1)
        return self.system.holds(low[:, east], low[:, north]) & self.system.holds(high[:, east], high[:, north])


def named(given: str, *, own: str) -> CRS:
    """Return the CRS that a user names; one of those that files come in, or the city's own.

    Examples
    --------
    >>> named("EPSG:3857", own="EPSG:2177")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    geo.errors.BadInput: A CRS must be one of EPSG:4326, EPSG:2180, ..., EPSG:2179, not 'EPSG:3857'.
    """
    wanted = given.strip().upper()
    wanted = wanted if wanted.startswith("EPSG:") else f"EPSG:{wanted}"
    choices = tuple(dict.fromkeys((*crs.IMPORTABLE, own)))
    if wanted not in choices:
        raise BadInput("A CRS must be one of {choices}, not {given!r}.", choices=", ".join(choices), given=given)
    return CRS.from_user_input(wanted)


def detect(
    first: Floats, second: Floats, *, declared: CRS | None, ground: Ground, axes_named: bool, notebook: Notebook
) -> Frame | Fault:
    """Find the CRS and the order of axes by the ranges of coordinates and by where the city lies.

    Parameters
    ----------
    first, second
        (N,) coordinates in the order east, north as far as their headers say.
    declared
        What the user or the file names; then only the order is looked for.
    axes_named
        Whether the headers say which is which; X and Y do not: in Polish geodesy X is the northing.

    Returns
    -------
    frame
        Or the fault, if no CRS fits.
    """
    code = None if declared is None else code_of(declared)
    if declared is not None and code not in _SYSTEMS:
        return Frame(declared, swapped=False, system=None)
    systems = list(_SYSTEMS.values()) if code is None else [_SYSTEMS[code]]
    fitting = [
        Frame(CRS.from_user_input(system.code), swapped, system)
        for system in systems
        for swapped in (False, True)
        if _share(system, first, second, swapped=swapped) > 0.5
    ]
    if not fitting:
        return _misfit(first, second, code)
    middle = np.array([[np.median(first), np.median(second)]])
    best = min(fitting, key=lambda frame: _rank(frame, middle, ground, axes_named=axes_named))
    _say(best, declared=declared, axes_named=axes_named, notebook=notebook)
    return best


def code_of(given: CRS) -> str:
    """Return the code of a CRS; CRS84 is EPSG:4326, since longitude comes first in either here."""
    authority = given.to_authority()
    known = ":".join(authority) if authority else given.to_string()
    return crs.STORED if known == "OGC:CRS84" else known


def _share(system: System, first: Floats, second: Floats, *, swapped: bool) -> float:
    east, north = (second, first) if swapped else (first, second)
    return float(system.holds(east, north).mean()) if len(east) else 0.0


def _rank(frame: Frame, middle: Floats, ground: Ground, *, axes_named: bool) -> tuple[float, ...]:
    """Return how unlikely a reading is: far from the city, then far from Poland, then against the headers."""
    lon, lat = frame.to_stored(middle)[0]
    if ground.is_near(lon, lat):
        place = 0
    else:
        here = bool(_POLAND_DEG.holds(np.array([lon]), np.array([lat]))[0])
        place = 1 if here and _in_poland(ground) else 2
    away_deg = 0.0 if axes_named or place == 0 else ground.away_deg(lon, lat)
    expected = not axes_named and frame.crs.is_projected
    return (place, away_deg, float(frame.swapped != expected))


def _in_poland(ground: Ground) -> bool:
    west, south, east, north = ground.shape.bounds
    return bool(_POLAND_DEG.holds(np.array([(west + east) / 2]), np.array([(south + north) / 2]))[0])


def _say(frame: Frame, *, declared: CRS | None, axes_named: bool, notebook: Notebook) -> None:
    code = code_of(frame.crs)
    if declared is None:
        notebook.say("The CRS was detected as {crs} from the ranges of the coordinates.", crs=code)
    if not frame.swapped:
        return
    if not axes_named and frame.crs.is_projected:
        notebook.say("X was read as the northing and Y as the easting, as in Polish geodesy; their ranges say so.")
    else:
        notebook.say(
            "Axes were swapped: the first coordinate was read as the northing or latitude; in the order given"
            " the places do not lie where the city does."
        )


def _misfit(first: Floats, second: Floats, code: str | None) -> Fault:
    """Say in words why no CRS fits."""
    example = f"({np.median(first):.10g}, {np.median(second):.10g})" if len(first) else "none"
    if code is None:
        return Fault(None, None, _UNKNOWN, {"choices": ", ".join(crs.IMPORTABLE), "example": example})
    zones = {zone: name for zone, name in crs.PL2000_ZONES.items() if name != code}
    expected = next((zone for zone, name in crs.PL2000_ZONES.items() if name == code), None)
    for zone, name in zones.items():
        if expected and any(_share(_SYSTEMS[name], first, second, swapped=swapped) > 0.5 for swapped in (False, True)):
            values = {"given": code, "expected": expected, "found": zone, "fitting": name}
            return Fault(None, None, _ZONE_MISMATCH, values)
    return _SYSTEMS[code].out_of_range(example)
