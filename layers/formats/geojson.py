"""How a page is written as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import shapely

from layers.base import Page
from layers.formats.format import Format
from layers.formats.values import DECIMALS, columns, rests_on, rounded

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_LONG = re.compile(rf"-?[0-9]+\.[0-9]{{{DECIMALS + 1},}}")


def feature(page: Page, members: Mapping[str, Any]) -> bytes:
    """Return the one feature of a page as a GeoJSON feature with further members."""
    [written] = _features(page)
    return (written[:-1] + "," + _encode({**members, **_metadata(page)})[1:]).encode()


def _write(page: Page, members: Mapping[str, Any]) -> bytes:
    """Write a feature collection; the features are joined, never built as one tree."""
    head = {
        "type": "FeatureCollection",
        "numberMatched": page.number_matched,
        "numberReturned": len(page.frame),
        **members,
        **_metadata(page),
    }
    return (_encode(head)[:-1] + ',"features":[' + ",\n".join(_features(page)) + "]}").encode()


def _features(page: Page) -> Iterator[str]:
    table = columns(page)
    shapes = [_shortest(shape) for shape in shapely.to_geojson(rounded(page.frame))]
    rows = zip(*table.values(), strict=True) if table else iter([()] * len(page.frame))
    for fid, shape, row in zip(page.frame.index, shapes, rows, strict=True):
        properties = _encode(dict(zip(table, row, strict=True)))
        yield f'{{"type":"Feature","id":{fid},"geometry":{shape},"properties":{properties}}}'


def _shortest(shape: str | None) -> str:
    """Return a geometry with its numbers as short as they can be: GEOS writes some with 17 digits."""
    return "null" if shape is None else _LONG.sub(lambda found: repr(float(found[0])), shape)


def _metadata(page: Page) -> dict[str, Any]:
    told = {
        "sources": page.sources,
        "licence": page.licence,
        "attribution": page.attribution,
        "synthetic": page.synthetic,
        **rests_on(page),
    }
    return told if page.exact else {**told, "approximate": True}


GEOJSON = Format(title="GeoJSON", media_type="application/geo+json", suffix=".geojson", write=_write)
