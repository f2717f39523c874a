"""Do two reports tell of the same place? Proposed with the reason; a person decides."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import require_metric

_WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two reports that may be one.

    Attributes
    ----------
    first, second
        Their ids, the older one first.
    distance_m
        Between their places.
    same_category
        Whether they tell of the same kind of thing.
    likeness
        How much their texts share, 0 to 1.
    score
        0 to 1, by which proposals are sorted; no threshold decides anything.
    """

    first: int
    second: int
    distance_m: float
    same_category: bool
    likeness: float
    score: float


def proposals(reports: gpd.GeoDataFrame, *, within_m: float, least: float = 0.5) -> list[Proposal]:
    """Return pairs of reports that may tell of the same place, the likeliest first.

    Parameters
    ----------
    reports
        In metres, indexed by id in the order in which they came, with ``category`` and ``text``; a report without a
        place is in no pair.
    within_m
        Farther places are never the same.
    least
        Pairs with a lower score are left out.

    Notes
    -----
    The score is half nearness, three tenths the same category, two tenths likeness of the texts (Jaccard index of
    their letter trigrams): near reports of one category are proposed without any text.
    """
    require_metric(reports.crs)
    placed = reports[~(reports.geometry.isna() | reports.geometry.is_empty)]
    places = np.asarray(placed.geometry.array, dtype=object)
    a, b = shapely.STRtree(places).query(places, predicate="dwithin", distance=within_m)
    a, b = a[a < b], b[a < b]
    away_m = shapely.distance(places[a], places[b])
    same = placed["category"].to_numpy()[a] == placed["category"].to_numpy()[b]
    parts = [trigrams(text) for text in placed["text"].fillna("")]
    like = np.array([_jaccard(parts[i], parts[j]) for i, j in zip(a, b, strict=True)], dtype=float)
    score = 0.5 * (1 - away_m / within_m) + 0.3 * same + 0.2 * like
    ids = placed.index.to_numpy()
    found = [
        Proposal(int(ids[i]), int(ids[j]), float(d), bool(s), float(t), float(v))
        for i, j, d, s, t, v in zip(a, b, away_m, same, like, score, strict=True)
        if v >= least
    ]
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))


def trigrams(text: str) -> frozenset[str]:
    """Return the letter trigrams of the words of a text, without case and diacritics.

    Examples
    --------
    >>> sorted(trigrams("Ciemno! żle"))
    ['cie', 'emn', 'iem', 'mno', 'zle']
    """
    words = _WORD.findall(plain(text))
    return frozenset(word[i : i + 3] for word in words for i in range(len(word) - 2))


def plain(text: str) -> str:
    """Return a text without case and diacritics.

    Examples
    --------
    >>> plain("Żółw")
    'zolw'
    """
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
