"""What patrols did, and what people said when they were asked."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geo.model.thing import Instant, Maybe, PointGeometry, Text, Thing

PatrolKind = Literal["foot", "motor"]


class Visit(Thing):
    """A patrol's stay at a place. Who was on duty is not kept.

    Attributes
    ----------
    geometry
        The place, where it is known better than by its area.
    area
        Reference of the area or of the stop of a plan.
    minutes
        How long it stayed.
    """

    geometry: Annotated[PointGeometry | None, Maybe] = None
    area: Text
    kind: PatrolKind = "foot"
    began_at: Instant
    minutes: Annotated[float, Field(gt=0, le=24 * 60)]


class Survey(Thing):
    """What one area answered to one question in one wave of a survey.

    Attributes
    ----------
    geometry
        None: the place is the area.
    area
        Reference or name of the area.
    wave
        Name of the wave, such as ``2026-1``; waves are compared in the order of their names.
    asked, agreed
        How many people were asked, and how many of them felt safe (or agreed).
    """

    geometry: Annotated[PointGeometry | None, Maybe] = None
    area: Text
    wave: Text
    question: Text
    asked: Annotated[int, Field(ge=1)]
    agreed: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _no_more_agreed_than_were_asked(self) -> Self:
        if self.agreed > self.asked:
            raise ValueError("must not have more who agreed than were asked")
        return self
