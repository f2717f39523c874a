"""What routes are given: the store, the city, the layer, the query."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.parameters import BadParameters, parse_query, unknown
from api.readers import ReaderDep
from api.settings import Settings
from geo.city import City
from geo.errors import NotFound
from geo.storage.store import Store
from layers import gate
from layers.base import Audience, Layer, LayerQuery


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


async def _city(request: Request) -> City:
    city: City = request.app.state.city
    return city


async def _audience(reader: ReaderDep) -> Audience:
    """Return as whom the reader reads."""
    return reader.audience


AudienceDep = Annotated[Audience, Depends(_audience)]
CityDep = Annotated[City, Depends(_city)]
SettingsDep = Annotated[Settings, Depends(_settings)]
StoreDep = Annotated[Store, Depends(_store)]


async def _layer(collection: str, reader: ReaderDep) -> Layer:
    """Return the layer that is asked for; a key knows of no other layers than its own."""
    if reader.layers is not None and collection not in reader.layers:
        choices = ", ".join(reader.layers)
        raise NotFound("A collection must be one of {choices}, not {given!r}.", choices=choices, given=collection[:80])
    return gate.get(collection, reader.audience)


LayerDep = Annotated[Layer, Depends(_layer)]


async def _query(request: Request, layer: LayerDep, audience: AudienceDep, city: CityDep) -> LayerQuery:
    properties, searched = gate.properties_for(layer, audience), bool(layer.searched)
    return parse_query(request.query_params, properties, city.zone, audience, searched=searched)


async def only_f(request: Request) -> None:
    """Refuse every parameter but ``f``."""
    faults = unknown(request.query_params, ["f"])
    if faults:
        raise BadParameters(faults)


QueryDep = Annotated[LayerQuery, Depends(_query)]
OnlyF = Depends(only_f)
