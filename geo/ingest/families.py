"""How rows are read, family by family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geo.city import City
from geo.ingest import (
    addresses,
    areas,
    buildings,
    cameras,
    incidents,
    masks,
    outages,
    parcels,
    spots,
    streets,
    survey,
    trees,
    visits,
)
from geo.ingest.row import Row, Values
from geo.ingest.shapes import LINE, POINT, POLYGON, SPOT, Shape


@dataclass(frozen=True, slots=True)
class Family:
    """What an import must know of a family.

    Attributes
    ----------
    things
        Makes the values of things, without geometry, of a row.
    shape
        The geometries that they may have; none for things without a place of their own.
    columns
        Groups of fields; of each group the file must have one.
    of_camera
        The field that holds the reference of a camera, which the register must have already.
    """

    things: Callable[[Row, City], list[Values]]
    shape: Shape | None
    columns: tuple[tuple[str, ...], ...] = ()
    of_camera: str | None = None


#: The families that can be imported from a file; reports come by the form only.
FAMILIES: dict[str, Family] = {
    "areas": Family(areas.things, POLYGON, (("name",),)),
    "cameras": Family(cameras.things, POINT),
    "buildings": Family(buildings.things, POLYGON),
    "addresses": Family(addresses.things, POINT, (("address", "housenumber"),)),
    "streets": Family(streets.things, LINE),
    "trees": Family(trees.things, POINT),
    "lamps": Family(streets.lamps, POINT),
    "parcels": Family(parcels.things, POLYGON),
    "places": Family(spots.things, SPOT, (("kind",),)),
    "masks": Family(masks.things, POLYGON, (("camera",),)),
    "outages": Family(outages.things, None, (("camera",), ("off_from",)), of_camera="camera"),
    "survey": Family(survey.things, None, (("area",), ("wave",))),
    "visits": Family(visits.things, None, (("area",), ("began_at",), ("minutes", "ended_at"))),
    "incidents": Family(incidents.things, POINT, (("category",), ("occurred", "occurred_from"))),
}
