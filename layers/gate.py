"""What may this audience see of a layer: the one way in, for every route, page, tile and export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import geopandas as gpd

from geo.city import City
from geo.errors import BadInput, NotFound
from geo.storage.store import Store
from layers import LAYERS
from layers.base import Audience, Coarse, Found, Layer, LayerInfo, LayerQuery, Page, Property
from layers.choose import choose


def visible(audience: Audience = Audience.PUBLIC) -> list[str]:
    """Return the ids of the layers of which the audience sees anything, in their order."""
    return [name for name, layer in LAYERS.items() if _seen(layer, audience)]


def sees(layer_id: str, audience: Audience = Audience.PUBLIC) -> bool:
    """Tell whether the audience sees anything of a layer."""
    return layer_id in visible(audience)


def get(layer_id: str, audience: Audience = Audience.PUBLIC) -> Layer:
    """Return a layer that the audience may know of.

    Raises
    ------
    NotFound
        If there is none; the message lists those there are.
    """
    layer = LAYERS.get(layer_id)
    if layer is None or not _seen(layer, audience):
        choices = ", ".join(visible(audience))
        raise NotFound("A collection must be one of {choices}, not {given!r}.", choices=choices, given=layer_id[:80])
    return layer


def properties_for(layer: Layer, audience: Audience = Audience.PUBLIC) -> Mapping[str, Property]:
    """Return the columns that the audience sees."""
    coarse = _coarse_for(layer, audience)
    columns = layer.properties if coarse is None else coarse.properties
    return {name: column for name, column in columns.items() if audience in column.told_to}


def describe(layer_id: str, store: Store, audience: Audience = Audience.PUBLIC) -> LayerInfo:
    """Return what the audience is told of a layer without its features."""
    layer = get(layer_id, audience)
    coarse = _coarse_for(layer, audience)
    return LayerInfo(
        id=layer.id,
        title=layer.title,
        description=layer.description if coarse is None else coarse.description,
        properties=properties_for(layer, audience),
        geometry=layer.geometry if coarse is None else coarse.geometry,
        exact=coarse is None,
        note=layer.note(store) if coarse is None else None,
        period=layer.period(store) if coarse is None else None,
    )


def read(layer_id: str, query: LayerQuery, store: Store, city: City) -> Page:
    """Return the features that are asked for, as the audience of the query may see them.

    Where the audience sees a layer coarsely, all of it is made coarse first and chosen from afterwards:
    a free query on exact things would let a reader find them by asking twice. A period is not looked at there. Where
    the coarse view is that of the last close, the things themselves are not read at all.

    Raises
    ------
    NotFound
        If there is no such layer for the audience.
    BadInput
        If a property is asked for that the audience does not see.
    """
    layer = get(layer_id, query.audience)
    properties = properties_for(layer, query.audience)
    _require_known([*query.equal, *([query.order[0]] if query.order else [])], properties)
    _require_searched(layer, query)
    coarse = _coarse_for(layer, query.audience)
    found = layer.find(query, store) if coarse is None else _coarsened(layer, coarse, query, store, city)
    return Page(
        layer=layer.id,
        properties=properties,
        geometry=layer.geometry if coarse is None else coarse.geometry,
        frame=_told(found.frame, properties),
        number_matched=found.number_matched,
        sources=found.sources,
        licence="; ".join(found.licences) or city.licence,
        attribution=city.attribution,
        synthetic=found.synthetic,
        exact=coarse is None,
        result=found.result,
        stale=found.stale,
    )


def _seen(layer: Layer, audience: Audience) -> bool:
    return audience in layer.exact_for or layer.coarse is not None


def _coarse_for(layer: Layer, audience: Audience) -> Coarse | None:
    """Return the coarse view if the audience must make do with it; deny first."""
    return None if audience in layer.exact_for else layer.coarse


def _coarsened(layer: Layer, coarse: Coarse, query: LayerQuery, store: Store, city: City) -> Found:
    cells = _cells(layer, coarse, query.audience, store, city)
    frame, matched = choose(cells, query)
    # Only what is shown may speak: a source or a flag of a hidden report would betray it.
    synthetic = bool(cells["synthetic"].any()) if "synthetic" in cells else False
    return Found(frame=frame, number_matched=matched, sources=(coarse.source,), synthetic=synthetic)


def _cells(layer: Layer, coarse: Coarse, audience: Audience, store: Store, city: City) -> gpd.GeoDataFrame:
    if coarse.closed is not None:
        return coarse.closed(store, city)
    if coarse.coarsen is None:
        raise ValueError(f"the coarse view of {layer.id} must say how it is made")
    return coarse.coarsen(layer.find(LayerQuery(audience=audience), store).frame, city)


def _told(frame: gpd.GeoDataFrame, properties: Mapping[str, Property]) -> gpd.GeoDataFrame:
    """Return the frame with the columns that are told, and no other."""
    geometry = gpd.GeoSeries(frame.geometry.array, index=frame.index, crs=frame.crs)
    return gpd.GeoDataFrame(frame.reindex(columns=list(properties)), geometry=geometry)


def _require_searched(layer: Layer, query: LayerQuery) -> None:
    if not layer.searched and (query.words or query.order):
        raise BadInput("{layer} can neither be searched by words nor put in an order.", layer=layer.id)


def _require_known(names: Iterable[str], properties: Mapping[str, Property]) -> None:
    unknown = [name for name in names if name not in properties]
    if unknown:
        raise BadInput(
            "A property must be one of {choices}, not {given}.",
            choices=", ".join(properties),
            given=", ".join(unknown),
        )
