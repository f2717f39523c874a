"""Reading a street or a lamp off a row."""

from __future__ import annotations

from geo.city import City
from geo.ingest import measures, words
from geo.ingest.row import Row, Values


def things(row: Row, city: City) -> list[Values]:
    """Return the values of a street; in a tunnel, covered or below the ground it is underground."""
    return values(row)


def lamps(row: Row, city: City) -> list[Values]:
    """Return the values of a lamp."""
    return lamp_values(row)


def values(row: Row) -> list[Values]:
    """Return the values of a street, for which no city need be known."""
    return [
        {"ref": row.text("ref"), "kind": row.text("kind"), "name": row.text("name"), "underground": underground(row)}
    ]


def lamp_values(row: Row) -> list[Values]:
    """Return the values of a lamp, for which no city need be known."""
    return [{"ref": row.text("ref")}]


def underground(row: Row) -> bool:
    """Tell whether no street camera can see a street."""
    told = row.read("underground", words.yes_or_no)
    if told is not None:
        return told
    level = row.read("level", measures.level)
    return _is(row, "tunnel") or _is(row, "covered") or (level is not None and level < 0)


def _is(row: Row, name: str) -> bool:
    """Tell whether a tag says anything but no: ``tunnel=building_passage`` is one."""
    return name in row.cells and words.words("yes_no").get(words.folded(row.text(name) or "")) != "no"
