"""Loading a made-up city into the store, every source of it marked as synthetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.city import City
from geo.ingest.fabric.areas import partition
from geo.ingest.fabric.cameras import cameras
from geo.ingest.fabric.cityscape import Cityscape, cityscape
from geo.ingest.fabric.crossings import joined
from geo.ingest.fabric.gathering import gathering
from geo.ingest.fabric.lamps import lamps
from geo.ingest.fabric.outages import outages
from geo.ingest.fabric.trees import trees
from geo.ingest.fabric.yards import yards
from geo.model.source import Source
from geo.storage.store import Writing

_NAMES = {
    "buildings": "Budynki (dane przykładowe)",
    "parcels": "Działki mieszkaniowe (dane przykładowe)",
    "streets": "Ulice (dane przykładowe)",
    "lamps": "Latarnie (dane przykładowe)",
    "places": "Szkoły, przystanki, parki (dane przykładowe)",
    "trees": "Drzewa (dane przykładowe)",
    "outages": "Awarie kamer (dane przykładowe)",
    "areas": "Podział miasta (dane przykładowe)",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The things of one source of a made-up city.

    Attributes
    ----------
    frame
        The columns of the family, EPSG:4326.
    """

    family: str
    name: str
    frame: gpd.GeoDataFrame


def load_fabric(writing: Writing, city: City) -> None:
    """Add the made-up city of a profile; a profile without one adds nothing."""
    if city.demo.fabric is None or city.boundary is None:
        return
    with as_file(city.file(city.boundary)) as path:
        boundary = crs.to_metric(gpd.read_file(path).to_crs(crs.STORED), city.crs).union_all()
    for part in made_up(boundary, city, rng=np.random.default_rng(city.demo.fabric.seed)):
        writing.add(source_of(part), part.frame)


def made_up(boundary: shapely.Geometry, city: City, *, rng: np.random.Generator) -> list[Part]:
    """Make up a whole city within a boundary, as its profile's ``demo.fabric`` says.

    Parameters
    ----------
    boundary
        Polygon in metres, the city's CRS.

    Returns
    -------
    parts
        Buildings, residential parcels, streets, lamps, areas, places, the cameras of each system, trees, and the
        outages of cameras; in this order.

    Limits
    ------
    Nothing in it is measured: no street, house or camera stands where one of the real city does, but by chance.

    Raises
    ------
    ValueError
        If the profile has no fabric.
    """
    fabric = city.demo.fabric
    if fabric is None:
        raise ValueError(f"a profile must say what its made-up city is like in demo.fabric, but {city.id} does not")
    centre = shapely.get_coordinates(gpd.GeoSeries(shapely.points([fabric.centre]), crs=crs.STORED).to_crs(city.crs))[0]
    scape = cityscape(boundary, centre, fabric, rng)
    houses = np.asarray(scape.houses.geometry.array, dtype=object)
    frames = {
        "buildings": _buildings(scape),
        "parcels": _parcels(yards(scape)),
        "streets": _streets(scape),
        "lamps": _lamps(lamps(scape.streets, houses, most=fabric.lamps)),
        "areas": _areas(partition(boundary, fabric.areas, centre, rng), city),
        "places": _places(gathering(scape, city)),
    }
    parts = [Part(family, _NAMES[family], _stored(frame, city)) for family, frame in frames.items()]
    for system in fabric.systems:
        name = f"Kamery: {system.name} (dane przykładowe)"
        parts.append(Part("cameras", name, _stored(cameras(scape, system, city.camera_kinds, rng), city)))
    stood = trees(scape.streets, houses, most=fabric.trees, rng=rng)
    parts.append(Part("trees", _NAMES["trees"], _stored(stood.assign(ref=_refs("tree", len(stood))), city)))
    hung = pd.concat([part.frame[["ref", "status"]] for part in parts if part.family == "cameras"])
    parts.append(Part("outages", _NAMES["outages"], _stored(outages(hung, city, rng), city)))
    return parts


def source_of(part: Part) -> Source:
    """Return the source of a part: synthetic, and without a licence, since it is nobody's."""
    told = part.frame.get("off_from")
    first, last = (None, None) if told is None or told.empty else (told.min(), part.frame["off_to"].dropna().max())
    return Source(
        family=part.family,
        name=part.name,
        synthetic=True,
        period_start=first,
        period_end=last,
        imported_at=datetime.now(UTC),
    )


def _buildings(scape: Cityscape) -> gpd.GeoDataFrame:
    kept = scape.houses[["kind", "name", "address", "levels", "height_m", "geometry"]]
    n = len(kept)
    return kept.assign(ref=_refs("building", n), min_height_m=0.0, assumed=[[] for _ in range(n)])


def _parcels(shapes: np.ndarray) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"ref": _refs("parcel", len(shapes)), "kind": "residential"}, geometry=list(shapes))


def _streets(scape: Cityscape) -> gpd.GeoDataFrame:
    kept = scape.streets[["kind", "name", "geometry"]]
    kept = kept.set_geometry(list(joined(np.asarray(kept.geometry.array, dtype=object))), crs=kept.crs)
    return kept.assign(ref=_refs("street", len(kept)), underground=False)


#: Made up, like all of such a city.
_RESIDENTS_KM2 = 1_700


def _lamps(stood: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return stood.assign(ref=_refs("lamp", len(stood)), lit_radius_m=None)


def _areas(shapes: list[shapely.Geometry], city: City) -> gpd.GeoDataFrame:
    pattern = city.demo.fabric.area_name if city.demo.fabric else "{n}"
    names = [pattern.format(n=i + 1) for i in range(len(shapes))]
    refs = _refs(city.report_by, len(shapes))
    told = {"ref": refs, "kind": city.report_by, "name": names, "code": None}
    residents = [round(_RESIDENTS_KM2 * shape.area / 1e6) for shape in shapes]
    return gpd.GeoDataFrame(told | {"population": residents}, geometry=shapes)


def _places(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return found.assign(ref=_refs("place", len(found)))


def _refs(name: str, count: int) -> list[str]:
    return [f"demo-{name}-{i + 1:05d}" for i in range(count)]


def _stored(frame: gpd.GeoDataFrame, city: City) -> gpd.GeoDataFrame:
    return frame.set_crs(city.crs).to_crs(crs.STORED)
