"""Which cameras do not work, what nobody sees because of it, and what they see together with and without those.

How much is not seen is for everyone. Which camera is out of order, since when and what nobody sees because of it is for
those who plan and keep the cameras: a list of it, fresh, would show where nobody looks. What the register says of
the state of a camera stays with the camera.
"""

from dataclasses import dataclass, replace

import geopandas as gpd

from geo import crs
from geo.storage.store import Store
from layers.base import EVERYONE, Found, LayerQuery, flag, integer, moment, number, text
from layers.camera_status import KEEPERS
from layers.choose import choose
from layers.results import ResultLayer
from layers.stored import PROVENANCE, REF, StoredLayer

_CAMERA = {
    "camera": integer("Id of the camera in the collection of cameras"),
    "ref": text("Reference of the camera in its register"),
    "name": text("Name of the camera"),
}
_LEVEL = {
    "norm_edition": text("Edition of the image-quality norm"),
    "level": text("Image-quality level of that edition"),
    "px_per_m": number("Pixels per metre that the level asks for"),
}


@dataclass(frozen=True, kw_only=True)
class OutageLayer(StoredLayer):
    """Outages at the places of their cameras: they have none of their own."""

    def find(self, query: LayerQuery, store: Store) -> Found:
        """Return the outages as they are; only the gate may call it."""
        if query.counts_all:
            return super().find(query, store)
        found = super().find(replace(query, bbox=None, limit=None, offset=0), store)
        places = store.read("cameras").set_index("ref").geometry.reindex(found.frame["camera"])
        placed = gpd.GeoSeries(places.to_numpy(), index=found.frame.index, crs=crs.STORED)
        page = LayerQuery(bbox=query.bbox, limit=query.limit, offset=query.offset)
        frame, matched = choose(found.frame.set_geometry(placed), page)
        return replace(found, frame=frame, number_matched=matched)


OUTAGES = OutageLayer(
    id="outages",
    title="Outages",
    description="Times in which cameras did not work; the place is the camera's own.",
    geometry="point",
    exact_for=KEEPERS,
    properties=REF
    | {
        "camera": text("Reference of the camera in its register"),
        "off_from": moment("When it began"),
        "off_to": moment("When it ended; none while it lasts"),
        "reason": text("Why"),
    }
    | PROVENANCE,
)

DOWNTIME = ResultLayer(
    id="downtime",
    analysis="availability",
    title="Cameras out of order",
    description="Outdoor cameras that do not work, or did not for some of the last time, with how long that was.",
    geometry="point",
    exact_for=KEEPERS,
    properties=_CAMERA
    | {
        "off": flag("Does not work"),
        "off_since": moment("Since when; none where no outage is dated"),
        "days": number("Days since then"),
        "long": flag("Longer than the city takes for long"),
        "reason": text("Why, as the outage says"),
        "outages": integer("Number of outages in the period"),
        "days_in_period": number("Days in the period on which it did not work, overlapping outages counted once"),
        "status": text("off, or what the register says of a camera that works again"),
        "camera_type": text("fixed looks one way; dome and panning can turn all round"),
        "bearing_deg": number("Where it points, degrees clockwise from north; none for a camera that turns all round"),
    },
)

BLINDED = ResultLayer(
    id="blinded",
    analysis="availability",
    title="Blinded ground",
    description="Ground that a camera out of order would see and no working camera does, by image-quality level.",
    geometry="polygon",
    exact_for=KEEPERS,
    properties=_CAMERA
    | _LEVEL
    | {
        "blind_m2": number("Ground that it would see and no working camera does, square metres"),
        "blind_street_m": number("Length of streets on that ground, metres"),
        "alone_m2": number("Ground of it that no other camera would see, be it working or not, square metres"),
        "alone_street_m": number("Length of streets on that ground, metres"),
    },
)

AVAILABILITY = ResultLayer(
    id="availability",
    analysis="availability",
    title="Working cover and cover on paper",
    description="What all outdoor cameras of the register would see of each area, and what those see that work.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={"area": text("Reference of the area"), "area_name": text("Name of the area")}
    | _LEVEL
    | {
        "ground_m2": number("Open ground, square metres"),
        "paper_m2": number("Ground seen if all cameras worked, square metres"),
        "working_m2": number("Ground seen by the cameras that work, square metres"),
        "lost_m2": number("The difference, square metres"),
        "street_m": number("Length of streets, metres"),
        "paper_street_m": number("Length of streets seen if all cameras worked, metres"),
        "working_street_m": number("Length of streets seen by the cameras that work, metres"),
        "lost_street_m": number("The difference, metres"),
    },
)
