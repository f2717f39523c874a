"""Where things came from: one row an import."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from geo.model.thing import Instant, Text


class Source(BaseModel):
    """One import of one family: its origin, licence, period, and how many things it brought.

    Attributes
    ----------
    kind
        Who tells: ``register``, ``osm``, ``police``, ``city_guard``, ``kmzb``, ``council``, ``resident``, …
        Sources are never mixed silently.
    period_start, period_end
        What time the things speak of; none where that has no meaning.
    synthetic
        Made for a demo or a test; said wherever it is shown.
    file_sha256
        Hash of the file as it was read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: str
    name: Text
    kind: Text = "register"
    licence: Text | None = None
    period_start: Instant | None = None
    period_end: Instant | None = None
    synthetic: bool = False
    file_sha256: str | None = None
    n: Annotated[int, Field(ge=0)] = 0
    imported_at: Instant
