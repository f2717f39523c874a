"""How far do patrols come from their base in some minutes, along the streets?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import shapely

from geo import crs
from geo.analyses.patrol_rounds import base_of, streets_of
from geo.city import City
from geo.model.result import Result
from geo.patrol.streets import reach
from geo.storage.store import Store

INPUTS = ("streets",)


def run(store: Store, city: City, progress: Callable[[int, int], None] | None = None) -> Result:
    """Tell which streets each kind of patrol reaches in the minutes of the city's profile.

    Raises
    ------
    BadInput
        If there are no streets.

    Notes
    -----
    Limits: one speed for each kind along all streets, which are open both ways; no traffic, no lights.
    """
    streets = streets_of(store, city)
    (name, lon, lat), assumed = base_of(city, streets)
    base = gpd.GeoSeries([shapely.Point(lon, lat)], crs=crs.STORED).to_crs(city.crs).iloc[0]
    asked = [(kind, minutes) for kind, times in city.patrols.reach_minutes.items() for minutes in sorted(times)]
    rows = []
    for done, (kind, minutes) in enumerate(asked):
        speed = city.patrols.speed_m_per_s[kind]
        lines = reach(streets, np.array([base.x, base.y]), within_s=60 * minutes, speed_m_per_s=speed)
        rows.append({"kind": kind, "minutes": minutes, "length_m": round(lines.length, 1), "geometry": lines})
        if progress is not None:
            progress(done + 1, len(asked))
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=city.crs)
    frame["share"] = (frame["length_m"] / streets.length_m.sum()).round(4)
    return Result(
        name="reach",
        parameters={"speed_m_per_s": dict(city.patrols.speed_m_per_s)},
        frames={"patrol-reach": frame.to_crs(crs.STORED)},
        summary={
            "base": name,
            "base_assumed": assumed,
            "lon": lon,
            "lat": lat,
            "shares": [[row["kind"], row["minutes"], row["share"]] for _, row in frame.iterrows()],
        },
        sources=tuple(dict.fromkeys(source.name for source in store.sources("streets"))),
        period=None,
        n=len(frame),
        norm_edition=None,
        synthetic=any(source.synthetic for source in store.sources("streets")),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )
