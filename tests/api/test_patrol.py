"""Plans of patrols are for coordinators and auditors alone; each reading is a line of the log; files are what they say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from geo.analyses import hotspots
from geo.city import load_city
from geo.ingest import demo
from geo.storage import audit, duties
from geo.storage.store import Store
from layers.base import Audience
from signing_in import SignedIn

READERS = {Audience.COORDINATOR, Audience.AUDITOR}
PAGES = ["/maps/patrol/plan", "/maps/patrol/sheet?plan=1", "/maps/patrol/visits"]
DAY = datetime.now(load_city("helsinki").zone).date().isoformat()
SHIFT = {"day": DAY, "shift": "night"}
GPX = "{http://www.topografix.com/GPX/1/1}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made, city = tmp_path_factory.mktemp("var"), load_city("helsinki")
    store = Store.open(made / "helsinki.sqlite", city_id="helsinki")
    with store.writing() as writing:
        demo._add_places(writing, city)
        demo._add_areas(writing, city)
        demo._add_made_up(writing, city)
    with store.writing() as writing:
        writing.save(hotspots.run(store, city))
    store.close()
    return made


@pytest.fixture(scope="module")
def ola(signed_in: SignedIn) -> Callable[..., httpx.Response]:
    """Return a sender of a coordinator's forms."""
    browser = signed_in(Audience.COORDINATOR)
    token = re.search(r'name="form_token" value="([^"]+)"', browser.get("/maps/patrol/visits").text)[1]

    def send(path: str, told: dict[str, object], **more: object) -> httpx.Response:
        return browser.post(path, data=told | {"form_token": token}, **more)

    return send


@pytest.fixture(scope="module")
def plan(ola: Callable, folder: Path) -> int:
    answer = ola("/maps/patrol/plan", SHIFT | {"do": "plan", "foot": 2, "motor": 1})
    assert answer.status_code == 303, answer.text
    store = Store(folder / "helsinki.sqlite")
    with store.connection() as connection:
        found = duties.current(connection, "shift", date.fromisoformat(DAY), "night")
    store.close()
    return found.id


def lines(folder: Path) -> list[tuple[str, str, str]]:
    store = Store(folder / "helsinki.sqlite")
    with store.connection() as connection:
        found = [(line.actor, line.action, line.subject) for line in audit.lines(connection, newest=5)]
        assert audit.first_broken(connection) is None
    store.close()
    return found


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", Audience)
def test_nobody_else_reads_a_plan(signed_in: SignedIn, plan: int, role: Audience, page: str) -> None:
    status = signed_in(role).get(page.replace("plan=1", f"plan={plan}")).status_code
    assert status == (200 if role in READERS else 401 if role == Audience.PUBLIC else 403)


@pytest.mark.parametrize("layer", ["visits", "patrol-reach"])
@pytest.mark.parametrize("role", Audience)
def test_nobody_else_knows_of_the_layers_of_patrols(signed_in: SignedIn, layer: str, role: Audience) -> None:
    assert signed_in(role).get(f"/collections/{layer}").status_code == (200 if role in READERS else 404)


def test_an_auditor_reads_and_changes_nothing(signed_in: SignedIn) -> None:
    browser = signed_in(Audience.AUDITOR)
    told = SHIFT | {"do": "plan", "foot": 1, "motor": 0}
    assert browser.post("/maps/patrol/plan", data=told).status_code == 403
    assert "Wylosuj" not in browser.get("/maps/patrol/plan").text


def test_a_form_without_its_token_is_refused(signed_in: SignedIn) -> None:
    told = SHIFT | {"do": "plan", "foot": 1, "motor": 0}
    assert signed_in(Audience.COORDINATOR).post("/maps/patrol/plan", data=told).status_code == 403


def test_each_reading_and_each_file_is_a_line_of_the_log(signed_in: SignedIn, plan: int, folder: Path) -> None:
    browser = signed_in(Audience.AUDITOR)
    browser.get("/maps/patrol/plan", params=SHIFT)
    assert lines(folder)[0] == ("auditor", "read", f"patrol/{DAY}/night")
    browser.get(f"/maps/patrol/sheet?plan={plan}&f=gpx")
    assert lines(folder)[0] == ("auditor", "export", f"patrol/{DAY}/night")


@pytest.mark.parametrize(
    "told",
    [
        {"do": "plan", "foot": 3, "motor": 0},
        {"do": "plan", "foot": "-1", "motor": 0},
        {"do": "plan", "foot": "dwa", "motor": 0},
        {"do": "plan", "foot": 0, "motor": 0},
        {"do": "year", "total": 99999, "done": 0, "first": f"{DAY[:4]}-01-01"},
        {"do": "year", "total": 10, "done": 11, "first": f"{DAY[:4]}-01-01"},
        {"do": "nothing"},
        {"do": "change", "plan": "PLAN", "pin": "../../etc"},
        {"do": "change", "plan": "PLAN", "lon": "nan", "lat": "60"},
    ],
)
def test_what_cannot_be_planned_is_said_and_changes_nothing(ola: Callable, plan: int, told: dict) -> None:
    answer = ola("/maps/patrol/plan", SHIFT | {key: plan if value == "PLAN" else value for key, value in told.items()})
    assert answer.status_code == 422
    assert "Nic nie zmieniono" in answer.text or "Niczego nie zmieniono" in answer.text


@pytest.mark.parametrize("given", ["999999", "-1", "x", "1 OR 1=1", ""])
def test_a_plan_that_is_not_there_is_not_found(signed_in: SignedIn, given: str) -> None:
    assert signed_in(Audience.COORDINATOR).get("/maps/patrol/sheet", params={"plan": given}).status_code == 404


def test_gpx_and_geojson_tell_the_same_stops(signed_in: SignedIn, plan: int) -> None:
    browser = signed_in(Audience.COORDINATOR)
    root = ET.fromstring(browser.get(f"/maps/patrol/sheet?plan={plan}&f=gpx").content)
    told = json.loads(browser.get(f"/maps/patrol/sheet?plan={plan}&f=geojson").content)
    points = [one for one in told["features"] if one["geometry"]["type"] == "Point"]
    ways = [one for one in told["features"] if one["geometry"]["type"] == "LineString"]
    way_points = root.findall(f"{GPX}wpt")
    assert len(points) == len(way_points) > 0
    assert len(ways) == len(root.findall(f"{GPX}rte")) == len(root.findall(f"{GPX}trk"))
    for point, way_point in zip(points, way_points, strict=True):
        lon, lat = point["geometry"]["coordinates"]
        assert float(way_point.get("lon")) == pytest.approx(lon, abs=1e-6)
        assert float(way_point.get("lat")) == pytest.approx(lat, abs=1e-6)
        assert 24 < lon < 26


def test_the_file_for_a_phone_asks_for_nothing(signed_in: SignedIn, plan: int) -> None:
    answer = signed_in(Audience.COORDINATOR).get(f"/maps/patrol/sheet?plan={plan}&f=file")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert not re.search(r'(src|href)="(?!#|tel:)', answer.text)
    assert "<script" not in answer.text
    assert "tel:112" in answer.text
    assert len(answer.content) < 1_500_000


def test_a_visit_is_recorded_without_people_and_shows_against_the_plan(
    signed_in: SignedIn, ola: Callable, plan: int, folder: Path
) -> None:
    page = signed_in(Audience.COORDINATOR).get("/maps/patrol/visits").text
    ref = re.search(r'<option value="(P[\d-]+)"', page)[1]
    told = {"do": "record", "area": ref, "on": "2026-11-01", "from": "20:00", "to": "20:12", "kind": "foot"}
    assert ola("/maps/patrol/visits", told).status_code == 303
    store = Store(folder / "helsinki.sqlite")
    frame = store.read("visits")
    store.close()
    assert (frame["area"].iloc[-1], frame["minutes"].iloc[-1], frame["source_kind"].iloc[-1]) == (ref, 12.0, "patrol")
    for wrong in ({"area": "gdzieś"}, {"from": "25:00"}, {"to": ""}, {"on": "2999-01-01"}):
        assert ola("/maps/patrol/visits", told | wrong).status_code == 422


def test_a_log_with_names_is_refused_with_every_fault(ola: Callable) -> None:
    text = "rejon;od;minuty;nazwisko\nA;2026-11-01 20:00;dużo;Kowalski\n"
    answer = ola("/maps/patrol/visits", {"do": "import"}, files={"file": ("log.csv", text.encode())})
    assert answer.status_code == 422
    assert "kolumna nazwisko" in answer.text
    assert "wiersz 2" in answer.text
    answer = ola("/maps/patrol/visits", {"do": "import"}, files={"file": ("log.vrt", text.encode())})
    assert answer.status_code == 422


def test_before_and_after_is_told_in_words_first(signed_in: SignedIn, ola: Callable, plan: int) -> None:
    page = signed_in(Audience.COORDINATOR).get("/maps/patrol/visits").text
    ref = re.search(r'name="ref" value="(P[\d-]+)"', page)[1]
    told = {"do": "effect", "ref": ref, "first": "2026-09-15", "weeks": 4}
    assert ola("/maps/patrol/visits", told).status_code == 303
    page = signed_in(Audience.COORDINATOR).get("/maps/patrol/visits").text
    assert re.search(r"<h3>(Lepiej|Gorzej|Nierozstrzygnięte)", page)
    answer = ola("/maps/patrol/visits", told | {"first": "2026-12-20"})
    assert answer.status_code == 422
    assert "znane są" in answer.text
