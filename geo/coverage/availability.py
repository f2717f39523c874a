"""Which cameras did not work, when, and for how long?"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

_DAY_S = 86_400.0
#: The end of an outage that lasts.
_NEVER = pd.Timestamp("9999-12-31", tz="UTC")


def spells(outages: pd.DataFrame) -> pd.DataFrame:
    """Return the outages of each camera without overlap: those that meet or overlap in time are one.

    Parameters
    ----------
    outages
        Columns ``camera``, ``off_from``, ``off_to`` (none while it lasts) and ``reason``, aware moments.

    Returns
    -------
    frame
        The same columns, by camera and time; the reasons of outages that became one stand side by side. All moments
        are UTC, so that nights in which clocks change are counted rightly.

    Examples
    --------
    >>> day = pd.to_datetime(["2026-01-01", "2026-01-03", "2026-01-05"], utc=True)
    >>> twice = {"camera": "a", "off_from": day[:2], "off_to": day[1:], "reason": ["power", None]}
    >>> spells(pd.DataFrame(twice))["off_to"].dt.day.tolist()
    [5]
    """
    told = {name: pd.to_datetime(outages[name], utc=True).dt.as_unit("us") for name in ("off_from", "off_to")}
    frame = outages.assign(**told).sort_values(["camera", "off_from"], kind="stable", ignore_index=True)
    until = frame["off_to"].fillna(_NEVER)
    # Of each camera, the latest end of all outages that began before.
    before = until.groupby(frame["camera"]).cummax().groupby(frame["camera"]).shift()
    new = before.isna() | (frame["off_from"] > before)
    found = (
        frame.assign(until=until)
        .groupby(new.cumsum(), sort=False)
        .agg(
            camera=("camera", "first"),
            off_from=("off_from", "first"),
            off_to=("until", "max"),
            reason=("reason", _reasons),
        )
    )
    return found.assign(off_to=found["off_to"].mask(found["off_to"] == _NEVER)).reset_index(drop=True)


def off_at(found: pd.DataFrame, moment: datetime) -> pd.DataFrame:
    """Return the spells that last at a moment: their first moment counts, the last one no more."""
    began = found["off_from"] <= moment
    return found[began & (found["off_to"].isna() | (found["off_to"] > moment))]


def days_off(found: pd.DataFrame, first: datetime, last: datetime) -> pd.Series:
    """Return for how many days cameras did not work between two moments, by camera.

    Parameters
    ----------
    found
        As ``spells`` returns them: what overlaps would count twice.
    """
    begins, ends = found["off_from"], found["off_to"].fillna(last)
    within = ends.mask(ends > last, last) - begins.mask(begins < first, first)
    days: pd.Series = (within.dt.total_seconds() / _DAY_S).clip(lower=0.0).groupby(found["camera"]).sum()
    return days


def _reasons(told: pd.Series) -> str | None:
    return "; ".join(dict.fromkeys(told.dropna().astype(str))) or None
