"""How densely do incidents lie, smoothed over the ground and along the streets?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.analyses.counted import Counted, chosen_before, counted
from geo.analyses.hotspot_facts import days_of
from geo.analyses.inputs import INCIDENTS as INPUTS
from geo.city import City
from geo.errors import BadInput
from geo.hotspots.bands import NO_BAND, SHARES, band_of, band_shapes
from geo.hotspots.bandwidth import choose_bandwidth
from geo.hotspots.kde import Gaussian, decay_weights, density, smoother
from geo.hotspots.network import Network, cut, snap
from geo.hotspots.network_kde import network_density
from geo.hotspots.raster import Raster, raster
from geo.model.result import Result
from geo.storage.store import Store

#: Months that are foretold, one after another, to choose the bandwidth.
_ORIGINS = 6
_HORIZON_DAYS = 30.0
#: Beyond this an incident belongs to no street.
SNAP_M = 60.0
#: Of the bandwidth: finer pieces change the densest streets by less than 0.5 %.
_LIXEL_SHARE = 0.25
#: A raster has at most so many cells on a side; a larger city has coarser ones.
_MOST_CELLS = 900


def run(store: Store, city: City, progress: Callable[[int, int], None] | None = None) -> Result:
    """Smooth incidents over the ground and along the streets, and part both by the densest shares.

    The bandwidth is the one under which the places of later incidents were likeliest; older incidents count less. With
    too few incidents nothing is drawn.

    Notes
    -----
    Frames: ``density``, the ground of each band; ``street-density``, pieces of street by band.
    """
    tell = progress or (lambda done, total: None)
    judged = counted(store, city, chosen_before(store))
    told: dict[str, Any] = {"too_few": len(judged.frame) < city.hotspots.fewest_incidents, "shares": list(SHARES)}
    ground, streets = _nothing(city), _nothing(city)
    if not told["too_few"]:
        laid = raster(judged.boundary, cell_m=_cell_m(judged, city))
        chosen = _bandwidth(judged, laid, city)
        tell(1, 3)
        ground = _ground(judged, laid, chosen["bandwidth_m"], city)
        tell(2, 3)
        streets, on_streets = _streets(store, judged, chosen["bandwidth_m"], city)
        told |= chosen | {"cell_m": laid.cell_m, "half_life_days": city.hotspots.half_life_days, "streets": on_streets}
    tell(3, 3)
    return Result(
        name="surfaces",
        parameters={"tellers": list(judged.chosen)},
        frames={"density": ground.to_crs(crs.STORED), "street-density": streets.to_crs(crs.STORED)},
        summary=told | {"n": len(judged.frame)},
        sources=judged.sources,
        period=judged.period,
        n=len(judged.frame),
        norm_edition=None,
        synthetic=judged.synthetic,
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )


def _cell_m(judged: Counted, city: City) -> float:
    west, south, east, north = judged.boundary.bounds
    return float(max(city.hotspots.density_cell_m, max(east - west, north - south) / _MOST_CELLS))


def _bandwidth(judged: Counted, laid: Raster, city: City) -> dict[str, Any]:
    """Return the bandwidth that would have foretold best; the middle candidate where time is too short to tell."""
    days = days_of(judged.frame["occurred_from"])
    candidates = [width for width in city.hotspots.bandwidths_m if width >= laid.cell_m]
    origins = days.max() - _HORIZON_DAYS * np.arange(_ORIGINS, 0, -1)
    try:
        found = choose_bandwidth(
            judged.frame.geometry,
            days,
            laid,
            candidates_m=candidates,
            origins=origins.tolist(),
            horizon_days=_HORIZON_DAYS,
            half_life_days=city.hotspots.half_life_days,
        )
    except BadInput:
        return {"bandwidth_m": candidates[len(candidates) // 2], "bandwidth_chosen": False}
    scored: Mapping[str, Any] = asdict(found)
    return {
        "bandwidth_m": found.bandwidth_m,
        "bandwidth_chosen": True,
        "scores": dict(zip(map(str, scored["candidates_m"]), scored["scores"], strict=True)),
        "scored_incidents": found.n,
    }


def _weights(judged: Counted, city: City) -> NDArray[np.float64]:
    days = days_of(judged.frame["occurred_from"])
    return decay_weights(days.max() - days, half_life_days=city.hotspots.half_life_days)


def _ground(judged: Counted, laid: Raster, bandwidth_m: float, city: City) -> gpd.GeoDataFrame:
    """Return the ground of each band with what it holds."""
    points = judged.frame.geometry
    spread = density(points, smoother(laid, Gaussian(bandwidth_m)), weights=_weights(judged, city))
    ground_m2 = laid.ground * laid.cell_m**2
    band = band_of(spread.ravel(), ground_m2.ravel()).reshape(spread.shape)
    shapes = band_shapes(band, laid)
    here = np.asarray(points.array, dtype=object)
    held = [int(shapely.intersects_xy(shape, *shapely.get_coordinates(here).T).sum()) for shape in shapes]
    columns = {
        "band": [str(number + 1) for number in range(len(shapes))],
        "densest_share": list(SHARES[: len(shapes)]),
        "area_m2": shapely.area(shapes).round(1),
        "count": held,
        "per_km2": [
            round(1e6 * float(np.nanmean(spread[band == number])), 1) if (band == number).any() else None
            for number in range(len(shapes))
        ],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=city.crs)


def _streets(store: Store, judged: Counted, bandwidth_m: float, city: City) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """Return pieces of street of each band, neighbouring ones of a street joined."""
    streets = crs.to_metric(store.read("streets"), city.crs)
    streets = streets[~streets["underground"].astype(bool)] if len(streets) else streets
    if streets.empty:
        return _nothing(city), {"lixels": 0, "off_street": len(judged.frame)}
    network = cut(streets.geometry, lixel_m=bandwidth_m * _LIXEL_SHARE)
    lixel = snap(judged.frame.geometry, network, within_m=SNAP_M)
    on = lixel >= 0
    counts = np.bincount(lixel[on], _weights(judged, city)[on], minlength=len(network.length_m)).astype(float)
    spread = network_density(counts, network, bandwidth_m=bandwidth_m)
    band = band_of(spread, network.length_m)
    hits = np.bincount(lixel[on], minlength=len(network.length_m))
    joined = _joined(network, band, spread, hits, streets["name"].to_numpy(dtype=object), city)
    return joined, {"lixels": len(band), "off_street": int((~on).sum()), "lixel_m": bandwidth_m * _LIXEL_SHARE}


def _joined(
    network: Network,
    band: NDArray[np.int64],
    spread: NDArray[np.float64],
    hits: NDArray[np.int64],
    names: NDArray[np.object_],
    city: City,
) -> gpd.GeoDataFrame:
    dense = band != NO_BAND
    frame = gpd.GeoDataFrame(
        {
            "band": (band[dense] + 1).astype(str),
            "of": network.street[dense],
            "count": hits[dense],
            "length_m": network.length_m[dense],
            "mass": (spread * network.length_m)[dense],
        },
        geometry=network.lixels[dense],
        crs=city.crs,
    )
    sums = frame.groupby(["band", "of"])[["count", "length_m", "mass"]].sum()
    shapes = frame.groupby(["band", "of"]).geometry.agg(lambda lixels: shapely.line_merge(shapely.union_all(lixels)))
    told = sums.assign(street=names[sums.index.get_level_values("of")], per_km=(1000 * sums["mass"] / sums["length_m"]))
    told = told.round({"length_m": 1, "per_km": 2}).drop(columns="mass").reset_index().drop(columns="of")
    return gpd.GeoDataFrame(told, geometry=shapes.to_numpy(), crs=city.crs).sort_values("per_km", ascending=False)


def _nothing(city: City) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"band": []}, geometry=[], crs=city.crs)
