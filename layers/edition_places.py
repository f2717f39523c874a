"""The places of the issued editions: exact for those who act on them, squares of the signed ones for the public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo import crs
from geo.casework import edition, issuing
from geo.city import City
from geo.storage import editions
from geo.storage.editions import Kept, KeptPlace
from geo.storage.store import Store
from layers.base import Audience, Coarse, Found, Layer, LayerQuery, Property, flag, integer, text
from layers.choose import choose

_EDITION = {"edition": integer("Number of the edition")}
_EXACT: dict[str, Property] = _EDITION | {
    "place": text("Reference of the report that stands for the place"),
    "state": text("confirmed, in_action, not_yet_checked_again or resolved, when the edition was issued"),
    "checked_again": flag("Looked at again after it was resolved; without that it reads: not yet checked"),
    "category": text("Category of the report, as the city profile names it"),
    "unit": text("The unit that acts"),
    "near": text("The place in words"),
    "done": text("What was done, as its reporter was told"),
    "done_on": text("On which day"),
    "outcome": text("How the place was found afterwards"),
}
_COARSE: dict[str, Property] = _EDITION | {
    "band": text("How many places, as a band: 5-9, 10-19, 20-49, 50+"),
    "near": text("The crossing or street at which the square is told"),
    "approximate": flag("Always true: a square stands for the places in it"),
    "synthetic": flag("Holds reports that were made for a demo or a test"),
}
#: Editions have their squares numbered one after another below this.
_MOST_SQUARES = 100_000


@dataclass(frozen=True, kw_only=True)
class EditionPlaces(Layer):
    """All editions are one layer; the property ``edition`` tells them apart."""

    def find(self, query: LayerQuery, store: Store) -> Found:
        """Return the places that are still kept; only the gate may call it."""
        with store.connection() as connection:
            kept, places = editions.everyone(connection), editions.places(connection)
        named = {
            (one.number, place.report): place for one in kept for place in edition.read(issuing.content(one)["places"])
        }
        synthetic = any(issuing.content(one)["synthetic"] for one in kept)
        rows = [_row(place, named[place.edition, place.report]) for place in places]
        fids = [place.id for place in places]
        frame, matched = choose(_frame(rows, [place.geometry for place in places], fids, list(_EXACT)), query)
        return Found(frame=frame, number_matched=matched, sources=(_SOURCE,), synthetic=synthetic)


_SOURCE = "Editions of the map of places that need attention"


def _row(place: KeptPlace, named: Any) -> dict[str, Any]:
    told = {"edition": place.edition, "place": place.report, **place.told}
    return told | {name: getattr(named, name) for name in ("state", "checked_again", "category", "unit")}


def _squares(store: Store, city: City) -> gpd.GeoDataFrame:
    """Return the squares of the editions that both have signed."""
    with store.connection() as connection:
        kept = [one for one in editions.everyone(connection) if one.in_force]
    told = [(one, at, square) for one in kept for at, square in enumerate(issuing.content(one)["public"]["squares"])]
    rows = [_square(one, square) for one, _, square in told]
    shapes = [shapely.Polygon(square["ring"]) for _, _, square in told]
    fids = [one.number * _MOST_SQUARES + at for one, at, _ in told]
    return _frame(rows, shapes, fids, list(_COARSE))


def _square(kept: Kept, square: dict[str, Any]) -> dict[str, Any]:
    told = {name: square[name] for name in ("band", "near", "synthetic")}
    return told | {"edition": kept.number, "approximate": True}


def _frame(rows: list[dict[str, Any]], shapes: list[Any], fids: list[int], columns: list[str]) -> gpd.GeoDataFrame:
    data = pd.DataFrame(rows, columns=columns, index=pd.Index(fids, dtype="int64", name="fid"), dtype=object)
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, index=data.index, crs=crs.STORED))


EDITION_PLACES = EditionPlaces(
    id="edition-places",
    title="Places of the editions",
    description="The places that the issued editions of the map name, with what was done. A place whose report was"
    " erased since is no longer told.",
    geometry="any",
    exact_for=frozenset({Audience.COUNCIL, Audience.MODERATOR, Audience.COORDINATOR}),
    properties=_EXACT,
    coarse=Coarse(
        description="Squares of the public grid in which a signed edition of the map names several places, with a band"
        " for how many. The datetime parameter is not looked at here.",
        properties=_COARSE,
        geometry="polygon",
        closed=_squares,
        source=_SOURCE,
    ),
)
