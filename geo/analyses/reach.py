"""How far do patrols come from their base in some minutes, along the streets?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo import crs
from geo.analyses.inputs import REACH as INPUTS
from geo.analyses.patrol_bases import Base, bases_of
from geo.analyses.patrol_rounds import streets_of
from geo.city import City
from geo.model.result import Result
from geo.patrol.streets import Streets, reach, together
from geo.storage.store import Store


def run(store: Store, city: City, progress: Callable[[int, int], None] | None = None) -> Result:
    """Tell which streets patrols and fast-response vehicles reach from their bases in the minutes of the profile.

    Raises
    ------
    BadInput
        If there are no streets.

    Notes
    -----
    Limits: one speed for each kind along all streets, which are open both ways; no traffic, no lights.
    """
    streets = streets_of(store, city)
    bases = bases_of(city, streets)
    rows = []
    for done, base in enumerate(bases):
        rows += _reached(streets, base, city)
        if progress is not None:
            progress(done + 1, len(bases))
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=city.crs)
    frame["share"] = (frame["length_m"] / streets.length_m.sum()).round(4)
    return Result(
        name="reach",
        parameters={"speed_m_per_s": {base.name: dict(base.speed_m_per_s) for base in bases}},
        frames={"patrol-reach": frame.to_crs(crs.STORED)},
        summary={
            "bases": [{"name": one.name, "lon": one.lon, "lat": one.lat, "assumed": one.assumed} for one in bases],
            "together": together(streets),
            "shares": [[row["base"], row["kind"], row["minutes"], row["share"]] for _, row in frame.iterrows()],
        },
        sources=tuple(dict.fromkeys(source.name for source in store.sources("streets"))),
        period=None,
        n=len(frame),
        norm_edition=None,
        synthetic=any(base.assumed for base in bases) or any(source.synthetic for source in store.sources("streets")),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )


def _reached(streets: Streets, base: Base, city: City) -> list[dict[str, Any]]:
    """Return the streets that are reached from one base, a row for each kind and number of minutes."""
    place = gpd.GeoSeries([shapely.Point(base.lon, base.lat)], crs=crs.STORED).to_crs(city.crs).iloc[0]
    asked = [(kind, minutes) for kind, times in base.reach_minutes.items() for minutes in sorted(times)]
    rows = []
    for kind, minutes in asked:
        speed = base.speed_m_per_s[kind]
        lines = reach(streets, np.array([place.x, place.y]), within_s=60 * minutes, speed_m_per_s=speed)
        told = {"base": base.name, "kind": kind, "minutes": minutes, "length_m": round(lines.length, 1)}
        rows.append(told | {"geometry": lines})
    return rows
