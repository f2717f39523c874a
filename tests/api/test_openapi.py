"""Is the description of the interface valid, whole, and true?"""

from __future__ import annotations

import json
import re

import httpx
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.parameters import PATTERNS
from layers import LAYERS, gate


def test_the_description_is_valid_openapi(client: httpx.Client) -> None:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.1"
    OpenAPIV31SpecValidator(answer.json()).validate()


def test_the_description_points_at_nothing_outside_itself(client: httpx.Client) -> None:
    text = client.get("/openapi.json").text
    assert set(re.findall(r'"\$ref":"([^"#]*)#', text)) <= {""}
    assert "HTTPValidationError" not in text


def test_every_parameter_is_described_and_has_a_schema(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                assert parameter["description"], (path, parameter["name"])
                assert parameter["schema"], (path, parameter["name"])
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_every_collection_names_its_own_parameters(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    for name in gate.visible():
        items = document["paths"][f"/collections/{name}/items"]["get"]
        told = {parameter["name"] for parameter in items["parameters"]}
        queryables = client.get(f"/collections/{name}/queryables").json()["properties"]
        searched = {"q", "sortby"} if LAYERS[name].searched else set()
        assert told == {"bbox", "datetime", "limit", "offset", "f", *searched, *queryables}


def test_the_patterns_of_the_description_are_those_of_the_parser(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    parameters = document["paths"]["/collections/cameras/items"]["get"]["parameters"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in parameters}
    assert schemas["bbox"]["pattern"] == PATTERNS["bbox"]
    assert schemas["datetime"]["pattern"] == PATTERNS["datetime"]
    assert schemas["limit"]["maximum"] == 10_000


def test_every_described_path_answers(client: httpx.Client) -> None:
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        if "get" in operations and "{" not in path:
            answer = client.get(path, headers={"Accept": "application/json, */*"})
            assert answer.status_code == 200, path


def test_operation_ids_are_unique(client: httpx.Client) -> None:
    found = re.findall(r'"operationId":"([^"]*)"', client.get("/openapi.json").text)
    assert len(found) == len(set(found)) > 30
    assert json.dumps(found)
