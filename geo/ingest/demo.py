"""Loading a city's demo: the open data that come with its profile, and what is made up beside them."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.resources import as_file

import geopandas as gpd
import numpy as np
import shapely

from geo import crs
from geo.analyses.patrol_demo import add_visits
from geo.analyses.registry import ANALYSES
from geo.city import City
from geo.errors import Unavailable
from geo.ingest import osm, synthetic, tellers
from geo.ingest.cameras import complete_cameras
from geo.ingest.fabric.load import load_fabric
from geo.model.source import Source
from geo.storage.store import Store, Writing

Progress = Callable[[str, int, int], None]


def load(store: Store, city: City, progress: Progress | None = None, *, fabric: bool = False) -> bool:
    """Load the demo of a city and compute its results; what is there already is left alone.

    Parameters
    ----------
    progress
        Called with the name of the work, what is done, and what is to do.

    fabric
        Make up a whole city within the boundary of the profile, with as many cameras as it really has.

    Returns
    -------
    loaded
        False if the demo and its results were there already.

    Raises
    ------
    Unavailable
        If the database holds things that are not the demo's.
    """
    loaded = store.demo_loaded_at() is not None
    if not loaded:
        _require_empty(store)
        with store.writing() as writing:
            _add_places(writing, city)
            if fabric:
                load_fabric(writing, city)
            _add_areas(writing, city)
            _add_made_up(writing, city)
            complete_cameras(writing, city)
            writing.mark_demo(city.id)
    # A run that was broken off may have left the demo without results.
    missing = [name for name in ANALYSES if store.result(name) is None] if store.count("cameras") else []
    compute(store, city, missing, progress)
    add_visits(store, city, datetime.now(city.zone).date())
    return not loaded or bool(missing)


def compute(store: Store, city: City, names: Iterable[str], progress: Progress | None = None) -> None:
    """Run analyses and keep their results."""
    told = progress or (lambda name, done, total: None)
    for name in names:
        result = ANALYSES[name].run(store, city, lambda done, total, name=name: told(name, done, total))  # type: ignore[misc]
        with store.writing() as writing:
            writing.save(result)


def _require_empty(store: Store) -> None:
    if store.holds_anything():
        raise Unavailable("The demo must be loaded into an empty database; {file} holds data already.", file=store.path)


def _add_places(writing: Writing, city: City) -> None:
    """Add buildings, streets, cameras and lamps of the extract that comes with the profile."""
    if city.demo.places is None:
        return
    with as_file(city.file(city.demo.places)) as path:
        buildings, streets = (gpd.read_file(path, layer=layer) for layer in ("buildings", "streets"))
        frames = {
            "buildings": osm.osm_buildings(buildings, city),
            "streets": osm.osm_streets(streets),
            "places": osm.osm_places_of(buildings, streets, city),
            "cameras": osm.osm_cameras(gpd.read_file(path, layer="cameras")),
            "lamps": osm.osm_lamps(gpd.read_file(path, layer="street_lamps")),
        }
    for family, frame in frames.items():
        writing.add(_source(family, city.attribution, city, kind="osm"), frame)


def _add_areas(writing: Writing, city: City) -> None:
    """Add the boundary of the profile or, where there is none, the extent of the data and sectors made for it."""
    if city.boundary:
        with as_file(city.file(city.boundary)) as path:
            shape = gpd.read_file(path).to_crs(crs.STORED).union_all()
        frame = _areas([shape], ["city"], [city.name], crs_=crs.STORED)
        writing.add(_source("areas", city.attribution, city), frame)
    elif city.demo.sectors:
        extent = shapely.box(*crs.to_metric(writing.read("buildings"), city.crs).total_bounds)
        sectors = _sectors(extent, *city.demo.sectors)
        names = [f"Sektor {letter}" for letter, _ in zip(string.ascii_uppercase, sectors, strict=False)]
        kinds = ["city"] + ["sector"] * len(sectors)
        frame = _areas([extent, *sectors], kinds, [city.name, *names], crs_=city.crs)
        origin = _source("areas", "Podział na sektory dla dema, nie są to granice urzędowe", city, synthetic_=True)
        writing.add(origin, frame)


def _add_made_up(writing: Writing, city: City) -> None:
    """Add incidents and reports that nobody lived through; their sources say so."""
    streets = writing.read("streets")
    if streets.empty:
        return
    rng = np.random.default_rng(city.demo.seed)
    happened = synthetic.incidents(streets, city, count=city.demo.incidents, rng=rng)
    period = (happened["occurred_from"].min(), happened["occurred_to"].max())
    for kind, name, mine in tellers.told_by(happened, rng):
        origin = _source("incidents", name, city, kind=kind, synthetic_=True)
        origin = origin.model_copy(update={"period_start": period[0], "period_end": period[1], "licence": None})
        writing.add(origin, mine)
    areas = writing.read("areas")
    areas = areas[areas["kind"] == city.report_by]
    if len(areas):
        origin = _source("survey", tellers.SURVEY, city, kind="survey", synthetic_=True)
        asked = tellers.survey(areas["name"].tolist(), rng)
        writing.add(origin.model_copy(update={"licence": None}), asked)
    origin = _source("reports", "Zgłoszenia (dane przykładowe)", city, kind="resident", synthetic_=True)
    told = synthetic.reports(streets, city, count=city.demo.reports, rng=rng)
    writing.add(origin.model_copy(update={"licence": None}), told)


def _source(family: str, name: str, city: City, *, kind: str = "register", synthetic_: bool = False) -> Source:
    return Source(
        family=family, name=name, kind=kind, licence=city.licence, synthetic=synthetic_, imported_at=datetime.now(UTC)
    )


def _areas(shapes: list[shapely.Geometry], kinds: list[str], names: list[str], *, crs_: str) -> gpd.GeoDataFrame:
    columns = {"ref": [f"{k}-{n}" for k, n in zip(kinds, names, strict=True)], "kind": kinds, "name": names}
    return gpd.GeoDataFrame(columns | {"code": None}, geometry=shapes, crs=crs_).to_crs(crs.STORED)


def _sectors(extent: shapely.Polygon, columns: int, rows: int) -> list[shapely.Polygon]:
    """Cut a rectangle into equal ones, from the north-west on, row by row."""
    west, south, east, north = extent.bounds
    x = np.linspace(west, east, columns + 1)
    y = np.linspace(north, south, rows + 1)
    return [shapely.box(x[i], y[j + 1], x[i + 1], y[j]) for j in range(rows) for i in range(columns)]
