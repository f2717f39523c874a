"""Reading an address off a row."""

from __future__ import annotations

from geo.city import City
from geo.ingest.row import Row, Values


def things(row: Row, city: City) -> list[Values]:
    """Return the values of an address: told whole, or as street and number."""
    told = row.text("address") or " ".join(
        part for part in (row.text("street"), row.text("housenumber")) if part is not None
    )
    if not told:
        row.fault("address", "An address must be given; there is none.")
    return [{"ref": row.text("ref"), "address": told or None}]
