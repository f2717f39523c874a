"""How safe do people feel, area by area, and has that changed?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import crs
from geo.analyses.inputs import SURVEY as INPUTS
from geo.city import City
from geo.errors import BadInput
from geo.evaluation.pooling import pooled
from geo.evaluation.survey import proportions, standing, waves
from geo.model.result import Result
from geo.storage.store import Store

#: With fewer answers an area is not told apart, and its share not shown.
FEWEST_ASKED = 20


def run(store: Store, city: City, progress: Callable[[int, int], None] | None = None) -> Result:
    """Return the share of each area with its interval, its standing to the city, and the change since the wave before.

    Notes
    -----
    Frames: ``survey``, one row for each area, question and wave. The city's mean weighs areas by those who were asked
    there. Areas that a survey names and the city does not have are listed in the summary.
    """
    answers = store.read("survey")
    areas = crs.to_metric(store.read("areas"), city.crs)
    summed = _summed(answers)
    frames = [_wave(mine) for _, mine in summed.groupby(["question", "wave"], sort=True)]
    told = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*_KEYS, "share"])
    told = _changes(told)
    frame, strangers = _placed(told, areas, city)
    if progress:
        progress(1, 1)
    sources = store.sources("survey")
    return Result(
        name="survey",
        parameters={"fewest_asked": FEWEST_ASKED},
        frames={"survey": frame.to_crs(crs.STORED)},
        summary=_city(told) | {"strangers": strangers},
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        period=None,
        n=int(summed["asked"].sum()) if len(summed) else 0,
        norm_edition=None,
        synthetic=any(source.synthetic for source in sources),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )


_KEYS = ["question", "wave", "area"]


def _summed(answers: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return asked and agreed of each area, question and wave; single answers are put together."""
    return pd.DataFrame(answers).groupby(_KEYS, as_index=False)[["asked", "agreed"]].sum()


def _wave(mine: pd.DataFrame) -> pd.DataFrame:
    """Return the areas of one question and wave with shares, intervals, standing and the pooled estimate."""
    enough = mine[mine["asked"] >= FEWEST_ASKED].reset_index(drop=True)
    few = mine[mine["asked"] < FEWEST_ASKED].assign(standing="too few asked")
    if enough.empty:
        return few
    share = (enough["agreed"] / enough["asked"]).to_numpy()
    told = proportions(share, enough["asked"].to_numpy(dtype=float))
    city_share = float(mine["agreed"].sum() / mine["asked"].sum())
    enough = enough.assign(
        share=share.round(4),
        low=told["low"].round(4),
        high=told["high"].round(4),
        margin=told["margin"].round(4),
        city_share=round(city_share, 4),
        standing=standing(told["low"].to_numpy(), told["high"].to_numpy(), city=city_share),
    )
    try:
        drawn = pooled(share, told["se"].to_numpy())
        enough = enough.assign(pooled=drawn.estimate.round(4), own_share=drawn.own_share.round(3))
    except BadInput:
        enough = enough.assign(pooled=None, own_share=None)
    return pd.concat([enough, few], ignore_index=True)


def _changes(told: pd.DataFrame) -> pd.DataFrame:
    """Add what is shown of the change since the wave before: only beyond the difference that could be seen."""
    rows: dict[Any, dict[str, Any]] = {}
    for _, mine in told[told["share"].notna()].groupby(["question", "area"]):
        ordered = mine.sort_values("wave")
        for (_, before), (at, after) in pairwise(ordered.iterrows()):
            found = waves(before["share"], after["share"], asked=(int(before["asked"]), int(after["asked"])))
            rows[at] = {
                "change": found.verdict,
                "difference": round(found.difference, 4),
                "detectable": round(found.detectable, 4),
            }
    return told.join(pd.DataFrame.from_dict(rows, orient="index", columns=["change", "difference", "detectable"]))


def _placed(told: pd.DataFrame, areas: gpd.GeoDataFrame, city: City) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Put the answers into their areas, which a survey names by their names or references."""
    mine = areas[areas["kind"] == city.report_by] if len(areas) else areas
    by = dict(zip(mine["name"], mine.geometry, strict=True)) | dict(zip(mine["ref"], mine.geometry, strict=True))
    known = told["area"].isin(list(by)) if len(told) else pd.Series([], dtype=bool)
    strangers = sorted(set(told.loc[~known, "area"])) if len(told) else []
    kept = told[known].rename(columns={"area": "area_name"}).reset_index(drop=True)
    shapes = np.array([by[name] for name in kept["area_name"]], dtype=object)
    return gpd.GeoDataFrame(kept, geometry=gpd.GeoSeries(shapes, crs=city.crs)), strangers


def _city(told: pd.DataFrame) -> dict[str, Any]:
    """Return the share of the whole city by question and wave."""
    found = told.groupby(["question", "wave"], as_index=False)[["asked", "agreed"]].sum() if "asked" in told else told
    rows = [
        {"question": row["question"], "wave": row["wave"], "asked": int(row["asked"])}
        | {"share": round(float(row["agreed"] / row["asked"]), 4)}
        for _, row in found.iterrows()
    ]
    return {"city": rows}
