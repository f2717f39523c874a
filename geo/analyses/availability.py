"""Which cameras do not work, and what does nobody see because of it? Working cover beside the cover on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.analyses.beside import LEVEL, beside, coverage_now, ground_around
from geo.analyses.coverage import Inputs, heights_m, read_inputs
from geo.analyses.drawing import drawn, labelled
from geo.analyses.inputs import AVAILABILITY as INPUTS
from geo.analyses.watched import Watched, watched
from geo.city import City
from geo.coverage.area import Ground, cover
from geo.coverage.availability import days_off, off_at, spells
from geo.coverage.image_quality import EDITIONS
from geo.coverage.reach import DENSITIES
from geo.coverage.unshared import lost, unshared
from geo.geometry.isovist import prepare
from geo.model.result import Result
from geo.storage.store import Store

#: Smaller pieces of blinded ground are the rounding of edges, and are not drawn.
LEAST_M2 = 0.01
_DAY_S = 86_400.0


Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Blind:
    """What is lost at one density.

    Attributes
    ----------
    m2, street_m
        (A,) by area, what all cameras that are off would see and no working one does.
    out_m2, out_street_m
        (A,) of that, what the cover of the register counts: its cameras are called working.
    cameras
        One row a camera that is off: what no working camera sees of its view, what no camera at all does.
    """

    m2: np.ndarray
    street_m: np.ndarray
    out_m2: np.ndarray
    out_street_m: np.ndarray
    cameras: gpd.GeoDataFrame


def run(store: Store, city: City, progress: Progress | None = None) -> Result:
    """Compare what the cameras of the register see with what those of them see that work at the moment.

    The moment is that of the run; of made-up outages, the end of their time where it is later.

    Raises
    ------
    BadInput
        If there are no areas or no cameras, or if the coverage was not computed for them as they are now.
    """
    told = progress or (lambda done, total: None)
    inputs = read_inputs(store, city, status=("working", "off"))
    now = coverage_now(store)
    moment, outages = _moment(store), spells(store.read("outages"))
    first = _first(outages, moment, city)
    cameras = _cameras(inputs, outages, first, moment)
    off = cameras["off"].to_numpy(dtype=bool)
    blind: dict[float, Blind] = {}
    for done, (px, found) in enumerate(_blind(inputs, off), start=1):
        blind[px] = found
        told(done, len(DENSITIES))
    frames = {
        "availability": _areas(inputs, now, blind),
        "downtime": _told(cameras).to_crs(crs.STORED),
        "blinded": _blinded(cameras, blind, city),
    }
    return _result(store, city, frames, cameras, (first, moment))


def _moment(store: Store) -> datetime:
    made_up = [source.period_end for source in store.sources("outages") if source.synthetic and source.period_end]
    return max([datetime.now(UTC), *made_up])


def _first(found: pd.DataFrame, moment: datetime, city: City) -> datetime:
    """Return since when downtime is added up: before the first known outage nobody knows of any."""
    first = moment - timedelta(days=city.outages.period_days)
    return first if found.empty else min(max(first, found["off_from"].min().to_pydatetime()), moment)


def _cameras(inputs: Inputs, found: pd.DataFrame, first: datetime, moment: datetime) -> gpd.GeoDataFrame:
    """Return the cameras with their outages: which are off now, since when and why, and their downtime."""
    ref = inputs.cameras["ref"]
    now = off_at(found, moment).set_index("camera").reindex(ref)
    lately = found[(found["off_from"] < moment) & (found["off_to"].isna() | (found["off_to"] > first))]
    since = now["off_from"].set_axis(ref.index)
    lasts = (moment - since).dt.total_seconds() / _DAY_S
    return inputs.cameras[["ref", "name", "status", "camera_type", "bearing_deg", "geometry"]].assign(
        off=(inputs.cameras["status"] == "off") | since.notna(),
        off_since=since,
        reason=now["reason"].to_numpy(dtype=object),
        days=lasts,
        long=lasts > inputs.profile.outages.long_days,
        outages=lately["camera"].value_counts().reindex(ref, fill_value=0).to_numpy(dtype=int),
        days_in_period=days_off(found, first, moment).reindex(ref, fill_value=0.0).to_numpy(dtype=float),
    )


def _blind(inputs: Inputs, off: np.ndarray) -> Iterator[tuple[float, Blind]]:
    """Return what is lost, density by density; only the surroundings of cameras that are off are looked at."""
    looking = watched(inputs)
    near = np.flatnonzero(_near(looking, off))
    occluders = prepare(inputs.footprints.geometry.array, heights_m(inputs.footprints))
    ground = ground_around(inputs, looking.seen(DENSITIES[0], occluders, chosen=np.flatnonzero(off)))
    called_off = (inputs.cameras["status"] == "off").to_numpy()[near]
    fids = inputs.cameras.index.to_numpy()[near]
    for px in DENSITIES:
        views = looking.seen(px, occluders, chosen=near)[near]
        yield px, _at_density(ground, views, off[near], called_off, fids, inputs)


def _near(looking: Watched, off: np.ndarray) -> np.ndarray:
    """Return which cameras are off, or may see some ground that one of those sees."""
    places, reach_m = shapely.get_coordinates(looking.points), looking.reach_m()
    near = off.copy()
    for place, own_m in zip(places[off], reach_m[off], strict=True):
        near |= np.hypot(*(places - place).T) <= reach_m + own_m
    return near


def _at_density(
    ground: Ground, views: np.ndarray, off: np.ndarray, called_off: np.ndarray, fids: np.ndarray, inputs: Inputs
) -> Blind:
    n, mine, seen = len(inputs.areas), int(off.sum()), cover(ground, views[~off]).seen
    m2, street_m = lost(ground, views[off], seen).per_area(areas=n)
    out_m2, out_street_m = lost(ground, views[off & ~called_off], seen).per_area(areas=n)
    blinded = unshared(ground, views[off], seen)
    alone_m2, alone_street_m = unshared(ground, views[off], seen, among=True).per_view(views=mine)
    blind_m2, blind_street_m = blinded.per_view(views=mine)
    told = {"camera": fids[off], "blind_m2": blind_m2, "blind_street_m": blind_street_m}
    told |= {"alone_m2": alone_m2, "alone_street_m": alone_street_m}
    cameras = gpd.GeoDataFrame(told, geometry=blinded.view_shapes(views=mine), crs=inputs.profile.crs)
    return Blind(m2, street_m, out_m2, out_street_m, cameras)


def _areas(inputs: Inputs, now: pd.DataFrame, blind: dict[float, Blind]) -> gpd.GeoDataFrame:
    """Return one row an area and level: what is seen on paper and by what works."""
    refs = inputs.areas["ref"].to_numpy()
    changes = [
        pd.DataFrame(
            {"area": refs, "px_per_m": px, "lost_m2": one.m2, "lost_street_m": one.street_m}
            | {"out_m2": one.out_m2, "out_street_m": one.out_street_m}
        )
        for px, one in blind.items()
    ]
    frame = beside(inputs, now, pd.concat(changes))
    for unit in ("m2", "street_m"):
        # The coverage counts all cameras that the register calls working, in an outage too, and none it calls off.
        frame[f"working_{unit}"] = (frame.pop(f"seen_{unit}") - frame.pop(f"out_{unit}")).clip(lower=0.0)
        frame[f"paper_{unit}"] = frame[f"working_{unit}"] + frame[f"lost_{unit}"]
    return frame.round(1).to_crs(crs.STORED)


def _told(cameras: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the cameras that are off or were in the period, as they are kept."""
    kept = cameras[cameras["off"] | (cameras["outages"] > 0)].reset_index(names="camera")
    since = [None if pd.isna(moment) else moment.isoformat() for moment in kept["off_since"]]
    status = np.where(kept["off"], "off", kept["status"])
    return kept.assign(off_since=since, status=status).round({"days": 2, "days_in_period": 2})


def _blinded(cameras: gpd.GeoDataFrame, blind: dict[float, Blind], city: City) -> gpd.GeoDataFrame:
    """Return one row a camera that is off and level, where it blinds anything."""
    rows = pd.concat([one.cameras.assign(px_per_m=px) for px, one in blind.items()], ignore_index=True)
    rows = gpd.GeoDataFrame(rows, geometry="geometry", crs=city.crs)
    rows = rows[rows["blind_m2"] >= LEAST_M2].merge(cameras[["ref", "name"]], left_on="camera", right_index=True)
    return drawn(labelled(rows.round(1), crs_=city.crs))


def _result(
    store: Store,
    city: City,
    frames: dict[str, gpd.GeoDataFrame],
    cameras: gpd.GeoDataFrame,
    period: tuple[datetime, datetime],
) -> Result:
    sources = store.sources(*INPUTS)
    sums = ["ground_m2", "street_m", "paper_m2", "paper_street_m", "working_m2", "working_street_m", "lost_m2"]
    totals = frames["availability"].groupby(LEVEL, sort=False)[[*sums, "lost_street_m"]].sum().round(1)
    off = cameras[cameras["off"]]
    return Result(
        name="availability",
        parameters=city.outages.model_dump(),
        frames=frames,
        summary={
            "outages": store.count("outages"),
            "cameras": {"all": len(cameras), "off": len(off), "undated": int(off["off_since"].isna().sum())},
            "long": int(off["long"].sum()),
            "totals": totals.reset_index().to_dict("records"),
        },
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        period=period,
        n=len(cameras),
        norm_edition="; ".join(EDITIONS),
        synthetic=any(source.synthetic for source in sources if source.family != "areas"),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )
