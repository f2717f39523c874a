"""Importing an extract of OpenStreetMap (.osm.pbf)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from osmium.filter import KeyFilter

from geo import crs
from geo.city import City
from geo.errors import BadInput
from geo.ingest import storing
from geo.ingest.ground import Ground, ground_of
from geo.ingest.osm import Interpretation, interpret
from geo.ingest.osm_places import joined_underground, place_kind
from geo.ingest.readers import require_file, sha256
from geo.ingest.report import ImportReport, Progress
from geo.model.source import Source
from geo.storage.store import Store

LICENCE = "ODbL-1.0"
#: What lies about 500 m around the city is taken too: it stands in cameras' way and under their eyes.
_AROUND_DEG = 0.005
_KEYS = ("amenity", "building", "highway", "leisure", "man_made", "natural", "railway")
#: Things that may be areas.
_AREAS = ("amenity", "building", "leisure")
#: Objects are turned into geometries in lots of this size, so that a whole voivodeship need not fit in memory.
_LOT = 50_000


def import_osm(
    store: Store,
    city: City,
    path: Path,
    *,
    dry_run: bool = False,
    replace: bool = False,
    progress: Progress | None = None,
) -> dict[str, ImportReport]:
    """Import buildings, streets, lamps, trees, places and cameras of an extract: all in one transaction, or nothing.

    What lies farther than about 500 m from the city is left aside, so that the extract of a whole
    voivodeship can be given; of a city without a known boundary all is taken. A tag that makes no sense
    costs the tag, not the thing. A family of which the extract has nothing is left as it is, also with
    ``replace``.

    Raises
    ------
    BadInput
        If the file is no extract, or things of it are there already and ``replace`` is not set.
    """
    path = Path(path)
    require_file(path)
    lots = _Lots(ground_of(store, city))
    _read(path, lots)
    found = {}
    for done, family in enumerate(lots.parts, start=1):
        found[family] = interpret(family, lots.frame(family), city)
        if progress is not None:
            progress(done, len(lots.parts))
    digest = sha256(path)
    batches = [
        (_source(family, path, digest, len(made.things)), made.frame(family))
        for family, made in found.items()
        if made.things
    ]
    assumed = storing.keep(store, city, batches, dry_run=dry_run, replace=replace)
    return {family: _report(family, made, lots, path, assumed, dry_run=dry_run) for family, made in found.items()}


@dataclass(slots=True)
class _Lots:
    """Objects by family as they come out of the extract, of the city's ground only.

    Attributes
    ----------
    parts
        Frames of ``osm_id``, ``osm_type``, ``tags``, ``geometry`` by family.
    outside
        How many lie elsewhere.
    broken
        How many have no geometry, mostly since their nodes are not in the extract.
    """

    ground: Ground
    parts: dict[str, list[gpd.GeoDataFrame]] = field(
        default_factory=lambda: {f: [] for f in ("buildings", "streets", "lamps", "trees", "places", "cameras")}
    )
    waiting: dict[str, list[tuple[int, str, dict[str, str], str]]] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)

    def add(self, family: str, number: int, kind: str, tags: dict[str, str], wkb: str) -> None:
        """Take an object; its geometry as WKB in hexadecimal digits."""
        lot = self.waiting.setdefault(family, [])
        lot.append((number, kind, tags, wkb))
        if len(lot) >= _LOT:
            self.settle(family)

    def miss(self, family: str) -> None:
        """Count an object without a geometry."""
        self.broken[family] = self.broken.get(family, 0) + 1

    def settle(self, family: str) -> None:
        """Make geometries of what waits and keep those near the city."""
        lot = self.waiting.pop(family, [])
        if not lot:
            return
        numbers, kinds, tags, wkb = zip(*lot, strict=True)
        geometry = _simple(shapely.from_wkb(np.array(wkb, dtype=object)))
        data = pd.DataFrame({"osm_id": numbers, "osm_type": kinds, "tags": tags})
        near = self._near(geometry)
        self.outside[family] = self.outside.get(family, 0) + int((~near).sum())
        frame = gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(geometry, crs=crs.STORED))
        self.parts[family].append(frame[near])

    def frame(self, family: str) -> gpd.GeoDataFrame:
        """Return all that was kept of a family."""
        self.settle(family)
        parts = self.parts[family]
        if not parts:
            return gpd.GeoDataFrame({"osm_id": [], "tags": []}, geometry=[], crs=crs.STORED)
        whole = pd.concat(parts, ignore_index=True)
        return joined_underground(whole) if family == "places" else whole

    def _near(self, geometry: Any) -> Any:
        if not self.ground.known:
            return np.ones(len(geometry), dtype=bool)
        around = self.ground.shape.buffer(_AROUND_DEG)
        shapely.prepare(around)
        return shapely.intersects(around, geometry)


def _simple(geometry: Any) -> Any:
    """Return multi-polygons of one polygon as that polygon: osmium makes all areas multi."""
    single = shapely.get_num_geometries(geometry) == 1
    return np.where(single, shapely.get_geometry(geometry, 0), geometry)


def _read(path: Path, lots: _Lots) -> None:
    try:
        for found in _objects(path):
            _take(found, lots)
    except RuntimeError as error:
        raise BadInput(
            "{name} must be an extract of OpenStreetMap (.osm.pbf): {reason}.", name=path.name, reason=error
        ) from None


def _objects(path: Path) -> Iterator[Any]:
    if not path.name.lower().endswith((".pbf", ".osm", ".osm.bz2", ".osm.gz")):
        raise BadInput("An extract's name must end in .osm.pbf, not {given!r}.", given=path.name)
    # Resolved, so that the name can be none of the addresses that osmium would fetch.
    processor = osmium.FileProcessor(str(path.resolve())).with_areas(KeyFilter(*_AREAS))
    yield from processor.with_filter(KeyFilter(*_KEYS))


_FACTORY = osmium.geom.WKBFactory()


def _take(found: Any, lots: _Lots) -> None:
    if found.is_node():
        if found.tags.get("man_made") == "surveillance":
            lots.add("cameras", found.id, "node", dict(found.tags), _FACTORY.create_point(found))
        if found.tags.get("highway") == "street_lamp":
            lots.add("lamps", found.id, "node", {}, _FACTORY.create_point(found))
        if found.tags.get("natural") == "tree":
            lots.add("trees", found.id, "node", dict(found.tags), _FACTORY.create_point(found))
        _gathered(found, lots, found.id, "node", _FACTORY.create_point)
    elif found.is_way() and "highway" in found.tags:
        _shaped(found, lots, "streets", found.id, "way", _FACTORY.create_linestring)
        _gathered(found, lots, found.id, "way", _FACTORY.create_linestring)
    elif found.is_area():
        kind = "way" if found.from_way() else "relation"
        if found.tags.get("building", "no") != "no":
            _shaped(found, lots, "buildings", found.orig_id(), kind, _FACTORY.create_multipolygon)
        _gathered(found, lots, found.orig_id(), kind, _FACTORY.create_multipolygon)


def _gathered(found: Any, lots: _Lots, number: int, kind: str, factory: Any) -> None:
    """Take what is a place where people gather."""
    place = place_kind(found.tags)
    # A building of a school stands on the ground of that school, which is the place.
    if place is not None and not (found.is_area() and "amenity" not in found.tags and "leisure" not in found.tags):
        told = {"kind": place, "name": found.tags.get("name")}
        _shaped(found, lots, "places", number, kind, factory, {name: text for name, text in told.items() if text})


def _shaped(
    found: Any, lots: _Lots, family: str, number: int, kind: str, factory: Any, tags: dict[str, str] | None = None
) -> None:
    try:
        wkb = factory(found)
    except (RuntimeError, osmium.InvalidLocationError):
        lots.miss(family)
    else:
        lots.add(family, number, kind, dict(found.tags) if tags is None else tags, wkb)


def _source(family: str, path: Path, digest: str, count: int) -> Source:
    return Source(
        family=family,
        name=f"OpenStreetMap, {path.name}",
        kind="osm",
        licence=LICENCE,
        file_sha256=digest,
        n=count,
        imported_at=datetime.now(UTC),
    )


def _report(family: str, made: Interpretation, lots: _Lots, path: Path, assumed: int, *, dry_run: bool) -> ImportReport:
    kept = sum(map(len, lots.parts[family]))
    outside, broken = lots.outside.get(family, 0), lots.broken.get(family, 0)
    if outside:
        made.notebook.say("Objects that lie outside of the city were left aside: {count}.", count=outside)
    if broken:
        made.notebook.say("Objects without a whole geometry were left aside: {count}.", count=broken)
    if family == "cameras" and assumed:
        made.notebook.say(
            "Values of cameras that no source tells were assumed, in the whole store: {count}.", count=assumed
        )
    return ImportReport(
        family=family,
        name=f"OpenStreetMap, {path.name}",
        rows_read=kept + outside + broken,
        taken=kept - len({fault.row for fault in made.refused}),
        added=len(made.things),
        not_taken=tuple(made.refused),
        notes=made.notebook.notes(),
        dry_run=dry_run,
    )
