"""The shapes of the answers, as JSON Schema."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


SCHEMAS: dict[str, dict[str, Any]] = {
    "Link": _object(["href", "rel"], href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT),
    "Landing": _object(["links"], title=_TEXT, description=_TEXT, attribution=_TEXT, links=_LINKS),
    "Conformance": _object(["conformsTo"], conformsTo={"type": "array", "items": _TEXT}),
    "Collection": _object(
        ["id", "links"],
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        itemType=_TEXT,
        crs={"type": "array", "items": _TEXT},
        extent={"type": "object"},
        links=_LINKS,
    ),
    "Collections": _object(
        ["links", "collections"],
        links=_LINKS,
        collections={"type": "array", "items": {"$ref": "#/components/schemas/Collection"}},
    ),
    "Feature": _object(
        ["type", "id", "geometry", "properties"],
        type={"const": "Feature"},
        id={"type": "integer"},
        geometry={"type": ["object", "null"]},
        properties={"type": "object"},
        links=_LINKS,
    ),
    "FeatureCollection": _object(
        ["type", "features"],
        type={"const": "FeatureCollection"},
        features={"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
        links=_LINKS,
        timeStamp={"type": "string", "format": "date-time"},
        numberMatched=_COUNT,
        numberReturned=_COUNT,
        sources={"type": "array", "items": _TEXT},
        licence=_TEXT,
        attribution=_TEXT,
        synthetic={"type": "boolean"},
    ),
    "Health": _object(
        ["status"],
        status=_TEXT,
        city=_TEXT,
        database={"type": "object"},
        counts={"type": "object", "additionalProperties": _COUNT},
        results={"type": "object"},
    ),
    "Problem": _object(
        ["type", "title", "status", "detail", "instance"],
        type={"type": "string", "format": "uri-reference"},
        title=_TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail=_TEXT,
        instance={"type": "string", "format": "uri-reference"},
        errors={"type": "array", "items": _object(["detail"], name={"type": ["string", "null"]}, detail=_TEXT)},
    ),
}
