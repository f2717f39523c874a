"""Telling which column of a file is which field of a family."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from geo.ingest.report import Notebook
from geo.ingest.words import folded

#: The families whose things are points, which may come as two columns.
POINTS = ("cameras", "addresses", "trees", "lamps", "incidents", "places")
#: The two columns of a place, in the order east, north where their names say so.
PAIRS = (("lon", "lat"), ("x", "y"))
_PLACE_FIELDS = ("lon", "lat", "x", "y", "wkt")
_UNIT = re.compile(r"[\[(].*?[\])]")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file by field.

    Attributes
    ----------
    of
        The header of each field, as it is written in the file.
    left_aside
        Headers that are no field's, or only the second best of one.
    """

    of: Mapping[str, str]
    left_aside: tuple[str, ...]

    def pair(self) -> tuple[str, str] | None:
        """Return the fields of the two columns of a place; none if there are none."""
        return next((pair for pair in PAIRS if all(name in self.of for name in pair)), None)


def match(family: str, headers: Iterable[str], *, has_geometry: bool) -> Columns:
    """Return which column is which field; each field takes the surest header.

    Parameters
    ----------
    has_geometry
        Whether the file has geometries of its own, so that no column tells the place.

    Examples
    --------
    >>> match("cameras", ["Nr kamery", "Wys. [m]", "uwagi"], has_geometry=True)
    Columns(of={'ref': 'Nr kamery', 'height_m': 'Wys. [m]'}, left_aside=('uwagi',))
    """
    known = list(headers)
    ranked: dict[str, list[tuple[int, int, str]]] = {}
    for at, header in enumerate(known):
        found = field_of(family, header)
        if found is not None and not (has_geometry and found[0] in _PLACE_FIELDS):
            ranked.setdefault(found[0], []).append((found[1], at, header))
    of = {name: min(candidates)[2] for name, candidates in ranked.items()}
    if "lon" in of and "lat" in of:
        of = {name: header for name, header in of.items() if name not in PAIRS[1]}
    return Columns(of, tuple(header for header in known if header not in of.values()))


@functools.lru_cache(maxsize=4096)
def field_of(family: str, header: str) -> tuple[str, int] | None:
    """Return the field of a header and how sure that is (0 the surest); none if it is no field's."""
    synonyms = _synonyms(family)
    return synonyms.get(folded(header)) or synonyms.get(folded(_UNIT.sub("", header)))


def say(columns: Columns, notebook: Notebook) -> None:
    """Note which column was read as what, and which were left aside."""
    told = ", ".join(f"{header} → {name}" for name, header in columns.of.items())
    if told:
        notebook.say("Columns were read as: {columns}.", columns=told)
    if columns.left_aside:
        notebook.say("Columns were left aside: {columns}.", columns=", ".join(columns.left_aside))


@functools.cache
def _synonyms(family: str) -> dict[str, tuple[str, int]]:
    tables = tomllib.loads((files("geo.ingest") / "headers.toml").read_text(encoding="utf-8"))
    fields = tables["every"] | (tables["point"] if family in POINTS else {}) | tables[family]
    listed = [(folded(word), (name, rank)) for name, words in fields.items() for rank, word in enumerate(words)]
    return dict(reversed(listed))


def choices(family: str, name: str) -> str:
    """Return the headers that a field goes by, for a fault that misses it."""
    tables = tomllib.loads((files("geo.ingest") / "headers.toml").read_text(encoding="utf-8"))
    listed: list[str] = (tables["every"] | tables["point"] | tables[family])[name]
    return ", ".join(listed[:6])
