"""How the columns of a page become plain values, and its geometries coordinates of one precision."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.base import Page, Property

#: Decimals of a degree that are written; the seventh is about a centimetre.
DECIMALS = 7


def moment(value: datetime) -> str:
    """Return an aware moment in UTC as RFC 3339 writes it.

    Examples
    --------
    >>> moment(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    '2026-07-01T12:00:00Z'
    """
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def columns(page: Page) -> dict[str, list[Any]]:
    """Return the columns of a page as lists of plain values: text, number, whole number, truth, list or None."""
    told = page.properties.items()
    return {name: [_plain(value, column) for value in page.frame[name].astype(object)] for name, column in told}


def provenance(page: Page) -> dict[str, str | bool]:
    """Return the columns that an export must have and the page does not: its sources, its licence, made for a demo."""
    told: dict[str, str | bool] = {
        "source": "; ".join(page.sources),
        "licence": page.licence,
        "attribution": page.attribution,
        "synthetic": page.synthetic,
        **rests_on(page),
    }
    return {name: value for name, value in told.items() if name not in page.properties}


def rests_on(page: Page) -> dict[str, str]:
    """Return the period and the number of what went into the analysis of a page, where both have a meaning."""
    if page.result is None or page.result.period is None:
        return {}
    return {"period": "/".join(moment(when) for when in page.result.period), "n": str(page.result.n)}


def rounded(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return the geometries with rounded coordinates and rings that follow the right-hand rule."""
    whole = shapely.force_2d(frame.geometry.array.to_numpy())
    near = shapely.transform(whole, lambda xy: np.round(xy, DECIMALS) + 0.0)
    oriented: np.ndarray = shapely.orient_polygons(near, exterior_cw=False)
    return oriented


def _plain(value: Any, told: Property) -> Any:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, (list, tuple)):
        return [str(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, datetime):
        return moment(value)
    return int(value) if told.type == "integer" and isinstance(value, float) else value
