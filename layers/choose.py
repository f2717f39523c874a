"""How features that are in memory are chosen from, in the way the store chooses from its tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.base import LayerQuery

_DIGITS = re.compile(r"(\d+)")


def choose(frame: gpd.GeoDataFrame, query: LayerQuery, *, searched: Sequence[str] = ()) -> tuple[gpd.GeoDataFrame, int]:
    """Return a page of features, and how many match in all; a period is not looked at.

    Parameters
    ----------
    frame
        EPSG:4326, indexed by ``fid``.
    searched
        The columns whose texts are searched for the words of the query.
    """
    kept = np.ones(len(frame), dtype=bool)
    if query.bbox is not None:
        kept &= shapely.intersects(frame.geometry.array, shapely.box(*query.bbox))
    if query.fid is not None:
        kept &= np.asarray(frame.index == query.fid)
    for name, value in query.equal.items():
        kept &= np.asarray(frame[name] == value, dtype=bool) if name in frame else False
    if query.words.strip():
        kept &= _told(frame, searched, query.words)
    matching = frame[kept]
    if query.order is not None and len(matching):
        matching = matching.iloc[_ordered(matching[query.order[0]], falling=query.order[1])]
    end = None if query.limit is None else query.offset + query.limit
    return matching.iloc[query.offset : end], len(matching)


def folded(text: str) -> str:
    """Return a text in small letters without accents, as a reader may type it.

    Examples
    --------
    >>> folded("Łódź, Święty Józef")
    'lodz, swiety jozef'
    """
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _told(frame: gpd.GeoDataFrame, searched: Sequence[str], words: str) -> np.ndarray:
    """Return which features hold every one of some words in their texts."""
    columns = [frame[name].tolist() for name in searched]
    texts = [folded("\n".join(told for told in row if isinstance(told, str))) for row in zip(*columns, strict=True)]
    wanted = folded(words).split()
    return np.array([all(word in text for word in wanted) for text in texts], dtype=bool)


def _ordered(values: pd.Series, *, falling: bool) -> np.ndarray:
    """Return the places of values in their order, equal ones as they stand; absent ones come last either way."""
    absent = values.isna().to_numpy(dtype=bool)
    there = np.flatnonzero(~absent)
    keys = [_key(value) for value in values.to_numpy()[there].tolist()]
    order = sorted(range(len(keys)), key=keys.__getitem__, reverse=falling)
    return np.concatenate([there[order], np.flatnonzero(absent)]).astype(int)


def _key(value: Any) -> Any:
    """Return that by which a value is put in order: numbers in texts count as numbers, accents after all else."""
    if not isinstance(value, str):
        return value
    parts = _DIGITS.split(folded(value))
    return [(part.isdigit(), int(part) if part.isdigit() else part) for part in parts], value
