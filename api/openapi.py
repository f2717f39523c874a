"""What the interface looks like to a machine: OpenAPI with every parameter and its grammar."""

from __future__ import annotations

import copy
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.openapi_schemas import SCHEMAS
from api.parameters import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    MAX_OFFSET,
    MAX_TEXT,
    MAX_WORDS,
    PATTERNS,
    SEARCH_PATTERNS,
    queryable,
)
from layers import gate
from layers.base import Property
from layers.formats import FORMATS

_PROBLEM = {
    "description": "A problem document (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_BODIES = {
    "/": "Landing",
    "/conformance": "Conformance",
    "/collections": "Collections",
    "/collections/{collection}": "Collection",
    "/health": "Health",
}


def description(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the application, made once.

    The paths of a collection are written out for each of them, so that each names its own parameters.
    """
    if not app.openapi_schema:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=_TAGS
        )
        document["paths"] = _paths(document["paths"])
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas.update(SCHEMAS)
        app.openapi_schema = document
    return app.openapi_schema


_TAGS = [
    {"name": "Features", "description": "OGC API - Features: the layers as collections."},
    {"name": "Processes", "description": "OGC API - Processes: long computations as jobs."},
    {"name": "Health", "description": "How the service is."},
]


def _paths(given: dict[str, Any]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for path, operations in given.items():
        for operation in operations.values():
            _tell_problems(operation)
        if path in _BODIES or "{collection}" in path or path == "/openapi.json":
            _tell_answer(path, operations["get"])
        if "{collection}" in path:
            paths |= {path.replace("{collection}", name): _for_layer(path, operations, name) for name in gate.visible()}
        else:
            paths[path] = operations
    return paths


def _tell_problems(operation: dict[str, Any]) -> None:
    """Put our one error shape in the place of the framework's."""
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = _PROBLEM


def _tell_answer(path: str, operation: dict[str, Any]) -> None:
    operation.setdefault("parameters", []).append(_f(path))
    operation["responses"]["200"] = {"description": operation["summary"], "content": _content(path)}


def _content(path: str) -> dict[str, Any]:
    if path == "/openapi.json":
        return {"application/vnd.oai.openapi+json;version=3.1": {"schema": {"type": "object"}}}
    if path.endswith("/queryables"):
        return {"application/schema+json": {"schema": {"type": "object"}}}
    if path in _BODIES:
        return {"application/json": {"schema": {"$ref": f"#/components/schemas/{_BODIES[path]}"}}}
    geojson = "FeatureCollection" if path.endswith("/items") else "Feature"
    told: dict[str, Any] = {kind.media_type.split(";")[0]: {} for kind in FORMATS.values()}
    return told | {"application/geo+json": {"schema": {"$ref": f"#/components/schemas/{geojson}"}}}


def _for_layer(path: str, operations: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the operations of a collection's path with the parameters that this collection has."""
    layer = gate.get(name)
    told: dict[str, Any] = copy.deepcopy(operations)
    operation = told["get"]
    operation["operationId"] = f"{operation['operationId']}_{name.replace('-', '_')}"
    operation["summary"] = f"{layer.title}: {operation['summary']}"
    operation["parameters"] = [one for one in operation["parameters"] if one["name"] != "collection"]
    for one in operation["parameters"]:
        if one["name"] == "fid":
            one |= {"description": "Id of the feature.", "schema": {"type": "string", "pattern": "^[0-9]{1,16}$"}}
    if path.endswith("/items"):
        operation["parameters"] += _of_items(queryable(gate.properties_for(layer)), searched=bool(layer.searched))
    return told


def _of_items(properties: dict[str, Property], *, searched: bool) -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 0}
    # Said as text with a pattern: bbox and datetime are one string in the address.
    own = {
        "bbox": ("West,south,east,north in degrees of CRS84; with six numbers the third and sixth are heights.", None),
        "datetime": ("A moment, a date of the city, or an interval; .. leaves an end open.", None),
        "limit": (f"Most features of a page, at most {MAX_LIMIT}; more is taken as that.", DEFAULT_LIMIT),
        "offset": ("How many features to pass over.", 0),
    }
    schemas: dict[str, dict[str, Any]] = {
        "bbox": {"type": "string", "pattern": PATTERNS["bbox"], "maxLength": 200},
        "datetime": {"type": "string", "pattern": PATTERNS["datetime"], "maxLength": 80},
        "limit": {**number, "minimum": 1, "maximum": MAX_LIMIT},
        "offset": {**number, "maximum": MAX_OFFSET},
    }
    told = [_parameter(name, text, _defaulted(schemas[name], default)) for name, (text, default) in own.items()]
    if searched:
        asked = {
            "q": "Words that the names of a feature must all hold, whatever the case and the accents.",
            "sortby": "The property by which features are put in order; - before it means the largest first.",
        }
        told += [
            _parameter(name, text, {"type": "string", "pattern": SEARCH_PATTERNS[name], "maxLength": MAX_WORDS})
            for name, text in asked.items()
        ]
    return told + [_parameter(name, one.description, _schema(one)) for name, one in properties.items()]


def _defaulted(schema: dict[str, Any], default: int | None) -> dict[str, Any]:
    return schema if default is None else {**schema, "default": default}


def _f(path: str) -> dict[str, Any]:
    of_features = path.endswith(("/items", "/{fid}"))
    choices = [*FORMATS, "json"] if of_features else ["json"]
    return _parameter("f", "The format; without it the Accept header decides.", {"type": "string", "enum": choices})


def _parameter(name: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema}


def _schema(told: Property) -> dict[str, Any]:
    if told.format is not None:
        return {"type": told.type, "format": told.format}
    return {"type": "string", "maxLength": MAX_TEXT} if told.type == "string" else {"type": told.type}
