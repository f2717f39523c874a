"""Reading an area off a row."""

from __future__ import annotations

from geo.city import City
from geo.ingest import measures, words
from geo.ingest.row import Row, Values

_KIND_MUST = "An area kind must be one of {choices}, not {given!r}."


def things(row: Row, city: City) -> list[Values]:
    """Return the values of an area; its kind is the one by which the city reports unless the row tells another.

    Notes
    -----
    The reference is the kind and the code or the name, so that districts and sectors that are both
    counted from 1 can live side by side.
    """
    kind = row.read("kind", lambda given: _kind(given, city)) if "kind" in row.cells else city.report_by
    code, name = row.text("code"), row.text("name")
    if name is None:
        row.fault("name", "An area must have a name.")
    people = row.read("population", measures.people) if "population" in row.cells else None
    ref = f"{kind}-{code or words.slug(name or '')}"
    return [{"ref": ref, "kind": kind, "name": name, "code": code, "population": people}]


def _kind(given: object, city: City) -> str:
    named = {key: (key, kind.pl, kind.en) for key, kind in city.area_kinds.items()}
    return words.meaning(given, words.turned_round(named), _KIND_MUST)
