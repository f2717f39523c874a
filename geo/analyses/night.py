"""What do the cameras see in the dark, by the light of the lamps and their own, and which streets are dark?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.analyses.beside import coverage_now
from geo.analyses.coverage import Inputs, heights_m, read_inputs
from geo.analyses.drawing import drawn, labelled, simpler
from geo.analyses.grounds import Grounds
from geo.analyses.inputs import NIGHT as INPUTS
from geo.analyses.kept import night_column
from geo.analyses.lamps import Lamps, read_lamps
from geo.analyses.watched import Watched, watched
from geo.city import City
from geo.coverage.area import Ground, cover, ground_of
from geo.coverage.gaps import gaps
from geo.coverage.image_quality import EDITIONS
from geo.coverage.light import night_views, on_ground
from geo.coverage.pose import infrared_m
from geo.coverage.reach import DENSITIES, NEED_LIGHT
from geo.coverage.schedules import Place, State, dark_hours, named, state_hours
from geo.geometry.isovist import Occluders, prepare
from geo.geometry.overlay import polygons_of
from geo.model.result import Result
from geo.profile.lighting import Lighting
from geo.storage.store import Store

#: The evenings by which the length of nights is told: month and day of the solstices and of an equinox.
EVENINGS = {"summer": (6, 21), "equinox": (9, 22), "winter": (12, 21)}
#: Densities that a camera has in the dark only where there is light.
#: Light is drawn to this tolerance; numbers are measured before.
_DRAWN_TO_M = 0.2
_DAY = ["ground_m2", "street_m", "seen_m2", "seen_street_m"]

Progress = Callable[[int, int], None]
Hours = Mapping[State, float]


@dataclass(frozen=True, slots=True)
class Nights:
    """When it is dark, and which lamps are on then.

    Attributes
    ----------
    year
        Of which the hours are told.
    hours
        Of each state of the lamps: by ``year`` and by the evenings of ``EVENINGS``.
    """

    place: Place
    year: int
    hours: dict[str, Hours]

    @property
    def states(self) -> list[State]:
        """Every state of the lamps in which it is dark at some time of the year, the one with most lamps first."""
        return list(self.hours["year"])


def run(store: Store, city: City, progress: Progress | None = None) -> Result:
    """Compute what the working cameras see in the dark in each state of the lamps, and which streets are dark.

    Without lamps the result is empty: nothing is known of light.

    Raises
    ------
    BadInput
        If there are no areas or no cameras, or if the coverage was not computed for them as they are now.
    """
    told = progress or (lambda done, total: None)
    inputs = read_inputs(store, city)
    footprints = np.asarray(inputs.footprints.geometry.array, dtype=object)
    occluders = prepare(footprints, heights_m(inputs.footprints))
    lamps = read_lamps(store, city, inputs, occluders)
    nights = _nights(inputs, lamps, city)
    if not len(lamps):
        return _result(store, city, nights, lamps, {}, {})
    now = coverage_now(store)
    steps = 2 + len(nights.states)
    looking = watched(inputs)
    views, day_m2 = _by_day(looking, occluders)
    ground = ground_of(inputs.areas, footprints, inputs.streets.geometry.array)
    told(1, steps)
    spaces = Grounds(store).space(inputs.areas, footprints, inputs.streets, city.streets)
    alone = [frozenset({key}) for key in lamps.schedules]
    lit = {now_on: on_ground(ground, lamps.on(now_on)) for now_on in {*alone, *nights.states}}
    pieces = {now_on: lit[now_on] for now_on in nights.states}
    told(2, steps)
    covers, cameras, dark = [], [], []
    for done, now_on in enumerate(nights.states, start=3):
        night_m2: dict[float, np.ndarray] = {}
        usable = _usable(looking, views, lamps, now_on, inputs, night_m2)
        covers.append(_cover(inputs, ground, usable, pieces[now_on]).assign(state=named(now_on)))
        cameras.append(_cameras(inputs, day_m2, night_m2).assign(state=named(now_on)))
        dark.append(_dark(inputs, ground, spaces, pieces, now_on, nights).assign(state=named(now_on)))
        told(done, steps)
    frames = {
        "night-coverage": _beside_day(now, pd.concat(covers), city),
        "night-cameras": gpd.GeoDataFrame(pd.concat(cameras), crs=city.crs).to_crs(crs.STORED),
        "dark-streets": drawn(_coarser(gpd.GeoDataFrame(pd.concat(dark), crs=city.crs))),
        "lit-ground": drawn(_coarser(_lit({key: lit[frozenset({key})] for key in lamps.schedules}, city))),
    }
    return _result(store, city, nights, lamps, frames, _dark_m(ground, pieces))


def _nights(inputs: Inputs, lamps: Lamps, city: City) -> Nights:
    """Return the nights of this year at the middle of the areas."""
    west, south, east, north = inputs.areas.to_crs(crs.STORED).total_bounds.tolist()
    place = Place((west + east) / 2, (south + north) / 2, city.zone)
    year = datetime.now(city.zone).year
    spans = {name: (date(year, *day), date(year, *day)) for name, day in EVENINGS.items()}
    spans["year"] = (date(year, 1, 1), date(year, 12, 31))
    return Nights(
        place,
        year,
        {name: state_hours(*span, city.lighting, place, keys=lamps.schedules) for name, span in spans.items()},
    )


def _by_day(looking: Watched, occluders: Occluders) -> tuple[dict[float, np.ndarray], dict[float, np.ndarray]]:
    """Return what each camera sees at each density that the dark restricts, (N,), and its ground at every one, m²."""
    views, m2 = {}, {}
    for px in DENSITIES:
        seen = looking.seen(px, occluders)
        m2[px] = shapely.area(seen)
        if px in NEED_LIGHT:
            views[px] = seen
    return views, m2


def _usable(
    looking: Watched,
    views: Mapping[float, np.ndarray],
    lamps: Lamps,
    now_on: State,
    inputs: Inputs,
    m2: dict[float, np.ndarray],
) -> Iterator[tuple[float, np.ndarray]]:
    """Return what can be used of each camera's view in the dark, (N,), density by density; note its ground.

    One density at a time, so that those of a large city need not be held together.
    """
    reach_m, _ = infrared_m(inputs.cameras, inputs.profile)
    widest = night_views(views[NEED_LIGHT[0]], looking.points, infrared_m=reach_m, lit=lamps.on(now_on))
    for px in NEED_LIGHT:
        # The views of a camera lie within one another.
        mine = widest if px == NEED_LIGHT[0] else shapely.intersection(views[px], widest)
        m2[px] = shapely.area(mine)
        yield px, mine


def _cover(
    inputs: Inputs, ground: Ground, usable: Iterable[tuple[float, np.ndarray]], lit: np.ndarray
) -> gpd.GeoDataFrame:
    """Return what is seen of each area at each density, and the metres of street that are dark."""
    n = len(inputs.areas)
    dark_m = ground.per_area(shapely.length(shapely.difference(ground.streets, lit)), areas=n)
    rows = []
    for px, views in usable:
        found = cover(ground, views)
        told = {
            "area": inputs.areas["ref"].to_numpy(),
            "px_per_m": px,
            "night_m2": ground.per_area(found.depth_m2[:, 0], areas=n),
            "night_street_m": ground.per_area(found.seen_street_m, areas=n),
            "dark_street_m": dark_m,
        }
        rows.append(gpd.GeoDataFrame(told, geometry=polygons_of(found.seen, ground.area, n), crs=inputs.profile.crs))
    return gpd.GeoDataFrame(pd.concat(rows), crs=inputs.profile.crs)


def _cameras(
    inputs: Inputs, day_m2: Mapping[float, np.ndarray], night_m2: Mapping[float, np.ndarray]
) -> gpd.GeoDataFrame:
    """Return for each camera the share of its ground at each density that can be used in the dark."""
    reach_m, assumed = infrared_m(inputs.cameras, inputs.profile)
    frame = inputs.cameras[["ref", "name", "camera_type", "bearing_deg", "status", "geometry"]].assign(
        ir_range_m=reach_m, ir_assumed=assumed
    )
    day_px, night_px = np.full((2, len(frame)), np.nan)
    for px in DENSITIES:
        by_day = day_m2[px]
        by_night = night_m2.get(px, by_day)
        share = np.divide(by_night, by_day, out=np.full(len(by_day), np.nan), where=by_day > 0)
        day_px = np.where(by_day > 0, px, day_px)
        night_px = np.where(share >= inputs.profile.lighting.usable_share, px, night_px)
        if px in night_m2:
            frame[night_column(px)] = share.round(4)
    return frame.assign(day_px_per_m=day_px, night_px_per_m=night_px).reset_index(names="camera")


def _dark(
    inputs: Inputs,
    ground: Ground,
    spaces: gpd.GeoDataFrame,
    pieces: Mapping[State, np.ndarray],
    now_on: State,
    nights: Nights,
) -> gpd.GeoDataFrame:
    """Return the stretches of street that are dark in a state, and for how many hours they are."""
    by_area = polygons_of(pieces[now_on], ground.area, len(inputs.areas))
    lit = dict(zip(inputs.areas["ref"], by_area, strict=True))
    frame = gaps(spaces, lit, least_m=inputs.profile.lighting.least_m)
    shares = {other: _dark_share(frame, inputs, ground, lit_) for other, lit_ in pieces.items()}
    for span, hours in nights.hours.items():
        frame[f"dark_h_{span}"] = sum(hours.get(other, 0.0) * share for other, share in shares.items())
    frame["never_lit"] = shares[nights.states[0]]
    by_state = zip(*(share.round(4).tolist() for share in shares.values()), strict=True)
    frame["dark_shares"] = [
        [f"{named(other)}={share:g}" for other, share in zip(shares, mine, strict=True)] for mine in by_state
    ]
    told = ["length_m", "area_m2", *(f"dark_h_{span}" for span in nights.hours)]
    return frame.round(dict.fromkeys(told, 1) | {"never_lit": 4})


def _dark_share(frame: gpd.GeoDataFrame, inputs: Inputs, ground: Ground, lit: np.ndarray) -> np.ndarray:
    """Return the share of each stretch that is dark where some ground is lit."""
    spaces = np.asarray(frame.geometry.array, dtype=object)
    stretch, piece = shapely.STRtree(lit).query(spaces, predicate="intersects")
    refs = inputs.areas["ref"].to_numpy(dtype=object)
    own = refs[ground.area[piece]] == frame["area"].to_numpy(dtype=object)[stretch]
    m2 = shapely.area(shapely.intersection(spaces[stretch[own]], lit[piece[own]]))
    share: np.ndarray = 1 - np.bincount(stretch[own], weights=m2, minlength=len(frame)) / shapely.area(spaces)
    return share.clip(0.0, 1.0)


def _lit(lit: Mapping[str, np.ndarray], city: City) -> gpd.GeoDataFrame:
    """Return the ground that the lamps of each schedule light, cell by cell."""
    frames = []
    for key, pieces in lit.items():
        there = pieces[~shapely.is_empty(pieces)]
        frames.append(gpd.GeoDataFrame({"schedule": key}, geometry=there, crs=city.crs, index=range(len(there))))
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=city.crs)


def _beside_day(now: pd.DataFrame, nightly: gpd.GeoDataFrame, city: City) -> gpd.GeoDataFrame:
    """Return day and night side by side, area by area, level by level and state by state."""
    told = now[["area", "area_name", "norm_edition", "level", *_DAY]]
    frame = labelled(_coarser(nightly), crs_=city.crs).merge(told, on=["area", "norm_edition", "level"])
    return drawn(frame.round(dict.fromkeys(["night_m2", "night_street_m", "dark_street_m"], 1)))


def _coarser(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame with shapes as light is drawn: its edges are not sharp."""
    shapes = simpler(np.asarray(frame.geometry.array, dtype=object), _DRAWN_TO_M)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _dark_m(ground: Ground, pieces: Mapping[State, np.ndarray]) -> dict[State, float]:
    """Return the metres of street that are dark in each state."""
    return {
        now_on: float(shapely.length(shapely.difference(ground.streets, lit)).sum()) for now_on, lit in pieces.items()
    }


def _seasons(lighting: Lighting, nights: Nights, lamps: Lamps) -> list[dict[str, Any]]:
    """Return what the seasons of schedules add: nights, and hours in which lamps would be off without them."""
    first, last = date(nights.year, 1, 1), date(nights.year, 12, 31)
    days = [day.date() for day in pd.date_range(first, last)]
    told = []
    for key in lamps.schedules:
        schedule = lighting.schedules[key]
        if not schedule.seasons:
            continue
        plain = lighting.model_copy(update={"schedules": {key: schedule.without_seasons()}})
        without_h = dark_hours([key], first, last, plain, nights.place)
        with_h = dark_hours([key], first, last, lighting, nights.place)
        evenings = sum(any(season.holds(day) for season in schedule.seasons) for day in days)
        told.append(
            {
                "schedule": key,
                "nights": evenings,
                "dark_h_with": round(with_h, 1),
                "dark_h_without": round(without_h, 1),
            }
        )
    return told


def _result(
    store: Store,
    city: City,
    nights: Nights,
    lamps: Lamps,
    frames: dict[str, gpd.GeoDataFrame],
    dark_m: Mapping[State, float],
) -> Result:
    sources = store.sources(*INPUTS)
    states = [
        {
            "state": named(now_on),
            "lamps": int(np.isin(lamps.schedule, list(now_on)).sum()),
            "dark_street_m": round(dark_m.get(now_on, 0.0), 1),
        }
        | {f"hours_{span}": round(hours.get(now_on, 0.0), 1) for span, hours in nights.hours.items()}
        for now_on in nights.states
    ]
    return Result(
        name="night",
        parameters={
            "lighting": city.lighting.model_dump(mode="json"),
            "lon": nights.place.lon,
            "lat": nights.place.lat,
            "year": nights.year,
        },
        frames=frames,
        summary={"states": states, "lamps": lamps.counts, "seasons": _seasons(city.lighting, nights, lamps)},
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        period=None,
        n=len(lamps),
        norm_edition="; ".join(EDITIONS),
        synthetic=any(source.synthetic for source in sources if source.family != "areas"),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )
