"""Which reads of a layer are written to the log: those of exact places that others see only coarsely."""

from __future__ import annotations

from api.readers import Reader
from geo.storage import audit
from geo.storage.audit import Entry
from geo.storage.store import Store
from layers.base import Layer, Page


def note_export(store: Store, reader: Reader, layer: Layer, page: Page, format_: str) -> None:
    """Write who took exact features of a layer, before they are handed out."""
    if not page.exact or layer.coarse is None or reader.name is None:
        return
    with store.connection(writing=True) as connection:
        told = f"{len(page.frame)} features as {format_}"
        audit.append(connection, Entry(reader.name, reader.audience, "export", layer.id, told))
