"""Which incidents count, whose word they are, and what became of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.casework.city_ground import city_ground
from geo.city import City
from geo.errors import BadInput
from geo.hotspots.categories import keys
from geo.hotspots.tellers import NEVER, SWITCHED, TELLERS, rank, tellers
from geo.hotspots.told_twice import same_as
from geo.storage.store import Store

#: Why an incident does not count, in the order in which it is asked; the last one does.
REASONS = ("outside", "category", "switched_off", "twice", "counted")


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The incidents of a city, judged.

    Attributes
    ----------
    boundary
        The city's ground, metres.
    apart
        Those in the city and of the safety profile, whoever may be switched on to tell of them; metric, with
        ``teller`` and the profile's ``category``.
    counts
        (N,) which of them count.
    twice
        Those that another source tells of, too: points in metres with ``ref``, ``source``, the ``stands`` and
        ``stands_source`` that count in their place, and how far ``apart_m`` they are.
    tally
        One row a teller, in the order of ``TELLERS``: how many for each of ``REASONS``.
    chosen
        Whose word counts.
    sources
        Names of the sources of those that count, none twice.
    synthetic
        Whether any of them was made up.
    """

    boundary: shapely.Geometry
    apart: gpd.GeoDataFrame
    counts: NDArray[np.bool_]
    twice: gpd.GeoDataFrame
    tally: pd.DataFrame
    chosen: tuple[str, ...]
    sources: tuple[str, ...]
    synthetic: bool

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """Those that count."""
        return self.apart[self.counts]

    @property
    def period(self) -> tuple[datetime, datetime] | None:
        """First and last moment of those that count."""
        if self.frame.empty:
            return None
        return self.frame["occurred_from"].min().to_pydatetime(), self.frame["occurred_to"].max().to_pydatetime()

    def told(self) -> dict[str, Any]:
        """Return whose word counts and what became of the others, as plain JSON values."""
        rows = self.tally.reset_index(names="teller").to_dict("records")
        return {"chosen": list(self.chosen), "tally": rows}


def counted(store: Store, city: City, chosen: Sequence[str] | None = None) -> Counted:
    """Return the incidents that count.

    Those of categories outside the safety profile, of tellers that were not chosen, outside the city, and those that a
    better known source tells of, too, are left out; rejected reports and what patrols found never count.

    Parameters
    ----------
    chosen
        Whose word counts, of ``SWITCHED``; the profile's own by default.

    Raises
    ------
    BadInput
        For an unknown teller, or without any boundary.
    """
    chosen = _chosen(chosen, city)
    boundary = city_boundary(store, city)
    everything = crs.to_metric(store.read("incidents"), city.crs)
    everything["teller"] = tellers(everything["source_kind"], everything["state"])
    everything["category"] = keys(everything["category"], category_words(city))
    reason = _reason(everything, boundary, chosen, city)
    left = np.flatnonzero(reason == "counted")
    stands = _stands(everything.iloc[left], city)
    again = stands != np.arange(len(left))
    reason[left[again]] = "twice"
    kept = everything[reason == "counted"]
    apart = ~np.isin(reason, REASONS[:2]) & ~everything["teller"].isin(NEVER).to_numpy()
    return Counted(
        boundary=boundary,
        apart=everything[apart],
        counts=(reason == "counted")[apart],
        twice=_twice(everything.iloc[left[again]], everything.iloc[left[stands[again]]]),
        tally=_tally(everything["teller"].to_numpy(dtype=object), reason),
        chosen=chosen,
        sources=_names(store, set(kept["source"])),
        synthetic=bool(kept["synthetic"].any()),
    )


def chosen_before(store: Store) -> Sequence[str] | None:
    """Return whose word counts in the map of hotspots, so that what is told beside it rests on the same incidents."""
    known = store.result("hotspots")
    return None if known is None else known.parameters.get("tellers")


def city_boundary(store: Store, city: City) -> shapely.Geometry:
    """Return the city's ground in metres: its boundary, or else all of its areas together."""
    ground = city_ground(store, city)
    if ground is None:
        raise BadInput("The city must have a boundary or areas; none are there yet: czujka import areas FILE.")
    return ground.shape


def category_words(city: City) -> dict[str, tuple[str, ...]]:
    """Return what the categories of the profile go by."""
    return {key: (told.words.pl, told.words.en, *told.also) for key, told in city.incident_categories.items()}


def _chosen(chosen: Sequence[str] | None, city: City) -> tuple[str, ...]:
    given = city.hotspots.tellers if chosen is None else tuple(chosen)
    strangers = [name for name in given if name not in SWITCHED]
    if strangers or not given:
        choices = ", ".join(SWITCHED)
        raise BadInput("A source must be one of {choices}, not {given}.", choices=choices, given=", ".join(strangers))
    return tuple(name for name in SWITCHED if name in given)


def _reason(
    everything: gpd.GeoDataFrame, boundary: shapely.Geometry, chosen: tuple[str, ...], city: City
) -> NDArray[np.object_]:
    left_out = [key for key, category in city.incident_categories.items() if not category.safety]
    shapely.prepare(boundary)
    # A teller that nobody knows has a word nobody can switch off: it counts as a register does.
    known = everything["teller"].where(everything["teller"].isin(TELLERS), "register")
    conditions = [
        ~shapely.intersects(boundary, everything.geometry.array),
        everything["category"].isin(left_out),
        ~known.isin(chosen),
    ]
    return np.select(conditions, REASONS[:3], default="counted").astype(object)


def _stands(frame: gpd.GeoDataFrame, city: City) -> NDArray[np.int64]:
    """Return which row stands for each: of two sources that tell of the same incident only one counts."""
    rules = city.hotspots
    return same_as(
        shapely.get_coordinates(frame.geometry.array),
        frame["occurred_from"],
        frame["occurred_to"],
        category=frame["category"].to_numpy(dtype=object),
        source=frame["source"].to_numpy(dtype=object),
        rank=rank(frame["teller"].to_numpy(dtype=object)),
        within_m=rules.twice_within_m,
        within_min=rules.twice_within_min,
    )


def _twice(again: gpd.GeoDataFrame, stands: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    pair = ["ref", "source", "category", "occurred_from"]
    frame = again[[*pair, "geometry"]].reset_index(drop=True)
    other = stands.reset_index(drop=True)
    frame["occurred_from"] = [moment.isoformat() for moment in frame["occurred_from"]]
    frame["stands"], frame["stands_source"] = other["ref"], other["source"]
    frame["apart_m"] = frame.geometry.distance(other.geometry).round(1)
    return frame


def _names(store: Store, telling: set[str]) -> tuple[str, ...]:
    """Return the names of the sources that tell, in their order; what comes month by month has one name."""
    return tuple(dict.fromkeys(source.name for source in store.sources("incidents") if source.name in telling))


def _tally(teller: NDArray[np.object_], reason: NDArray[np.object_]) -> pd.DataFrame:
    found = pd.crosstab(pd.Series(teller, dtype=object), pd.Series(reason, dtype=object))
    order = [*TELLERS, *sorted(set(teller) - set(TELLERS))]
    rows = [name for name in order if name in found.index]
    return found.reindex(index=rows, columns=list(REASONS), fill_value=0).astype(int)
