"""Can the exports be read by others: GDAL, pandas, QGIS?"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pandas as pd
import pyogrio
import pytest

from layers import LAYERS, gate

each_layer = pytest.mark.parametrize("name", gate.visible())


#: GDAL holds Python still while it waits for an answer, so it must not share a process with the server.
_READ = """
import json, sys, pyogrio
url, options = sys.argv[1], json.loads(sys.argv[2])
options = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
for name in sys.argv[3:]:
    frame = pyogrio.read_dataframe(f"OAPIF:{url}/collections/{name}", **options)
    refs = sorted(frame["ref"]) if "ref" in frame else []
    print(json.dumps([name, len(frame), frame.crs.to_epsg(), list(frame.columns), refs]))
"""


def gdal(base_url: str, *names: str, **options: object) -> list[list]:
    command = [sys.executable, "-c", _READ, base_url, json.dumps(options), *names]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_gdal_reads_every_collection_as_a_service(base_url: str, client: httpx.Client) -> None:
    read = gdal(base_url, *gate.visible())
    assert [name for name, *_ in read] == gate.visible()
    for name, n, crs, columns, _ in read:
        body = client.get(f"/collections/{name}/items").json()
        assert (n, crs) == (body["numberMatched"], 4326)
        assert set(body["features"][0]["properties"]) <= set(columns)


def test_gdal_pages_and_filters_through_the_service(base_url: str) -> None:
    [[*_, paged]] = gdal(base_url, "cameras", PAGE_SIZE=5)
    assert paged == sorted(f"cam-{i}" for i in range(37))
    [[*_, boxed]] = gdal(base_url, "cameras", bbox=(24.935, 60.162, 24.942, 60.167))
    assert 0 < len(boxed) < 37
    [[*_, one]] = gdal(base_url, "cameras", where="ref = 'cam-3'")
    assert one == ["cam-3"]


@each_layer
def test_a_geopackage_holds_what_the_collection_holds(client: httpx.Client, name: str, tmp_path: Path) -> None:
    answer = client.get(f"/collections/{name}/items", params={"f": "gpkg"})
    assert answer.headers["content-type"] == "application/geopackage+sqlite3"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.gpkg"'
    path = tmp_path / f"{name}.gpkg"
    path.write_bytes(answer.content)
    frame = pyogrio.read_dataframe(path, layer=name, fid_as_index=True)
    body = client.get(f"/collections/{name}/items").json()
    assert list(frame.index) == [feature["id"] for feature in body["features"]]
    assert {"source", "licence", "synthetic", "attribution"} <= set(frame.columns)
    assert pyogrio.read_info(path, layer=name)["dataset_metadata"]["licence"] == body["licence"]


@each_layer
def test_a_csv_holds_what_the_collection_holds(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/collections/{name}/items", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    table = pd.read_csv(io.BytesIO(answer.content))
    body = client.get(f"/collections/{name}/items").json()
    assert table["fid"].tolist() == [feature["id"] for feature in body["features"]]
    assert {"source", "licence", "synthetic", "attribution"} <= set(table.columns)
    only_points = LAYERS[name].geometry == "point" and body["features"][0]["geometry"]["type"] == "Point"
    assert ({"lon", "lat"} if only_points else {"geometry"}) <= set(table.columns)


def test_pages_of_a_csv_are_linked_in_a_header(client: httpx.Client) -> None:
    url, seen = "/collections/cameras/items?f=csv&limit=10", 0
    while url:
        answer = client.get(url)
        seen += len(pd.read_csv(io.BytesIO(answer.content)))
        url = answer.links.get("next", {}).get("url", "")
    assert seen == 37


def test_one_feature_comes_in_every_format(client: httpx.Client) -> None:
    first = client.get("/collections/streets/items?limit=1").json()["features"][0]["id"]
    for written, kind in (("csv", "text/csv; charset=utf-8"), ("gpkg", "application/geopackage+sqlite3")):
        answer = client.get(f"/collections/streets/items/{first}", params={"f": written})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == kind
        assert f"streets-{first}" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("application/geo+json, application/json;q=0.5", "application/geo+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/geo+json"),
        ("text/csv;q=0.9, application/json;q=0.1", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
    ],
)
def test_the_accept_header_chooses_the_format(client: httpx.Client, accept: str, expected: str) -> None:
    answer = client.get("/collections/cameras/items", headers={"Accept": accept})
    assert answer.headers["content-type"] == expected
    assert "Accept" in answer.headers["vary"]


def test_large_answers_are_compressed(client: httpx.Client) -> None:
    answer = client.get("/collections/cameras/items", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["numberReturned"] == 37
