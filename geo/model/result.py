"""What an analysis hands on: its frames, and all that a reader needs to judge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one run of one analysis; stored whole.

    Attributes
    ----------
    name
        The analysis, a key of ``geo.analyses.registry.ANALYSES``.
    parameters
        What was asked for, as plain JSON values.
    frames
        One frame a layer it fills, EPSG:4326, by the layer's name.
    summary
        Its numbers in brief, as plain JSON values.
    sources
        Names of the sources that went in, none twice.
    period
        First and last moment of what went in; none where that has no meaning.
    n
        How many things went in.
    norm_edition
        Edition of the image-quality norm; none where no norm applies.
    synthetic
        Whether any source that went in was made for a demo or a test.
    inputs_digest
        State of the inputs; another state in the store means that the result is stale.
    made_at
        When, aware.
    """

    name: str
    parameters: Mapping[str, Any]
    frames: Mapping[str, gpd.GeoDataFrame]
    summary: Mapping[str, Any]
    sources: tuple[str, ...]
    period: tuple[datetime, datetime] | None
    n: int
    norm_edition: str | None
    synthetic: bool
    inputs_digest: str
    made_at: datetime
