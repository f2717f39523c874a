"""The layers as collections of features (OGC API - Features, parts 1 and 3)."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import links
from api.answer import chosen_format, document, features, one_feature
from api.deps import AudienceDep, CityDep, LayerDep, OnlyF, QueryDep, StoreDep
from api.exported import note_export
from api.links import JSON, OPENAPI, QUERYABLES, SCHEMA, Link, link
from api.parameters import queryable
from api.problem import shortened
from api.readers import ReaderDep
from geo.errors import NotFound
from layers import gate
from layers.base import BBox, LayerInfo, LayerQuery, Property
from layers.extent import city_extent
from layers.formats import FORMATS
from layers.formats.values import moment

router = APIRouter(tags=["Features"])

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
CONFORMS_TO = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
]
_FID = re.compile(r"[0-9]{1,16}", re.ASCII)


def landing_document(request: Request) -> dict[str, Any]:
    """Return what the service is and where its parts are."""
    return {
        "title": f"Czujka: {request.app.state.city.name}",
        "description": "What the city's cameras see, where its patrols are needed, where its women do not feel safe.",
        "attribution": request.app.state.city.attribution,
        "links": [
            link(request, "self", "/?f=json", JSON, "This document"),
            link(request, "service-desc", "/openapi.json", OPENAPI, "The interface as OpenAPI 3.1"),
            link(request, "conformance", "/conformance", JSON, "The standards it follows"),
            link(request, "data", "/collections", JSON, "The layers as collections"),
            link(request, "status", "/health", JSON, "How the service is"),
        ],
    }


@router.get("/", summary="What the service is", dependencies=[OnlyF])
def landing(request: Request) -> Response:
    """Answer with links to all parts of the service."""
    return document(request, landing_document(request))


@router.get("/conformance", summary="The standards the service follows", dependencies=[OnlyF])
def conformance(request: Request) -> Response:
    """Answer with the conformance classes."""
    return document(request, {"conformsTo": CONFORMS_TO})


@router.get("/collections", summary="All collections", dependencies=[OnlyF])
def collections(request: Request, store: StoreDep, city: CityDep, audience: AudienceDep) -> Response:
    """Answer with what is told of each collection."""
    extent = city_extent(store, city)
    told = [_collection(request, gate.describe(name, store, audience), extent) for name in gate.visible(audience)]
    own = link(request, "self", "/collections", JSON, "This document")
    return document(request, {"links": [own], "collections": told})


@router.get("/collections/{collection}", summary="One collection", dependencies=[OnlyF])
def collection(request: Request, layer: LayerDep, store: StoreDep, city: CityDep, audience: AudienceDep) -> Response:
    """Answer with what is told of one collection."""
    info = gate.describe(layer.id, store, audience)
    return document(request, _collection(request, info, city_extent(store, city)))


@router.get("/collections/{collection}/queryables", summary="What features can be asked for by", dependencies=[OnlyF])
def queryables(request: Request, layer: LayerDep, audience: AudienceDep) -> Response:
    """Answer with a JSON Schema of the properties that are parameters of the items."""
    properties = queryable(gate.properties_for(layer, audience))
    body = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": links.address(request, f"/collections/{layer.id}/queryables"),
        "type": "object",
        "title": layer.title,
        "properties": {name: _schema(name, told) for name, told in properties.items()},
        "additionalProperties": False,
    }
    return document(request, body, SCHEMA)


@router.get("/collections/{collection}/items", summary="Features of a collection")
def items(
    request: Request, query: QueryDep, layer: LayerDep, store: StoreDep, city: CityDep, reader: ReaderDep
) -> Response:
    """Answer with a page of features."""
    chosen = chosen_format(request)
    page = gate.read(layer.id, query, store, city)
    note_export(store, reader, layer, page, chosen)
    return features(request, page, query, chosen)


@router.get("/collections/{collection}/items/{fid}", summary="One feature", dependencies=[OnlyF])
def item(
    request: Request,
    fid: str,
    layer: LayerDep,
    store: StoreDep,
    city: CityDep,
    audience: AudienceDep,
    reader: ReaderDep,
) -> Response:
    """Answer with one feature."""
    chosen = chosen_format(request)
    known = LayerQuery(fid=int(fid), audience=reader.audience) if _FID.fullmatch(fid) else None
    page = gate.read(layer.id, known, store, city) if known else None
    if page is None or page.frame.empty:
        raise NotFound("{layer} must be asked for one of its ids, not {fid!r}.", layer=layer.id, fid=shortened(fid))
    note_export(store, reader, layer, page, chosen)
    return one_feature(request, page, chosen)


def _collection(request: Request, info: LayerInfo, extent: BBox | None) -> dict[str, Any]:
    return {
        "id": info.id,
        "title": info.title,
        "description": " ".join(filter(None, (info.description, info.note))),
        "itemType": "feature",
        "crs": [CRS84],
        "extent": _extent(info, extent),
        "links": _links_of_collection(request, info),
    }


def _extent(info: LayerInfo, extent: BBox | None) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if extent is not None:
        told["spatial"] = {"bbox": [list(extent)], "crs": CRS84}
    if info.period is not None:
        told["temporal"] = {"interval": [[moment(when) for when in info.period]], "trs": GREGORIAN}
    return told


def _links_of_collection(request: Request, info: LayerInfo) -> list[Link]:
    path = f"/collections/{info.id}"
    written = [
        link(request, "items", f"{path}/items?f={name}", kind.media_type, f"The features as {kind.title}")
        for name, kind in FORMATS.items()
    ]
    return [
        link(request, "self", path, JSON, "This document"),
        *written,
        link(request, QUERYABLES, f"{path}/queryables", SCHEMA, "What features can be asked for by"),
    ]


def _schema(name: str, told: Property) -> dict[str, Any]:
    schema = {"type": told.type, "title": name, "description": told.description}
    return schema if told.format is None else {**schema, "format": told.format}
