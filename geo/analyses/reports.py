"""Where did several people report places, as the public may know it? Counted anew only when a period is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import geopandas as gpd

from geo import crs
from geo.analyses.inputs import REPORTS as INPUTS
from geo.analyses.kept import REPORTED_SQUARES
from geo.casework.public_ground import parks_of, public_units, rule_of
from geo.city import City
from geo.disclosure.closing import last_close, told_squares
from geo.disclosure.heat import heat
from geo.disclosure.units import Units
from geo.model.result import Result
from geo.storage import cases
from geo.storage.store import Selection, Store

HEAT = "report-heat"
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
    same = kept is not None and kept.parameters["rule"] == rule_of(city)
    if kept is not None and same and kept.period is not None and kept.period[1] >= until:
        return _again(kept, store, city)
    units = public_units(store, city)
    frame = _squares(_counted(store, until), units, store, city)
    return Result(
        name="reports",
        parameters={"rule": rule_of(city), "addresses": [[c, r, n] for (c, r), n in sorted(units.addresses.items())]},
        frames={REPORTED_SQUARES: frame.assign(until=until.isoformat()), HEAT: _heat(frame, city)},
        summary={"addresses_known": bool(units.addresses)},
        sources=("Reports by residents and the Women's Council",),
        period=(until, until),
        n=len(frame),
        norm_edition=None,
        synthetic=bool(frame["synthetic"].any()),
        inputs_digest=store.digest(INPUTS),
        made_at=until,
    )


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
        crs.to_metric(parks_of(store), city.crs),
        fewest=rule.fewest_reports,
        sensitive=rule.sensitive,
        fewest_sensitive=rule.fewest_sensitive,
    )


def _heat(squares: gpd.GeoDataFrame, city: City) -> gpd.GeoDataFrame:
    return heat(squares, crs=city.crs, cell_m=city.disclosure.cell_m)


def _again(kept: Result, store: Store, city: City) -> Result:
    told = {name: getattr(kept, name) for name in Result.__dataclass_fields__}
    squares = store.result_items(REPORTED_SQUARES)
    return Result(**told | {"frames": {REPORTED_SQUARES: squares, HEAT: _heat(squares, city)}})
