"""Which named line has the most metres in each place?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely


def longest_within(places: np.ndarray, lines: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Return for each place the name of the line that has the most metres in it.

    Parameters
    ----------
    places
        (N,) polygons in metres.
    lines, names
        (M,) lines in metres and their names; lines without a name count for nothing.

    Returns
    -------
    names
        (N,) names, None where no named line runs.
    """
    place, line = shapely.STRtree(lines).query(places, predicate="intersects")
    metres = shapely.length(shapely.intersection(lines[line], places[place]))
    found = pd.DataFrame({"place": place, "name": names[line], "m": metres}).dropna(subset="name")
    summed = found.groupby(["place", "name"])["m"].sum().sort_values().reset_index()
    longest = summed.groupby("place")["name"].last().reindex(range(len(places)))
    return longest.astype(object).where(longest.notna(), None).to_numpy()


def metres_within(places: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Return (N,) how many metres of lines lie in each place.

    Parameters
    ----------
    places
        (N,) polygons in metres.
    lines
        (M,) lines in metres.

    Examples
    --------
    >>> line = shapely.LineString([(-5, 5), (25, 5)])
    >>> metres_within(np.array([shapely.box(0, 0, 10, 10)]), np.array([line])).tolist()
    [10.0]
    """
    place, line = shapely.STRtree(lines).query(places, predicate="intersects")
    metres = shapely.length(shapely.intersection(lines[line], places[place]))
    return np.bincount(place, metres, minlength=len(places))
