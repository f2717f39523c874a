"""Where did several people report places, as the public may know it? Counted anew only when a period is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo import crs
from geo.city import City
from geo.disclosure.closing import last_close, told_squares
from geo.disclosure.units import Units, counted_addresses
from geo.model.result import Result
from geo.storage import cases
from geo.storage.store import Selection, Store

#: None: were the state of the reports looked at, whoever asks whether the result is stale would learn of each report.
INPUTS: tuple[str, ...] = ()
SQUARES = "reported-squares"
#: Reports that turned out to be none.
_LEFT_OUT = ("not_confirmed", "withdrawn")


def run(
    store: Store, city: City, progress: Callable[[int, int], None] | None = None, *, now: datetime | None = None
) -> Result:
    """Return the squares that the public sees of the reports that came before the last close.

    As long as no further period is closed the answer is the same, whatever comes in or is erased: else whoever keeps
    asking could tell when a single report came.
    """
    until = last_close(now or datetime.now(UTC), months=city.disclosure.period_months, zone=city.zone)
    kept = store.result("reports")
    same = kept is not None and kept.parameters["rule"] == _rule(city)
    if kept is not None and same and kept.period is not None and kept.period[1] >= until:
        return _again(kept, store)
    units = public_units(store, city)
    frame = _squares(_counted(store, until), units, store, city)
    return Result(
        name="reports",
        parameters={"rule": _rule(city), "addresses": [[c, r, n] for (c, r), n in sorted(units.addresses.items())]},
        frames={SQUARES: frame.assign(until=until.isoformat())},
        summary={"addresses_known": bool(units.addresses)},
        sources=("Reports by residents and the Women's Council",),
        period=(until, until),
        n=len(frame),
        norm_edition=None,
        synthetic=bool(frame["synthetic"].any()),
        inputs_digest=store.digest(INPUTS),
        made_at=until,
    )


def public_units(store: Store, city: City) -> Units:
    """Return the squares of the public grid: those of the first close that knew addresses, for good.

    Squares that changed with each register of addresses could be subtracted from one another.
    """
    kept = store.result("reports")
    if kept is not None and kept.parameters["rule"] == _rule(city) and kept.parameters["addresses"]:
        return Units(city.disclosure.cell_m, {(c, r): n for c, r, n in kept.parameters["addresses"]})
    frame = store.read("addresses")
    if frame.empty:
        housed = store.read("buildings")
        frame = housed[housed["address"].notna()].drop_duplicates("address")
    metric = crs.to_metric(frame, city.crs)
    places = shapely.get_coordinates(shapely.point_on_surface(np.asarray(metric.geometry.array, dtype=object)))
    return Units(city.disclosure.cell_m, counted_addresses(places, cell_m=city.disclosure.cell_m))


def _counted(store: Store, until: datetime) -> gpd.GeoDataFrame:
    """Return the reports that came before a moment and were not found to be none."""
    found = store.read("reports", Selection(period=(None, until)))
    with store.connection() as connection:
        left_out = {ref for ref, case in cases.all_of(connection).items() if case.state in _LEFT_OUT}
    return found[(found["created_at"] < until) & ~found["ref"].isin(left_out)]


def _squares(reports: gpd.GeoDataFrame, units: Units, store: Store, city: City) -> gpd.GeoDataFrame:
    rule = city.disclosure
    return told_squares(
        crs.to_metric(reports, city.crs),
        units,
        crs.to_metric(store.read("streets"), city.crs),
        fewest=rule.fewest_reports,
        sensitive=rule.sensitive,
        fewest_sensitive=rule.fewest_sensitive,
    )


def _rule(city: City) -> dict[str, Any]:
    return {"crs": city.crs, "cell_m": city.disclosure.cell_m}


def _again(kept: Result, store: Store) -> Result:
    told = {name: getattr(kept, name) for name in Result.__dataclass_fields__}
    return Result(**told | {"frames": {SQUARES: store.result_items(SQUARES)}})
