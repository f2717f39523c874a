"""Where do incidents gather? Hexagons with counts and Gi* under false-discovery control, by shift and by source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.analyses.counted import Counted, counted
from geo.analyses.hotspot_facts import cautioned, rated, trend
from geo.analyses.hotspots_closed import CELLS, SHIFT_CELLS, SQUARES, Made, banded, closed, is_closed
from geo.analyses.inputs import INCIDENTS as INPUTS
from geo.city import City
from geo.disclosure.suppression import suppressed
from geo.geometry.grid import hexagons
from geo.geometry.naming import longest_within, metres_within
from geo.hotspots.counts import cells_of
from geo.hotspots.getis_ord import contiguity
from geo.hotspots.shifts import ALL, keys, shift_of
from geo.hotspots.significance import EVIDENCE, evidence, judge, q_values
from geo.hotspots.space_time import aoristic_table
from geo.hotspots.stability import Grid, hot_in, lay
from geo.model.result import Result
from geo.storage.store import Store

#: Whose incidents a view shows: all whose word counts, or one teller's alone.
CHOSEN = "chosen"


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """The cells of the map, what they hold, and the incidents found in them and in the grids of the stability.

    Attributes
    ----------
    cell
        (N,) the cell of each incident that is safe and in the city, whoever tells.
    """

    area_m2: NDArray[np.float64]
    weights: Any
    grids: list[Grid]
    cell: NDArray[np.int64]


def run(
    store: Store,
    city: City,
    progress: Callable[[int, int], None] | None = None,
    *,
    chosen: Sequence[str] | None = None,
    now: datetime | None = None,
) -> Result:
    """Count incidents in hexagons clipped to the city and tell which counts are high together.

    Parameters
    ----------
    chosen
        Whose word counts, of ``geo.hotspots.tellers.SWITCHED``; unless told those that were chosen before, and the
        profile's own where nobody chose.

    Raises
    ------
    BadInput
        If there is no city boundary.

    Notes
    -----
    Frames: ``hotspots``, every cell, all hours, the sources that count together; ``shift-hotspots``, the cells with
    any evidence by shift and by single source; ``told-twice``, the incidents left out as told by two sources;
    ``incident-squares``, ``public-hotspots`` and ``public-shift-hotspots``, what the public sees of the incidents of
    closed periods; ``public`` in the summary is what it is told of them.
    """
    tell = progress or (lambda done, total: None)
    judged = counted(store, city, _chosen(store) if chosen is None else chosen)
    cells = hexagons(judged.boundary, spacing_m=city.hotspots.hexagon_m)
    ground = shapely.intersection(cells, judged.boundary)
    laid = _laid(judged, cells, ground, city)
    tell(1, 3)
    frame, caution = _whole(store, city, judged, laid, cells, ground)
    tell(2, 3)
    views, told = _views(judged, laid, frame, city)
    public, said = closed(
        store, city, lambda until: _published(store, city, judged, laid, cells, ground, until), now or datetime.now(UTC)
    )
    tell(3, 3)
    return Result(
        name="hotspots",
        parameters={
            "hexagon_m": city.hotspots.hexagon_m,
            "tellers": list(judged.chosen),
            "by_hand": set(judged.chosen) != set(city.hotspots.tellers),
        },
        frames={
            "hotspots": frame.to_crs(crs.STORED),
            "shift-hotspots": views.to_crs(crs.STORED),
            "told-twice": judged.twice.to_crs(crs.STORED),
            **public,
        },
        summary=_summary(frame, city)
        | caution
        | {"sources": judged.told(), "shifts": told, "grids": len(laid.grids), "public": said},
        sources=judged.sources,
        period=judged.period,
        n=int(frame["count"].sum()),
        norm_edition=None,
        synthetic=judged.synthetic,
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )


def close(store: Store, city: City, *, now: datetime | None = None) -> Result | None:
    """Return the kept map with what the public sees of it, where a period was closed since; none where none was.

    What all others see stays as it was computed.
    """
    now, kept = now or datetime.now(UTC), store.result("hotspots")
    if kept is None or is_closed(kept, city, now):
        return None
    judged = counted(store, city, kept.parameters["tellers"])
    cells = hexagons(judged.boundary, spacing_m=city.hotspots.hexagon_m)
    ground = shapely.intersection(cells, judged.boundary)
    laid = _laid(judged, cells, ground, city)
    public, said = closed(store, city, lambda until: _published(store, city, judged, laid, cells, ground, until), now)
    inner = {name: store.result_items(name) for name in ("hotspots", "shift-hotspots", "told-twice")}
    return replace(kept, frames=inner | public, summary=dict(kept.summary) | {"public": said})


def _chosen(store: Store) -> Sequence[str] | None:
    """Return whose word somebody chose to count; none where the map followed the profile."""
    known = store.result("hotspots")
    return known.parameters["tellers"] if known and known.parameters.get("by_hand") else None


def _laid(judged: Counted, cells: NDArray[Any], ground: NDArray[Any], city: City) -> _Ground:
    points, rules = judged.apart.geometry, city.hotspots
    spacings_m = [rules.hexagon_m * scale for scale in rules.grid_scales]
    grids = lay(points, shapely.point_on_surface(ground), within=judged.boundary, spacings_m=spacings_m)
    weights = contiguity(cells, reach_m=1.01 * rules.hexagon_m)
    return _Ground(shapely.area(ground), weights, grids, cells_of(cells, points, within=judged.boundary))


def _whole(
    store: Store, city: City, judged: Counted, laid: _Ground, cells: NDArray[Any], ground: NDArray[Any]
) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """Return every cell with all that is told of it, and what must be said beside it."""
    frame = _judged(laid, judged.counts, city)
    frame = gpd.GeoDataFrame(frame, geometry=ground, crs=city.crs)
    frame["area_m2"] = laid.area_m2.round(1)
    streets = crs.to_metric(store.read("streets"), city.crs)
    lines = streets.geometry.to_numpy()
    frame["street"] = longest_within(cells, lines, streets["name"].to_numpy(dtype=object))
    frame["street_m"] = metres_within(ground, lines).round(1)
    frame = rated(frame, laid.weights)
    frame, periods = trend(frame, judged.frame, laid.cell[judged.counts])
    return frame, {"periods": periods, "cautions": cautioned(frame, laid.weights, city)}


def _judged(laid: _Ground, chosen: NDArray[np.bool_], city: City) -> pd.DataFrame:
    """Return counts with their evidence and their stability; too few incidents make nothing hot."""
    cell = laid.cell[chosen]
    counts = np.bincount(cell[cell >= 0], minlength=len(laid.area_m2))
    frame = judge(counts, laid.area_m2, laid.weights)
    if counts.sum() < city.hotspots.fewest_incidents:
        return frame.assign(z=None, p=None, q=None, evidence="none", hot_grids=0, stability=0.0, stable=False)
    return _steady(frame, laid, chosen, city)


def _steady(frame: pd.DataFrame, laid: _Ground, chosen: NDArray[np.bool_], city: City) -> pd.DataFrame:
    grids = hot_in(laid.grids, len(frame), chosen=chosen)
    stable = grids >= city.hotspots.stable_grids
    return frame.assign(hot_grids=grids, stability=(grids / max(len(laid.grids), 1)).round(3), stable=stable)


def _views(
    judged: Counted, laid: _Ground, whole: gpd.GeoDataFrame, city: City, *, tellers: bool = True
) -> tuple[gpd.GeoDataFrame, list[dict[str, Any]]]:
    """Return the cells with evidence of every shift and of every single source, and what is told of each."""
    masks = _shift_masks(judged, city) | (_teller_masks(judged) if tellers else {})
    found = {key: _judged(laid, mask, city) for key, mask in masks.items()}
    found = _together(found, [key for key in masks if key[1] == CHOSEN])
    told = [_view_told(key, frame, laid.area_m2, city) for key, frame in found.items()]
    rows = []
    for (shift, teller), frame in found.items():
        hot = (frame["evidence"] != "none").to_numpy()
        rows.append(frame[hot].assign(shift=shift, teller=teller, cell=np.flatnonzero(hot)))
    views = pd.concat(rows, ignore_index=True)
    at = views["cell"].to_numpy(dtype=np.int64)
    for name in ("street", "area_m2", "street_m"):
        views[name] = whole[name].to_numpy()[at]
    shapes = gpd.GeoSeries(whole.geometry.to_numpy()[at], crs=whole.crs)
    return gpd.GeoDataFrame(views.drop(columns="cell"), geometry=shapes), told


def _shift_masks(judged: Counted, city: City) -> dict[tuple[str, str], NDArray[np.bool_]]:
    rules, frame = city.hotspots, judged.apart
    shift = shift_of(
        frame["occurred_from"],
        frame["occurred_to"],
        shifts=rules.shifts,
        summer_months=rules.summer_months,
        zone=city.zone,
    )
    return {(key, CHOSEN): judged.counts & (shift == number) for number, key in enumerate(keys(rules.shifts))}


def _teller_masks(judged: Counted) -> dict[tuple[str, str], NDArray[np.bool_]]:
    teller = judged.apart["teller"].to_numpy(dtype=object)
    return {(ALL, name): teller == name for name in judged.tally.index if (teller == name).any()}


def _together(
    found: dict[tuple[str, str], pd.DataFrame], shifts: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], pd.DataFrame]:
    """Hold the p-values of all shifts against each other: a city looks at a dozen maps, not at one."""
    enough = [key for key in shifts if found[key]["p"].notna().any()]
    if not enough:
        return found
    q = q_values(np.concatenate([found[key]["p"].to_numpy(dtype=float) for key in enough]))
    parts = np.split(q, len(enough))
    again = {}
    for key, part in zip(enough, parts, strict=True):
        z, p = found[key][["z", "p"]].to_numpy(dtype=float).T
        again[key] = found[key].assign(q=part, evidence=evidence(z, p, part))
    return found | again


def _view_told(key: tuple[str, str], frame: pd.DataFrame, area_m2: NDArray[np.float64], city: City) -> dict[str, Any]:
    shift, teller = key
    return {"shift": shift, "teller": teller} | _summary(frame.assign(area_m2=area_m2), city)


def _published(
    store: Store,
    city: City,
    judged: Counted,
    laid: _Ground,
    cells: NDArray[Any],
    ground: NDArray[Any],
    until: datetime,
) -> Made:
    """Return what the public sees of the incidents that were over before a moment, by the tellers of the profile."""
    own = judged if set(judged.chosen) == set(city.hotspots.tellers) else counted(store, city, city.hotspots.tellers)
    over = own.counts & (own.apart["occurred_to"] < until).to_numpy()
    own = replace(
        own, counts=over, sources=tuple(name for name in own.sources if name in set(own.apart["source"][over]))
    )
    synthetic = bool(own.frame["synthetic"].any())
    frame, caution = _whole(store, city, own, laid, cells, ground)
    views, shifts = _views(own, laid, frame, city, tellers=False)
    rule = city.disclosure
    squares = suppressed(own.frame, crs=city.crs, cell_m=rule.cell_m, fewest=rule.fewest_reports)
    told = {"sources": {"chosen": list(own.chosen), "tally": []}, "shifts": shifts, "grids": len(laid.grids)}
    return {
        SQUARES: squares.assign(cell=squares.index, until=until.isoformat()),
        CELLS: banded(frame, city, synthetic=synthetic).to_crs(crs.STORED),
        SHIFT_CELLS: banded(views, city, synthetic=synthetic).to_crs(crs.STORED),
    }, {
        "n": len(own.frame),
        "synthetic": synthetic,
        "sources": list(own.sources),
        "period": own.period and [moment.isoformat() for moment in own.period],
        "summary": _summary(frame, city) | {"cautions": caution["cautions"]} | told,
        "hours": aoristic_table(own.frame["occurred_from"], own.frame["occurred_to"], zone=city.zone).round(4).tolist(),
    }


def _summary(frame: pd.DataFrame, city: City) -> dict[str, Any]:
    n = int(frame["count"].sum())
    hot = frame["evidence"].isin(EVIDENCE[:2])
    told: Mapping[str, Any] = {
        "cells": len(frame),
        "n": n,
        "too_few": n < city.hotspots.fewest_incidents,
        "fewest_incidents": city.hotspots.fewest_incidents,
        "by_evidence": {name: int((frame["evidence"] == name).sum()) for name in EVIDENCE},
        "hot_share_of_incidents": float(frame.loc[hot, "count"].sum() / n) if n else 0.0,
        "hot_share_of_area": float(frame.loc[hot, "area_m2"].sum() / frame["area_m2"].sum()) if len(frame) else 0.0,
    }
    return dict(told)
