"""Reading the mask of a camera off a row."""

from __future__ import annotations

from geo.city import City
from geo.ingest.row import Row, Values


def things(row: Row, city: City) -> list[Values]:
    """Return the values of a mask: the ground that a camera does not show."""
    camera = row.text("camera")
    if camera is None:
        row.fault("camera", "A mask must name its camera; there is none.")
    return [{"ref": row.text("ref"), "camera": camera}]
