"""Which map of hotspots does the public see? That of the incidents before the last close, the same until the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np

from geo.city import City
from geo.disclosure.closing import last_close
from geo.disclosure.suppression import FEWEST, band
from geo.model.result import Result
from geo.storage.store import Store

#: What the public sees of the incidents themselves, of the map of all hours, and of those of the shifts.
SQUARES, CELLS, SHIFT_CELLS = "incident-squares", "public-hotspots", "public-shift-hotspots"
_FRAMES = (SQUARES, CELLS, SHIFT_CELLS)

Frames = dict[str, gpd.GeoDataFrame]
Made = tuple[Frames, dict[str, Any]]


def closed(store: Store, city: City, make: Callable[[datetime], Made], now: datetime) -> Made:
    """Return the public frames and what is told of them; as they were kept until a further period is closed.

    Whatever comes in, is erased or is computed anew meanwhile, the answer is the same: whoever keeps asking could
    subtract one map from the other, and would find the incident between them.

    Parameters
    ----------
    make
        Makes both from the incidents that were over before a moment.
    now
        Aware.
    """
    kept = store.result("hotspots")
    if kept is not None and is_closed(kept, city, now):
        return {name: store.result_items(name) for name in _FRAMES}, dict(kept.summary["public"])
    until = _until(city, now)
    frames, told = make(until)
    return frames, told | {"rule": _rule(city), "until": until.isoformat()}


def is_closed(kept: Result, city: City, now: datetime) -> bool:
    """Tell whether what the public sees of a kept map is that of the last close."""
    public = kept.summary.get("public") or {}
    # From a map of no incidents nothing can be subtracted: the first register of a city shows at once.
    same = public.get("rule") == _rule(city) and public.get("n")
    return bool(same and public.get("until", "") >= _until(city, now).isoformat())


def public_of(result: Result) -> Result:
    """Return the result as the public is told of it: sources, period, n and summary of the closed periods."""
    told: Mapping[str, Any] = result.summary["public"]
    period = told["period"] and tuple(datetime.fromisoformat(one) for one in told["period"])
    return replace(
        result,
        summary=told["summary"],
        sources=tuple(told["sources"]),
        period=period,
        n=told["n"],
        synthetic=told["synthetic"],
        frames={},
    )


def banded(cells: gpd.GeoDataFrame, city: City, *, synthetic: bool = False) -> gpd.GeoDataFrame:
    """Leave out hexagons without evidence or with few incidents, and put a band in the place of each number."""
    least = max(city.disclosure.fewest_reports, FEWEST)
    shown = cells[(cells["count"] >= least).to_numpy()]
    bands = np.array([band(int(count)) for count in shown["count"]], dtype=object)
    told = [name for name in ("shift", "teller", "street", "evidence", "stable") if name in shown]
    return gpd.GeoDataFrame(shown[[*told, shown.geometry.name]]).assign(
        band=bands, approximate=True, synthetic=synthetic
    )


def _until(city: City, now: datetime) -> datetime:
    return last_close(now, months=city.disclosure.period_months, zone=city.zone)


def _rule(city: City) -> list[Any]:
    rule = city.disclosure
    return [city.hotspots.hexagon_m, rule.cell_m, rule.fewest_reports, rule.period_months]
