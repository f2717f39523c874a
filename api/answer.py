"""How documents and pages of features become responses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api import links
from api.negotiate import wanted
from layers.base import LayerQuery, Page
from layers.formats import FORMATS
from layers.formats.geojson import feature
from layers.formats.values import moment

#: Media types of each format of features; plain JSON readers get GeoJSON.
OFFERS: dict[str, tuple[str, ...]] = {name: (written.media_type.split(";")[0],) for name, written in FORMATS.items()}
OFFERS["geojson"] += (links.JSON,)
OFFERS["json"] = (links.JSON,)
_VARY = {"Vary": "Accept, Cookie, Authorization"}


def document(request: Request, body: Mapping[str, Any], kind: str = links.JSON) -> Response:
    """Return a JSON document in the media type that it has."""
    wanted(request, {"json": (kind.split(";")[0], links.JSON)})
    return JSONResponse(dict(body), media_type=kind, headers=_VARY)


def chosen_format(request: Request) -> str:
    """Return the format of features that the request asks for, a key of ``FORMATS``."""
    name = wanted(request, OFFERS)
    return "geojson" if name == "json" else name


def features(request: Request, page: Page, query: LayerQuery, chosen: str) -> Response:
    """Return a page of features."""
    told = links.of_page(request, page, query, chosen)
    members = {"timeStamp": moment(datetime.now(UTC)), "links": told}
    return _written(FORMATS[chosen].encode(page, members), page.layer, chosen, told)


def one_feature(request: Request, page: Page, chosen: str) -> Response:
    """Return the one feature of a page."""
    told = links.of_feature(request, page, chosen)
    name = f"{page.layer}-{page.frame.index[0]}"
    body = feature(page, {"links": told}) if chosen == "geojson" else FORMATS[chosen].encode(page)
    return _written(body, name, chosen, told)


def _written(body: bytes, name: str, chosen: str, told: list[links.Link]) -> Response:
    kind = FORMATS[chosen]
    headers = {**_VARY}
    if chosen != "geojson":
        headers["Content-Disposition"] = f'attachment; filename="{name}{kind.suffix}"'
        headers["Link"] = links.as_header(told)
    return Response(body, media_type=kind.media_type, headers=headers)
