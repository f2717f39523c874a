"""How resources point at each other: the links of documents and of pages of features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from layers.base import LayerQuery, Page
from layers.formats import FORMATS

JSON = "application/json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
ITEMS = "items"

Link = dict[str, str]


def link(request: Request, rel: str, path: str, kind: str, title: str) -> Link:
    """Return a link to a path of this service."""
    return {"rel": rel, "type": kind, "title": title, "href": address(request, path)}


def address(request: Request, path: str, parameters: Mapping[str, Any] | None = None) -> str:
    """Return the full address of a path of this service."""
    query = "?" + urlencode(parameters) if parameters else ""
    return str(request.base_url).rstrip("/") + path + query


def of_page(request: Request, page: Page, query: LayerQuery, chosen: str) -> list[Link]:
    """Return the links of a page of features: itself, its other formats, its neighbours, its collection.

    Parameters
    ----------
    chosen
        The format in which the page is written, a key of ``FORMATS``.
    """
    links = [_same(request, "self" if name == chosen else "alternate", name) for name in FORMATS]
    links.sort(key=lambda one: one["rel"], reverse=True)
    limit = query.limit or len(page.frame)
    if query.offset + len(page.frame) < page.number_matched and len(page.frame):
        links.append(_same(request, "next", chosen, offset=query.offset + limit))
    if query.offset > 0:
        links.append(_same(request, "prev", chosen, offset=max(0, query.offset - limit)))
    return [*links, link(request, "collection", f"/collections/{page.layer}", JSON, "The collection")]


def of_feature(request: Request, page: Page, chosen: str) -> list[Link]:
    """Return the links of one feature."""
    links = [_same(request, "self" if name == chosen else "alternate", name) for name in FORMATS]
    return [*links, link(request, "collection", f"/collections/{page.layer}", JSON, "The collection")]


def as_header(links: list[Link]) -> str:
    """Return links as a Link header (RFC 8288), for formats that have no place for them."""
    return ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"' for one in links)


def _same(request: Request, rel: str, name: str, **changed: int) -> Link:
    """Return a link to the same resource in a format, with changed parameters."""
    parameters = {**request.query_params, "f": name, **changed}
    titles = {"next": "Next page", "prev": "Previous page"}
    return {
        "rel": rel,
        "type": FORMATS[name].media_type,
        "title": titles.get(rel, f"As {FORMATS[name].title}"),
        "href": address(request, request.url.path, parameters),
    }
