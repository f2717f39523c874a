"""Does a hostile request ever get more than a polite refusal?"""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

ITEMS = "/collections/cameras/items"
BBOXES = [
    "", "nan,nan,nan,nan", "NaN,60,25,61", "inf,60,25,61", "-inf,60,25,61", "25,60,24,61", "24,61,25,60", "24,60,25",
    "24,60,25,61,1", "24,60,1,25,61", "24,60,9,25,61,1", "24,60,25,61,1,1,1", "a,b,c,d", "24;60;25;61", "24 60 25 61",
    "24,60,25,61,", ",24,60,25,61", "-181,60,25,61", "24,-91,25,61", "24,60,181,61", "24,60,25,91", "1e999,1,2,3",
    "-1e999,1,1e999,3", "0x10,1,2,3", "1_0,1,2,3", "٢٤,60,25,61", "24,60,25,61\n", "24,60,25,61\x00", "1" * 5000,
    "24.9,60.1,25,60.2;DROP TABLE cameras", "' OR 1=1 --", "24,60,25,61&bbox=1", "[24,60,25,61]", "%", "+1,+2,+3,+4",
    "24." + "9" * 300 + ",60,25,61", ",,,", "null,null,null,null", "\U0001f4a9",
]  # fmt: skip
DATETIMES = [
    "", "now", "2026", "2026-13-01", "2026-02-30", "2026-07-01T25:00:00Z", "2026-07-01T12:00:60Z", "2026-07-01T12:00:00",
    "2026-07-01 12:00:00Z", "2026-07-01T12:00:00+99:99", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "2026-07-02/2026-07-01", "2026-07-02T00:00:00Z/2026-07-01T00:00:00Z", "..", "../../..",
    "2026-07-01/2026-07-02/2026-07-03", "2026-07-01/P1D", "/2026-07-01/", "2026-07-01T12:00:00.1234567890Z", "nan",
    "2026-07-01\x00", "2026-07-01Z", "-2026-07-01", "12026-07-01", "2026-W27-1", "2026-182", "２０２６-07-01", "x" * 6000,
    "2026-07-01T12:00:00Z\n", "' OR 1=1 --",
]  # fmt: skip
LIMITS = ["", "0", "-1", "1.5", "1e3", "nan", "inf", "ten", "0x10", "1_000", "９", "1 ", " 1", "+1", "1\x00", "9" * 19, "9" * 5000, "true", "[]", "1;2"]  # fmt: skip
OFFSETS = [
    "",
    "-1",
    "1.5",
    "1e3",
    "nan",
    "inf",
    "9999999999",
    "9" * 18,
    "9" * 19,
    "9" * 5000,
    "x",
    "0x1",
    "１",
    "1\x00",
]
IDS = [
    "0", "-1", "99999999", "9" * 16, "9" * 17, "9" * 6000, "1.0", "1e0", "abc", "%00", "1%00", "..%2f..%2fetc%2fpasswd",
    "%2e%2e", "..", "%ff%fe", "%F0%9F%92%A9", "1%20", "%D9%A1", "' OR 1=1 --".replace(" ", "%20"), "null", "NaN", "1;2",
    "%3Cscript%3E", "%25", "1%0a", "{fid}", "1%2f2",
]  # fmt: skip
COLLECTIONS = [
    "x", "Cameras", "cameras%00", "..%2fcameras", "%2e%2e%2f", "source", "result", "sqlite_master", "city", "x" * 6000,
    "cameras;drop", "%F0%9F%92%A9", "__class__", "reports'", "cameras%2f", "%00", "cameras%0a",
]  # fmt: skip
VALUES = [
    "indoor=1", "indoor=True", "indoor=yes", "indoor=", "height_m=nan", "height_m=inf", "height_m=1e999", "height_m=abc",
    "height_m=", "sensor_width_px=1.5", "sensor_width_px=99999999999999999999", "sensor_width_px=-1e3", "name=" + "x" * 501,
    "name=" + "x" * 7000, "synthetic=maybe", "assumed=mount", "geometry=x", "fid=1", "source_id=1", "Name=x", "name=a&name=b",
    "bbox=0,0,1,1&bbox=0,0,1,1", "limit=1&limit=2", "f=xml", "f=", "f=geojson&f=csv", "f=../../etc/passwd", "filter=x",
    "crs=EPSG:3857", "bbox-crs=EPSG:3857", "sortby=name", "properties=name", "%00=1", "=1", "x" * 3000 + "=1",
    "&".join(f"x{i}=1" for i in range(500)), "__proto__=1", "height_m[]=1", "q=%FF",
]  # fmt: skip
#: Odd, but allowed: an empty parameter among others, a text that is no one's name, a box without a size.
HARMLESS = [
    "name=", "name=%00", "name=%FF", "name=%27%20OR%201=1%20--", "name=%F0%9F%92%A9", "&&&", "bbox=24.9,60.1,24.9,60.1",
    "bbox=-180,-90,180,90", "bbox=24,60,-5,25,61,5", "limit=999999999999999999", "offset=1000000000", "datetime=../..",
    "datetime=/..", "datetime=2026-07-01", "datetime=2026-07-01T12:00:00z", "datetime=0002-01-01/9999-12-30",
    "bbox=1e1,1e1,2e1,2e1", "sensor_width_px=999999999999999", "height_m=-1e300", "stage=installed&indoor=true", "offset=37",
]  # fmt: skip
METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW"]
PATHS = ["/conformance", "/collections", "/collections/cameras", ITEMS, f"{ITEMS}/1", "/openapi.json", "/health"]
ACCEPTS = ["text/html", "image/png", "application/xml", "*/*;q=0", "application/json;q=0", "x" * 3000, "text/*"]
STRAY = [
    "/nope", "//", "/collections/", "/collections//items", "/%2e%2e/", "/.env", "/docs", "/redoc", "/collections/cameras/items/",
    "/collections/cameras/nope", "/static/../api/app.py", "/" + "x" * 6000, "/%00", "/collections/cameras/items/1/2", "/%ff",
    "/collections/../health/x", "//evil.example/", "/health/", "/openapi.yaml", "/collections/cameras/items/1/../../x",
]  # fmt: skip


def _cases() -> list[tuple[str, str, dict[str, str]]]:
    queries = [f"{name}={quote(value)}" for name, values in _NAMED for value in values]
    found = [("GET", f"{ITEMS}?{query}", {}) for query in [*queries, *VALUES]]
    found += [("GET", f"{ITEMS}/{fid}", {}) for fid in IDS]
    found += [("GET", f"/collections/reports/items/{fid}", {}) for fid in IDS[:12]]
    found += [
        ("GET", f"/collections/{name}{rest}", {}) for name in COLLECTIONS for rest in ("", "/items", "/queryables")
    ]
    found += [(method, path, {}) for method in METHODS for path in PATHS]
    found += [("GET", path, {"Accept": accept}) for accept in ACCEPTS[:5] for path in PATHS]
    found += [("GET", f"{ITEMS}?f=", {"Accept": accept}) for accept in ACCEPTS]
    found += [
        ("GET", f"/collections/reports/items?{name}={quote(one)}", {}) for name, values in _NAMED for one in values[:9]
    ]
    found += [("GET", f"/collections/reports/items?{name}=x", {}) for name in ("ref", "text", "created_at", "category")]
    found += [("GET", path, {}) for path in STRAY]
    found += [("GET", f"{path}?x=1", {}) for path in PATHS]
    found += [("GET", f"{path}?f=xml", {}) for path in PATHS]
    found += [("GET", f"{ITEMS}?name=" + "y" * 9000, {}), ("GET", "/" + "z" * 30_000, {})]
    found += [
        ("GET", "/health", {"Host": host})
        for host in ("evil.example", "", "127.0.0.1@evil.example", "a b", "localhost.")
    ]
    return found


_NAMED = [("bbox", BBOXES), ("datetime", DATETIMES), ("limit", LIMITS), ("offset", OFFSETS)]
CASES = _cases()


def _strict(body: bytes) -> dict[str, object]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    read: dict[str, object] = json.loads(body.decode("utf-8"), parse_constant=refuse)
    return read


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 400
    assert len(set(map(str, CASES))) >= 395


@pytest.mark.parametrize(("method", "target", "headers"), CASES, ids=range(len(CASES)))
def test_a_hostile_request_gets_a_problem_in_words(
    raw: Callable, method: str, target: str, headers: dict[str, str]
) -> None:
    answer = raw(method, target, headers)
    if _allowed(answer.status, target, headers):
        return
    assert 400 <= answer.status < 500, answer.body[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    told = _strict(answer.body)
    assert {"type", "title", "status", "detail", "instance"} <= set(told)
    assert told["status"] == answer.status
    assert told["detail"]
    assert len(answer.body) < 40_000


def _allowed(status: int, target: str, headers: dict[str, str]) -> bool:
    """Tell whether a request of the corpus is served: CSV is text, and a limit may be as large as one likes."""
    csv = headers.get("Accept") == "text/*" and "/items" in target and "f=" not in target
    large = target.startswith(f"{ITEMS}?limit=9999")
    return status == 200 and (csv or large)


@pytest.mark.parametrize("query", HARMLESS)
def test_an_odd_but_allowed_request_is_served(raw: Callable, query: str) -> None:
    answer = raw("GET", f"/collections/cameras/items?{query}")
    assert answer.status == 200, answer.body
    _strict(answer.body)


@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_is_too_large_is_refused(raw: Callable, path: str) -> None:
    answer = raw("POST", path, {"Content-Length": str(2 * 1024 * 1024)}, b"x")
    assert answer.status == 413
    assert _strict(answer.body)["title"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers_that_protect_its_reader(raw: Callable, path: str) -> None:
    answer = raw("GET", path)
    assert answer.status == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["permissions-policy"]


@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_headers_of_get_and_no_body(raw: Callable, path: str) -> None:
    head, get = raw("HEAD", path), raw("GET", path)
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-type"] == get.headers["content-type"]
