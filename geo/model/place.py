"""What is known of the city's ground: areas, buildings, addresses, parcels, places, streets, trees, lamps."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from geo.model.thing import LineGeometry, Maybe, PointGeometry, PolygonGeometry, SpotGeometry, Text, Thing


class Area(Thing):
    """A part of the city by which results are counted.

    Attributes
    ----------
    kind
        Key of an area kind of the city profile: ``city``, ``okreg``, ``dzielnica``, ``sector``, …
    code
        Official code as text (TERYT codes have leading zeros).
    population
        How many people live there; not how many are there by day or in the evening.
    """

    geometry: PolygonGeometry
    kind: Text
    name: Text
    code: Annotated[Text | None, Maybe] = None
    population: Annotated[int | None, Field(ge=0), Maybe] = None


class Building(Thing):
    """A building by its footprint and its height, which hide what stands behind it.

    Attributes
    ----------
    min_height_m
        Height above ground at which the body begins: passages and roofs on posts let sight through below.
    """

    geometry: PolygonGeometry
    height_m: Annotated[float | None, Field(gt=0, le=1000), Maybe] = None
    levels: Annotated[float | None, Field(gt=0, le=300), Maybe] = None
    min_height_m: Annotated[float, Field(ge=0, le=1000)] = 0.0
    kind: Annotated[Text | None, Maybe] = None
    name: Annotated[Text | None, Maybe] = None
    address: Annotated[Text | None, Maybe] = None
    assumed: tuple[str, ...] = ()


class Address(Thing):
    """A house by its address, as its register knows it.

    Attributes
    ----------
    address
        Street and number.
    """

    geometry: PointGeometry
    address: Text


class Street(Thing):
    """A street by its centre line.

    Attributes
    ----------
    kind
        OpenStreetMap's ``highway`` word.
    underground
        In a tunnel or a passage under the ground: no street camera can see it.
    """

    geometry: LineGeometry
    kind: Annotated[Text | None, Maybe] = None
    name: Annotated[Text | None, Maybe] = None
    underground: bool = False


class Lamp(Thing):
    """A street lamp.

    Attributes
    ----------
    schedule
        Key of a lighting schedule of the city profile; the profile's own where no source tells.
    lit_radius_m
        How far it lights the ground well enough for a camera; the profile's own where no source tells.
    """

    geometry: PointGeometry
    schedule: Annotated[Text | None, Maybe] = None
    lit_radius_m: Annotated[float | None, Field(gt=0, le=100), Maybe] = None


class Tree(Thing):
    """A tree by its crown, which hides what stands behind it while it has leaves.

    Attributes
    ----------
    crown_m
        Diameter of the crown; the profile's own where no source tells.
    """

    geometry: PointGeometry
    height_m: Annotated[float | None, Field(gt=0, le=100), Maybe] = None
    crown_m: Annotated[float | None, Field(gt=0, le=50), Maybe] = None


class Place(Thing):
    """A place where people gather, or pass where nobody else does: what new cameras should see first.

    Attributes
    ----------
    kind
        Key of a place kind of the city profile: ``school``, ``stop``, ``park``, ``underpass``, …
    """

    geometry: SpotGeometry
    kind: Text = "other"
    name: Annotated[Text | None, Maybe] = None


class Parcel(Thing):
    """A piece of ground that is private: what a municipal camera sees of it must be told and masked.

    Attributes
    ----------
    kind
        ``residential`` unless the source tells another use.
    """

    geometry: PolygonGeometry
    kind: Text = "residential"
