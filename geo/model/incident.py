"""What is known of one incident."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import model_validator

from geo.model.thing import Instant, Maybe, PointGeometry, Text, Thing

IncidentState = Literal["new", "confirmed", "rejected"]


class Incident(Thing):
    """Something that happened at a place, in an interval of time, as one source tells it.

    Attributes
    ----------
    category
        The source's own word for what happened.
    state
        What became of it where the source tells, such as the national threat map: new, confirmed, rejected.
    occurred_from, occurred_to
        The interval in which it happened, aware; both equal when the moment is known.
    """

    geometry: PointGeometry
    category: Text
    occurred_from: Instant
    occurred_to: Instant
    place_name: Annotated[Text | None, Maybe] = None
    state: Annotated[IncidentState | None, Maybe] = None

    @model_validator(mode="after")
    def _interval_runs_forward(self) -> Self:
        if self.occurred_to < self.occurred_from:
            raise ValueError("must not end before it begins")
        return self
