"""Reading a tree off a row."""

from __future__ import annotations

from geo.city import City
from geo.ingest import measures
from geo.ingest.row import Row, Values


def things(row: Row, city: City) -> list[Values]:
    """Return the values of a tree: what a source does not tell stays open and follows the profile where it is used."""
    return values(row)


def values(row: Row) -> list[Values]:
    """Return the values of a tree, for which no city need be known."""
    return [
        {
            "ref": row.text("ref"),
            "height_m": row.read("height_m", measures.metres),
            "crown_m": row.read("crown_m", measures.metres),
        }
    ]
