"""What a map layer is: a named table of features, who may see it exactly, and what is asked of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

import geopandas as gpd

from geo.city import City
from geo.model.result import Result
from geo.storage.families import BBox, Period
from geo.storage.store import Store

__all__ = [
    "EVERYONE",
    "Audience",
    "BBox",
    "Coarse",
    "Found",
    "GeometryKind",
    "Layer",
    "LayerInfo",
    "LayerQuery",
    "Page",
    "Period",
    "Property",
    "flag",
    "integer",
    "moment",
    "number",
    "text",
    "texts",
]

JsonType = Literal["string", "number", "integer", "boolean", "array"]
GeometryKind = Literal["point", "line", "polygon", "any"]


class Audience(StrEnum):
    """Who reads; whoever is not told apart is ``public``."""

    PUBLIC = "public"
    COUNCIL = "council"
    MODERATOR = "moderator"
    COORDINATOR = "coordinator"
    PLANNER = "planner"
    ADMIN = "admin"
    AUDITOR = "auditor"


#: For layers that hide nothing.
EVERYONE = frozenset(Audience)


@dataclass(frozen=True, slots=True)
class Property:
    """One column of a layer.

    Attributes
    ----------
    type
        JSON type of its values; ``array`` is a list of texts.
    description
        English sentence, key of the message catalogues.
    format
        ``date-time`` for moments.
    told_to
        Who sees the column of those who see the layer.
    """

    type: JsonType
    description: str
    format: str | None = None
    told_to: frozenset[Audience] = EVERYONE


def text(description: str) -> Property:
    """Return a column of texts."""
    return Property("string", description)


def number(description: str) -> Property:
    """Return a column of numbers."""
    return Property("number", description)


def integer(description: str) -> Property:
    """Return a column of whole numbers."""
    return Property("integer", description)


def flag(description: str) -> Property:
    """Return a column of yes and no."""
    return Property("boolean", description)


def moment(description: str) -> Property:
    """Return a column of moments."""
    return Property("string", description, "date-time")


def texts(description: str) -> Property:
    """Return a column of lists of texts."""
    return Property("array", description)


@dataclass(frozen=True, slots=True)
class LayerQuery:
    """Which features of a layer are asked for, and by whom.

    Attributes
    ----------
    bbox
        West, south, east, north in degrees; features that meet it are taken.
    period
        First and last moment, aware, either open; features without a time are always taken.
    equal
        Values that properties must have.
    words
        What the texts of a feature must hold, word by word, whatever the case and the accents.
    order
        The property by which features are put in order, and whether the largest comes first; fids unless told.
    fid
        The one feature asked for.
    limit, offset
        The page, in the order of fids; no limit means all.
    shapes
        Whether shapes are asked for. Where one must be made for the answer, that from which it is made may stand for
        it in an answer without.
    """

    bbox: BBox | None = None
    period: Period | None = None
    equal: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    order: tuple[str, bool] | None = None
    fid: int | None = None
    limit: int | None = None
    offset: int = 0
    shapes: bool = True
    audience: Audience = Audience.PUBLIC

    @property
    def counts_all(self) -> bool:
        """Whether nothing is wanted but how many there are in all."""
        return self.limit == 0 and replace(self, limit=None, offset=0, audience=Audience.PUBLIC) == _EVERYTHING


_EVERYTHING = LayerQuery()


@dataclass(frozen=True, slots=True)
class Found:
    """What one read of a layer brought, before its disclosure rule.

    Attributes
    ----------
    frame
        EPSG:4326, indexed by ``fid``.
    number_matched
        Before ``limit`` and ``offset``.
    sources, licences
        Names, none twice.
    synthetic
        Whether any source was made for a demo or a test.
    result
        What is told of the analysis that made the features; none for stored things.
    stale
        Whether the inputs of that analysis have changed since.
    """

    frame: gpd.GeoDataFrame
    number_matched: int
    sources: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    synthetic: bool = False
    result: Result | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coarse:
    """What those see of a layer who may not see it exactly.

    Attributes
    ----------
    description
        English sentences, key of the message catalogues.
    properties
        The columns that remain.
    coarsen
        Makes of all things of the layer the coarse ones: EPSG:4326, indexed by ``fid``.
    closed
        Reads what was made coarse when the last period was closed, where the things themselves must not be looked at
        for an answer; one of both is there.
    source
        The one source that is named, so that the list of sources tells nothing.
    """

    description: str
    properties: Mapping[str, Property]
    geometry: GeometryKind
    source: str
    coarsen: Callable[[gpd.GeoDataFrame, City], gpd.GeoDataFrame] | None = None
    closed: Callable[[Store, City], gpd.GeoDataFrame] | None = None


@dataclass(frozen=True, kw_only=True)
class Layer(ABC):
    """A named layer.

    Attributes
    ----------
    title, description
        English, keys of the message catalogues.
    properties
        Its columns in their order; a column that is not named here is never handed out.
    geometry
        What its features are; the parts of a line or polygon may be several.
    exact_for
        Who sees it as it is.
    coarse
        What the others see; none means that they see that there is no such layer.
    when
        The columns that say when a thing was, as its first and last moment.
    searched
        The columns in which words are looked for; with any, its features can be put in an order, too.
    """

    id: str
    title: str
    description: str
    properties: Mapping[str, Property]
    geometry: GeometryKind
    exact_for: frozenset[Audience]
    coarse: Coarse | None = None
    when: tuple[str, str] | None = None
    searched: tuple[str, ...] = ()

    @abstractmethod
    def find(self, query: LayerQuery, store: Store) -> Found:
        """Return the features as they are; only the gate may call it."""

    def note(self, store: Store) -> str | None:
        """Return what a reader must know of the layer's state, as an English sentence; none if nothing."""
        return None

    def period(self, store: Store) -> tuple[datetime, datetime] | None:
        """Return the time its features speak of; none where that has no meaning or no source tells it."""
        return None


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """What one audience is told of a layer without reading its features.

    Attributes
    ----------
    note
        What a reader must know of its state, such as the command that fills it.
    period
        The time its features speak of; none where that has no meaning or must not be told.
    """

    id: str
    title: str
    description: str
    properties: Mapping[str, Property]
    geometry: GeometryKind
    exact: bool
    note: str | None
    period: tuple[datetime, datetime] | None


@dataclass(frozen=True, slots=True)
class Page:
    """Features of a layer as one audience may see them, with all that an export must name.

    Attributes
    ----------
    layer
        The layer's id.
    frame
        EPSG:4326, indexed by ``fid``, the columns of ``properties`` in their order and the geometry.
    number_matched
        Before ``limit`` and ``offset``.
    exact
        False where places were made coarse for the audience.
    result, stale
        What is told of the analysis that made the features, and whether its inputs have changed since.
    """

    layer: str
    properties: Mapping[str, Property]
    geometry: GeometryKind
    frame: gpd.GeoDataFrame
    number_matched: int
    sources: tuple[str, ...]
    licence: str
    attribution: str
    synthetic: bool
    exact: bool = True
    result: Result | None = None
    stale: bool = False
