"""Do all collections keep the promises of OGC API - Features, core and GeoJSON?"""

from __future__ import annotations

import re
from datetime import datetime

import httpx
import pytest

from layers import gate

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = "application/geo+json"
each_layer = pytest.mark.parametrize("name", gate.visible())


def links(body: dict, rel: str) -> list[dict]:
    return [link for link in body["links"] if link["rel"] == rel]


def test_the_landing_page_leads_everywhere(client: httpx.Client) -> None:
    body = client.get("/", headers={"Accept": "application/json"}).json()
    for rel in ("self", "service-desc", "conformance", "data"):
        [link] = links(body, rel)
        answer = client.get(link["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == link["type"]


def test_conformance_names_core_and_geojson(client: httpx.Client) -> None:
    told = client.get("/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in told
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson" in told


def test_collections_lists_every_layer(client: httpx.Client) -> None:
    body = client.get("/collections").json()
    assert [one["id"] for one in body["collections"]] == gate.visible()
    assert links(body, "self")
    for told in body["collections"]:
        assert told == client.get(f"/collections/{told['id']}").json()


@each_layer
def test_a_collection_describes_itself(client: httpx.Client, name: str) -> None:
    told = client.get(f"/collections/{name}").json()
    assert (told["id"], told["itemType"], told["crs"]) == (name, "feature", [CRS84])
    assert told["title"]
    assert told["description"]
    assert told["extent"]["spatial"] == {"bbox": [[24.929, 60.159, 24.952, 60.172]], "crs": CRS84}
    assert GEOJSON in [link["type"] for link in links(told, "items")]
    for link in told["links"]:
        answer = client.get(link["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == link["type"]


@each_layer
def test_items_are_a_strict_feature_collection(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/collections/{name}/items")
    body = answer.json()
    assert answer.headers["content-type"] == GEOJSON
    assert body["type"] == "FeatureCollection"
    assert body["numberReturned"] == len(body["features"]) == body["numberMatched"] > 0
    assert datetime.fromisoformat(body["timeStamp"]).utcoffset() is not None
    assert body["timeStamp"].endswith("Z")
    assert body["licence"]
    assert body["sources"]
    assert isinstance(body["synthetic"], bool)
    assert "crs" not in body
    schema = client.get(f"/collections/{name}/queryables").json()["properties"]
    for feature in body["features"]:
        assert feature["type"] == "Feature"
        assert schema.keys() <= feature["properties"].keys()


@each_layer
def test_items_link_to_themselves_and_their_other_formats(client: httpx.Client, name: str) -> None:
    body = client.get(f"/collections/{name}/items", params={"limit": 1}).json()
    assert links(body, "self")[0]["type"] == GEOJSON
    assert links(body, "collection")[0]["type"] == "application/json"
    assert len(links(body, "alternate")) == 2
    for link in [*links(body, "self"), *links(body, "alternate"), *links(body, "collection")]:
        answer = client.get(link["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == link["type"]


@each_layer
def test_one_feature_is_the_one_of_the_collection(client: httpx.Client, name: str) -> None:
    first = client.get(f"/collections/{name}/items", params={"limit": 1}).json()["features"][0]
    answer = client.get(f"/collections/{name}/items/{first['id']}")
    body = answer.json()
    assert answer.headers["content-type"] == GEOJSON
    assert {key: body[key] for key in ("type", "id", "geometry", "properties")} == first
    assert links(body, "self")
    assert links(body, "collection")
    assert body["licence"]


@each_layer
def test_paging_visits_every_feature_exactly_once(client: httpx.Client, name: str) -> None:
    whole = client.get(f"/collections/{name}/items").json()
    seen: list[int] = []
    url: str | None = f"/collections/{name}/items?limit=2"
    last = None
    while url:
        body = client.get(url).json()
        assert body["numberMatched"] == whole["numberMatched"]
        assert bool(links(body, "prev")) == bool(seen)
        seen += [feature["id"] for feature in body["features"]]
        last = body
        url = next((link["href"] for link in links(body, "next")), None)
    assert seen == [feature["id"] for feature in whole["features"]]
    assert last is not None
    assert client.get(links(last, "prev")[0]["href"]).status_code == 200 if len(seen) > 2 else True


@each_layer
def test_the_neighbouring_pages_keep_the_parameters(client: httpx.Client, name: str) -> None:
    params = {"limit": 1, "bbox": "24,60,25,61", "synthetic": "false"}
    params = (
        params
        if "synthetic" in client.get(f"/collections/{name}/queryables").json()["properties"]
        else {**params, "synthetic": None}
    )
    body = client.get(f"/collections/{name}/items", params={k: v for k, v in params.items() if v}).json()
    for link in links(body, "next"):
        assert "bbox=24%2C60%2C25%2C61" in link["href"]


@each_layer
def test_a_box_finds_what_meets_it(client: httpx.Client, name: str) -> None:
    from shapely.geometry import box, shape

    whole = client.get(f"/collections/{name}/items").json()["features"]
    west, south, east, north = 24.935, 60.162, 24.942, 60.167
    expected = [f["id"] for f in whole if shape(f["geometry"]).intersects(box(west, south, east, north))]
    body = client.get(f"/collections/{name}/items", params={"bbox": f"{west},{south},{east},{north}"}).json()
    assert [feature["id"] for feature in body["features"]] == expected
    assert body["numberMatched"] == len(expected)
    six = client.get(f"/collections/{name}/items", params={"bbox": f"{west},{south},-10,{east},{north},10"}).json()
    assert six["features"] == body["features"]


@each_layer
def test_nothing_lies_in_the_atlantic(client: httpx.Client, name: str) -> None:
    body = client.get(f"/collections/{name}/items", params={"bbox": "-30,40,-29,41"}).json()
    assert (body["numberMatched"], body["features"]) == (0, [])
    assert not links(body, "next")


@each_layer
def test_each_queryable_finds_what_has_its_value(client: httpx.Client, name: str) -> None:
    schema = client.get(f"/collections/{name}/queryables").json()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    whole = client.get(f"/collections/{name}/items").json()["features"]
    for queryable in schema["properties"]:
        values = [f["properties"][queryable] for f in whole if f["properties"][queryable] is not None]
        if not values:
            continue
        given = str(values[0]).lower() if isinstance(values[0], bool) else values[0]
        body = client.get(f"/collections/{name}/items", params={queryable: given}).json()
        expected = [f["id"] for f in whole if f["properties"][queryable] == values[0]]
        assert [f["id"] for f in body["features"]] == expected, queryable


def test_an_instant_finds_the_incidents_during_which_it_lies(coordinator: httpx.Client) -> None:
    def refs(when: str) -> list[str]:
        body = coordinator.get("/collections/incidents/items", params={"datetime": when}).json()
        return [feature["properties"]["ref"] for feature in body["features"]]

    assert refs("2026-07-02T13:00:00Z") == ["i-1"]
    assert refs("2026-07-02T16:00:00+03:00") == ["i-1"]
    assert refs("2026-07-02T15:00:00Z") == []
    assert refs("2026-07-02") == ["i-1"]
    assert refs("2026-07-02/2026-07-04") == ["i-1", "i-2", "i-3"]
    assert refs("../2026-07-02T12:30:00Z") == ["i-0", "i-1"]
    assert refs("2026-07-29T00:00:00Z/") == ["i-28", "i-29"]
    assert len(refs("../..")) == 30


def test_a_date_is_a_day_of_the_city(coordinator: httpx.Client) -> None:
    body = coordinator.get("/collections/incidents/items", params={"datetime": "2026-06-30"}).json()
    assert body["numberMatched"] == 0


def test_moments_are_in_utc(coordinator: httpx.Client) -> None:
    [feature] = coordinator.get("/collections/incidents/items", params={"ref": "i-1"}).json()["features"]
    assert feature["properties"]["occurred_from"] == "2026-07-02T12:00:00Z"
    body = coordinator.get("/collections/incidents/items", params={"occurred_from": "2026-07-02T15:00:00+03:00"}).json()
    assert [one["properties"]["ref"] for one in body["features"]] == ["i-1"]


def test_incidents_tell_the_time_of_which_their_sources_speak(coordinator: httpx.Client) -> None:
    told = coordinator.get("/collections/incidents").json()["extent"]["temporal"]["interval"]
    assert told == [["2026-07-01T12:00:00Z", "2026-08-01T12:00:00Z"]]


def test_a_limit_above_the_most_is_the_most(client: httpx.Client) -> None:
    answer = client.get("/collections/cameras/items", params={"limit": 10**9})
    assert answer.status_code == 200
    assert answer.json()["numberReturned"] == 37


def test_lists_are_arrays_and_the_absent_is_null(client: httpx.Client) -> None:
    [one] = client.get("/collections/cameras/items", params={"ref": "cam-1"}).json()["features"]
    assert one["properties"]["assumed"] == ["height_m", "mount"]
    assert one["properties"]["sensor_width_px"] is None
    [other] = client.get("/collections/cameras/items", params={"ref": "cam-0"}).json()["features"]
    assert other["properties"]["assumed"] == []
    assert other["properties"]["sensor_width_px"] == 2560
    assert other["properties"]["height_m"] is None


@each_layer
def test_coordinates_are_rounded_and_rings_turn_left(client: httpx.Client, name: str) -> None:
    from shapely import Polygon, get_parts
    from shapely.geometry import shape

    answer = client.get(f"/collections/{name}/items")
    coordinates = re.findall(r'"coordinates":(\[[^"]*\])', answer.text)
    assert coordinates
    assert not [number for text in coordinates for number in re.findall(r"\d+\.\d{8,}", text)]
    for feature in answer.json()["features"]:
        for part in get_parts(shape(feature["geometry"])):
            if isinstance(part, Polygon):
                assert part.exterior.is_ccw
                assert not any(ring.is_ccw for ring in part.interiors)


def test_text_is_handed_on_as_it_is(client: httpx.Client) -> None:
    [one] = client.get("/collections/cameras/items", params={"ref": "cam-2"}).json()["features"]
    assert one["properties"]["name"] == "</script><b>"
    assert client.get("/collections/cameras/items").text.count("Łąkowa 7") > 0
