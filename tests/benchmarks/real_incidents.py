"""How accurate are the maps on three real sets of incidents? Writes the table of docs/hotspots.md."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.analyses.accuracy import assessed, map_methods
from geo.city import City, load_city
from geo.geometry.grid import hexagons
from geo.hotspots.counts import cells_of

DATA = Path(__file__).parents[1] / "data" / "incidents"
#: File, metric CRS, whether only months are known.
SETS = {
    "San Francisco, robbery 2019": ("san_francisco_robbery_2019.csv", "EPSG:32610", False),
    "Cincinnati, burglary 2016-2018": ("cincinnati_burglary_2016_2018.csv.gz", "EPSG:32616", False),
    "Nottingham, burglary 2022": ("nottingham_burglary_2022_monthly.csv", "EPSG:27700", True),
}
SPACING_M = 250.0


def city() -> City:
    """Return a profile that counts in hexagons of 250 m, whose other values are those all cities share."""
    told = load_city("torun")
    return told.model_copy(update={"hotspots": told.hotspots.model_copy(update={"hexagon_m": SPACING_M})})


def incidents(name: str) -> tuple[gpd.GeoSeries, np.ndarray]:
    """Return the places, metres, and the days of a set; of a month alone the days are shared evenly in its order."""
    file, crs, monthly = SETS[name]
    frame = pd.read_csv(DATA / file).dropna(subset=["lon", "lat"])
    frame = frame[(frame["lon"] != 0) & (frame["lat"] != 0)]
    moments = pd.DatetimeIndex(pd.to_datetime(frame["datetime"], utc=True, format="ISO8601"))
    days = moments.as_unit("s").asi8 / 86_400.0
    if monthly:
        place = frame.groupby("datetime").cumcount() / frame.groupby("datetime")["lon"].transform("size")
        days = days + 30.0 * place.to_numpy()
    points = gpd.GeoSeries(gpd.points_from_xy(frame["lon"], frame["lat"]), crs="EPSG:4326").to_crs(crs)
    return points, days


def told(name: str) -> dict[str, object]:
    """Return the accuracy of the maps on one set; the ground is the convex hull of its incidents."""
    points, days = incidents(name)
    ground = shapely.convex_hull(shapely.union_all(points.array)).buffer(SPACING_M)
    cells = hexagons(ground, spacing_m=SPACING_M)
    area_m2 = shapely.area(shapely.intersection(cells, ground))
    cell = cells_of(cells, points, within=ground)
    return assessed(cell, days, {"area": area_m2}, map_methods(cells, area_m2, city()))


def table() -> str:
    """Return the table of the three sets, as Markdown."""
    lines = [
        "| set | months | ground | map | incidents held | PAI | PEI* | beside simple counts |",
        "|---|" + "---|" * 7,
    ]
    for name in SETS:
        found = told(name)
        for row in found["area"]["pooled"]:  # type: ignore[index]
            begin = f"| {name} | {found['origins']} | {100 * row['share']:.0f} % | {row['method']} |"
            held = f" {100 * row['hit_rate']:.1f} % | {row['pai']:.1f} | {row['pei']:.2f} | {row['verdict']} |"
            lines.append(begin + held)
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
