"""How a layer shows what an analysis left in the store."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

from geo.analyses.inputs import INPUTS
from geo.model.result import Result
from geo.storage.store import Store
from layers.base import Found, Layer, LayerQuery
from layers.choose import choose
from layers.stored import once

EMPTY = "Nothing has been computed yet; `czujka run {analysis}` fills this layer."
STALE = "Computed before its inputs were last changed; `czujka run {analysis}` computes it anew."


@dataclass(frozen=True, kw_only=True)
class ResultLayer(Layer):
    """A layer whose id is the name under which the analysis saves it.

    Attributes
    ----------
    analysis
        Key of ``geo.analyses.registry.ANALYSES``.
    """

    analysis: str

    def find(self, query: LayerQuery, store: Store) -> Found:
        """Return the items as they are; only the gate may call it."""
        result = store.result(self.analysis)
        frame, matched = self.choose(query, store)
        if result is None:
            return Found(frame=frame, number_matched=matched)
        licences = once(source.licence for source in store.sources(*INPUTS[self.analysis]))
        return Found(
            frame=frame,
            number_matched=matched,
            sources=result.sources,
            licences=licences,
            synthetic=result.synthetic,
            result=result,
            stale=is_stale(result, store),
        )

    def choose(self, query: LayerQuery, store: Store) -> tuple[gpd.GeoDataFrame, int]:
        """Return a page of items, and how many match in all."""
        equal = stored_values(query)
        if query.bbox is None and query.fid is None and len(equal) == len(query.equal):
            # The store can do all of it, and need not read what is on other pages.
            page = store.result_items(self.id, equal=equal, limit=query.limit, offset=query.offset)
            return page, store.result_count(self.id, equal=equal)
        return choose(store.result_items(self.id, query.bbox, equal=stored_values(query)), query)

    def note(self, store: Store) -> str | None:
        """Return which command fills the layer where it is empty or stale."""
        result = store.result(self.analysis)
        if result is None:
            return EMPTY.format(analysis=self.analysis)
        return STALE.format(analysis=self.analysis) if is_stale(result, store) else None


def stored_values(query: LayerQuery) -> dict[str, float | str]:
    """Return what of a query the store itself can choose by: texts and numbers, so that not every item need be read."""
    told = query.equal.items()
    return {name: value for name, value in told if isinstance(value, str | int | float) and not isinstance(value, bool)}


def is_stale(result: Result, store: Store) -> bool:
    """Return whether the inputs of a result have changed since it was made."""
    return result.inputs_digest != store.digest(INPUTS[result.name])
