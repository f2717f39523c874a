"""How do safety walks mark the areas, factor by factor?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.analyses.inputs import WALKS as INPUTS
from geo.analyses.kept import PUBLIC_WALKS
from geo.analyses.survey import FEWEST_ASKED
from geo.analyses.walks_closed import COLUMNS, told_at_close
from geo.city import City
from geo.disclosure.closing import last_close
from geo.disclosure.suppression import FEWEST
from geo.evaluation.safety_walk import MARKS, marked
from geo.evaluation.survey import standing
from geo.model.report import Factor
from geo.model.result import Result
from geo.storage import cases
from geo.storage.store import Store

WALKS = "safety-walks"
#: An area of fewer of the public squares is told to nobody but those who see the reports: with four reports in all its
#: squares but one, its band could tell what is in that one.
FEWEST_SQUARES = 8
#: Reports that turned out to be none.
_LEFT_OUT = ("not_confirmed", "withdrawn")
_KEYS = ["area", "factor"]


def run(
    store: Store, city: City, progress: Callable[[int, int], None] | None = None, *, now: datetime | None = None
) -> Result:
    """Return the mean mark of each area and factor with its interval, and what the public may know of it.

    Notes
    -----
    Frames: ``safety-walks``, one row for each area and factor with a mark; ``public-safety-walks``, what was told when
    the last period was closed. A place that was marked again, when it was checked, counts by its newest marks. A
    report without a place on the map counts in no area.
    """
    areas = crs.to_metric(store.read("areas"), city.crs)
    areas = areas[areas["kind"] == city.report_by].reset_index(drop=True)
    given = _given(store, city, areas, until=None)
    until = last_close(now or datetime.now(UTC), months=city.disclosure.period_months, zone=city.zone)
    public = _public(store, city, areas, until)
    if progress:
        progress(1, 1)
    sources = store.sources("reports")
    placed = given[given["area"].notna()]
    return Result(
        name="walks",
        parameters={"fewest_marks": FEWEST_ASKED, "rule": _rule(city)},
        frames={WALKS: _placed(_told(placed), areas, city), PUBLIC_WALKS: public},
        summary={
            "marks": len(placed),
            "city": _city(placed),
            "nowhere": int(given.loc[given["area"].isna(), "ref"].nunique()),
        },
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        period=(placed["told_at"].min(), placed["told_at"].max()) if len(placed) else None,
        # Everybody may ask how many that are, so they are what everybody sees.
        n=len(public),
        norm_edition=None,
        synthetic=bool(placed["synthetic"].any()),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )


def _given(store: Store, city: City, areas: gpd.GeoDataFrame, *, until: datetime | None) -> pd.DataFrame:
    """Return one row for each mark that counts: ``ref``, ``area`` by its place, ``factor``, ``mark``, ``told_at``."""
    reports = store.read("reports")
    with store.connection() as connection:
        left_out = {ref for ref, case in cases.all_of(connection).items() if case.state in _LEFT_OUT}
        again = cases.marked_again(connection, until=until)
    reports = reports[~reports["ref"].isin(left_out)]
    if until is not None:
        reports = reports[reports["created_at"] < until]
    at = _area_of(crs.to_metric(reports, city.crs), areas)
    rows = [
        (row.ref, at[n], factor, mark, told_at, row.synthetic)
        for n, row in enumerate(reports.itertuples())
        for told_at, marks in [again.get(row.ref, (row.created_at, row.factors))]
        for factor, mark in marks.items()
    ]
    return pd.DataFrame(rows, columns=["ref", "area", "factor", "mark", "told_at", "synthetic"])


def _area_of(places: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> list[str | None]:
    """Return the reference of the area in which each place lies; the first where two areas share a border."""
    found: list[str | None] = [None] * len(places)
    there = np.flatnonzero(~(places.geometry.isna() | places.geometry.is_empty).to_numpy())
    points = shapely.point_on_surface(places.geometry.to_numpy()[there])
    which, area = shapely.STRtree(areas.geometry.to_numpy()).query(points, predicate="intersects")
    pairs = zip(there[which].tolist(), areas["ref"].to_numpy()[area].tolist(), strict=True)
    for place, ref in sorted(pairs, reverse=True):
        found[place] = ref
    return found


def _told(given: pd.DataFrame) -> pd.DataFrame:
    """Return the areas and factors with means, intervals and standing; where marks are few, only their number."""
    counted = _counted(given, _KEYS)
    counts = counted.to_numpy(dtype=np.int64)
    enough = counts.sum(axis=1) >= FEWEST_ASKED
    told = counted.index.to_frame(index=False).assign(marks=counts.sum(axis=1), standing="too few marked")
    found = marked(counts[enough]).drop(columns="marks").round(4).set_index(told.index[enough])
    city = given.groupby("factor")["mark"].mean()
    found["city_mean"] = told.loc[enough, "factor"].map(city).astype(float).round(4)
    # Held against the city's own mean, each interval is moved by that.
    low, high = (found[name].to_numpy() - found["city_mean"].to_numpy() for name in ("low", "high"))
    told.loc[enough, "standing"] = standing(low, high, city=0.0)
    return told.join(found)


def _city(given: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the mean of each factor over the whole city, its interval where marks are many."""
    counted = _counted(given, ["factor"])
    rows: list[dict[str, Any]] = []
    for factor in (factor for factor in get_args(Factor) if factor in counted.index):
        counts = counted.loc[[factor]].to_numpy(dtype=np.int64)
        row: dict[str, Any] = {"factor": factor, "marks": int(counts.sum())}
        if row["marks"] >= FEWEST_ASKED:
            row |= {str(name): value for name, value in marked(counts).drop(columns="marks").round(4).iloc[0].items()}
        rows.append(row)
    return rows


def _counted(given: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return how often each mark was given, by area and factor or by factor alone."""
    counted = given.groupby([*by, "mark"]).size().unstack("mark", fill_value=0)
    return counted.reindex(columns=MARKS, fill_value=0)


def _public(store: Store, city: City, areas: gpd.GeoDataFrame, until: datetime) -> gpd.GeoDataFrame:
    """Return what the public is told since the last close, beside what it was told before."""
    kept = store.result("walks")
    same = kept is not None and kept.parameters.get("rule") == _rule(city)
    before = store.result_items(PUBLIC_WALKS).to_dict("records") if same else []
    given = _given(store, city, areas, until=until)
    wide = areas["ref"][areas.area >= FEWEST_SQUARES * city.disclosure.cell_m**2]
    given = given[given["area"].isin(wide)]
    rows = told_at_close(_told(given), given, before, until=until, least=_least(city))
    at = areas.set_index("ref").to_crs(crs.STORED)
    shapes = [row.pop("geometry", None) or at.geometry[row["area"]] for row in rows]
    named = [{**row, "area_name": row.get("area_name") or at["name"][row["area"]]} for row in rows]
    return gpd.GeoDataFrame(named, columns=COLUMNS, geometry=gpd.GeoSeries(shapes, crs=crs.STORED))


def _placed(told: pd.DataFrame, areas: gpd.GeoDataFrame, city: City) -> gpd.GeoDataFrame:
    """Put the rows into their areas, in the order of areas and of factors."""
    shapes = dict(zip(areas["ref"], areas.geometry, strict=True))
    names = dict(zip(areas["ref"], areas["name"], strict=True))
    order = {factor: n for n, factor in enumerate(get_args(Factor))}
    told = told.sort_values(_KEYS, key=lambda mine: mine.map(order) if mine.name == "factor" else mine)
    geometry = gpd.GeoSeries([shapes[ref] for ref in told["area"]], index=told.index, crs=city.crs)
    frame = gpd.GeoDataFrame(told.assign(area_name=told["area"].map(names)), geometry=geometry)
    return frame.reset_index(drop=True).to_crs(crs.STORED)


def _rule(city: City) -> list[Any]:
    """Return what the public words rest on: another rule begins anew."""
    return [city.report_by, FEWEST_ASKED, _least(city), city.disclosure.period_months, FEWEST_SQUARES]


def _least(city: City) -> int:
    return max(FEWEST, city.disclosure.fewest_reports)
