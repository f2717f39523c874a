"""How a layer shows a family of things from the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from geo.storage.families import WHEN
from geo.storage.store import Selection, Store
from layers.base import Found, Layer, LayerQuery, Property, flag, text

#: The reference that every thing has in its register.
REF: dict[str, Property] = {"ref": text("Reference in its register")}
#: What every thing tells of its source.
PROVENANCE: dict[str, Property] = {
    "source": text("Name of the source"),
    "source_kind": text("Who tells: register, osm, police, city_guard, council, resident, …"),
    "synthetic": flag("Made for a demo or a test"),
}


@dataclass(frozen=True, kw_only=True)
class StoredLayer(Layer):
    """A layer whose id is the name of its family; the store does the choosing."""

    def find(self, query: LayerQuery, store: Store) -> Found:
        """Return the things as they are; only the gate may call it."""
        selection = Selection(
            bbox=query.bbox,
            period=query.period,
            equal=query.equal,
            fid=query.fid,
            limit=query.limit,
            offset=query.offset,
        )
        frame, matched = store.read_page(self.id, selection)
        sources = store.sources(self.id)
        return Found(
            frame=frame,
            number_matched=matched,
            sources=once(source.name for source in sources),
            licences=once(source.licence for source in sources),
            synthetic=any(source.synthetic for source in sources),
        )

    def period(self, store: Store) -> tuple[datetime, datetime] | None:
        """Return the time of which the sources speak; none where one of them does not say."""
        if self.id not in WHEN:
            return None
        told = [(source.period_start, source.period_end) for source in store.sources(self.id)]
        starts = [start for start, _ in told if start]
        ends = [end for _, end in told if end]
        whole = bool(told) and len(starts) == len(ends) == len(told)
        return (min(starts), max(ends)) if whole else None


def once(names: Iterable[str | None]) -> tuple[str, ...]:
    """Return the names in their order, none twice, without the absent ones."""
    return tuple(dict.fromkeys(name for name in names if name))
