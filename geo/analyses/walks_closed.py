"""Which words on the safety walks of an area does the public read, so that no single walk moves them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from geo.disclosure.suppression import band
from geo.evaluation.safety_walk import level

COLUMNS = ["area", "area_name", "factor", "band", "level", "approximate", "synthetic", "until"]

Row = dict[str, Any]


def told_at_close(
    told: pd.DataFrame, given: pd.DataFrame, before: Iterable[Mapping[str, Any]], *, until: datetime, least: int
) -> list[Row]:
    """Return a word and a band for each area and factor with enough marks, in the order of both.

    What was told stays, whatever is erased or withdrawn, until so many new marks came that none of them stands alone:
    two closes never differ by fewer than ``least``.

    Parameters
    ----------
    told
        ``area``, ``factor``, ``marks``, ``low`` and ``high`` of the marks before the close; no interval where they are
        few.
    given
        The marks themselves: ``area``, ``factor``, ``told_at``, ``synthetic``.
    before
        What was told at earlier closes.

    Notes
    -----
    Limits: whoever can add marks of their own learns, at the edge of a band or of a word, what the others add up to.
    Areas lie over the public squares of reports. In an area of so few squares that the told ones with four more in all
    untold ones but one cannot hold the least number of its band, the band tells that some reports lie in that last one:
    ``geo.analyses.walks`` leaves such areas out.
    """
    rows = {(row["area"], row["factor"]): dict(row) for row in before}
    marks = dict(iter(given.groupby(["area", "factor"])))
    for _, row in told[told["low"].notna() & (told["marks"] >= least)].iterrows():
        key = row["area"], row["factor"]
        if key not in rows or _new(marks[key], rows[key]["until"]) >= least:
            rows[key] = _row(row, until=until, synthetic=bool(marks[key]["synthetic"].any()))
    return [rows[key] for key in sorted(rows)]


def _new(given: pd.DataFrame, since: str) -> int:
    return int((given["told_at"] >= datetime.fromisoformat(since)).sum())


def _row(told: pd.Series, *, until: datetime, synthetic: bool) -> Row:
    return {
        "area": told["area"],
        "factor": told["factor"],
        "band": band(int(told["marks"])),
        "level": str(level(np.array([told["low"]]), np.array([told["high"]]))[0]),
        "approximate": True,
        "synthetic": synthetic,
        "until": until.isoformat(),
    }
