"""When did the cameras of a made-up city not work?"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.city import City
from geo.ingest.synthetic import DAYS, FIRST_DAY

_REASONS = ("zasilanie", "łączność", "uszkodzenie mechaniczne", "modernizacja", "wandalizm", None)
#: Shares of the cameras called off that have a date, of the others that were off, and that are off all the same.
_DATED_SHARE = 0.8
_BEFORE_SHARE = 0.2
_NOW_SHARE = 0.01
_MOST_DAYS_SINCE = 75.0
#: Half of the outages that ended lasted less than so long.
_MEDIAN_HOURS = 20.0
_STRAY = 1.4


def outages(cameras: pd.DataFrame, city: City, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Make up the outages of cameras within the made-up period; those that last have no end.

    Parameters
    ----------
    cameras
        Columns ``ref`` and ``status``.

    Returns
    -------
    frame
        The columns of the family ``outages``, without places.
    """
    begin = datetime.combine(FIRST_DAY, time(0), tzinfo=city.zone).astimezone(UTC)
    end = begin + timedelta(days=DAYS)
    off = (cameras["status"] == "off").to_numpy()
    chance = rng.random(len(cameras))
    lasting = cameras["ref"].to_numpy()[np.where(off, chance < _DATED_SHARE, chance < _NOW_SHARE)]
    over = cameras["ref"].to_numpy()[~off & (chance > 1 - _BEFORE_SHARE)]
    since_h = rng.uniform(2, _MOST_DAYS_SINCE * 24, len(lasting))
    from_h = rng.uniform(0, DAYS * 24, len(over))
    lasted_h = np.minimum(rng.lognormal(np.log(_MEDIAN_HOURS), _STRAY, len(over)), DAYS * 24 - from_h)
    off_from = [end - _minutes(hours) for hours in since_h] + [begin + _minutes(hours) for hours in from_h]
    off_to = [None] * len(lasting) + [
        begin + _minutes(first + hours) for first, hours in zip(from_h, lasted_h, strict=True)
    ]
    n = len(off_from)
    columns = {
        "ref": [f"demo-outage-{i + 1:05d}" for i in range(n)],
        "camera": np.concatenate([lasting, over]),
        "off_from": pd.DatetimeIndex(off_from),
        "off_to": pd.DatetimeIndex(off_to, tz=UTC),
        "reason": rng.choice(np.array(_REASONS, dtype=object), n),
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=[None] * n)


def _minutes(hours: float) -> timedelta:
    return timedelta(minutes=round(float(hours) * 60))
