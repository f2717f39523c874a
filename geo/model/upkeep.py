"""What is known of a camera's work: what it must not show, and when it did not work."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from geo.model.thing import Instant, Maybe, PointGeometry, PolygonGeometry, Text, Thing


class Mask(Thing):
    """Ground that a camera blanks out of its picture.

    Attributes
    ----------
    camera
        Reference of the camera in its register.
    """

    geometry: PolygonGeometry
    camera: Text


class Outage(Thing):
    """A time in which a camera did not work.

    Attributes
    ----------
    geometry
        None: the place is the camera's own.
    camera
        Reference of the camera in its register.
    off_to
        None while it lasts.
    """

    geometry: Annotated[PointGeometry | None, Maybe] = None
    camera: Text
    off_from: Instant
    off_to: Annotated[Instant | None, Maybe] = None
    reason: Annotated[Text | None, Maybe] = None

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.off_to is not None and self.off_to < self.off_from:
            raise ValueError("must end after it began")
        return self
