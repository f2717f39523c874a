"""A reporter corrects words and place by the receipt: the history says so, and nothing that was closed changes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import pytest
import shapely

from geo.analyses import reports as reports_analysis
from geo.analyses.kept import REPORTED_SQUARES
from geo.casework import issuing, triage
from geo.casework.correcting import correct
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import load_city
from geo.errors import BadInput, FaultyForm, NotFound
from geo.model.report import Report
from geo.model.source import Source
from geo.storage import cases, editions
from geo.storage.store import Store

CITY = load_city("torun")
EWA, KASIA = Handler("ewa", "council"), Handler("kasia", "moderator")
#: Some 67 m make a thousandth of a degree of longitude in Toruń.
LON, LAT = 18.605, 53.011
CAME = datetime.now(UTC) - timedelta(days=70)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    lines = [shapely.LineString([(LON - 0.01, LAT + n / 1000), (LON + 0.01, LAT + n / 1000)]) for n in range(2)]
    streets = {
        "ref": ["s0", "s1"],
        "kind": ["residential"] * 2,
        "name": ["Szeroka", "Łazienna"],
        "underground": [False] * 2,
    }
    houses = {"ref": ["a0"], "address": ["Łazienna 3"]}
    with opened.writing() as writing:
        for family, told, shapes in (("streets", streets, lines), ("addresses", houses, [shapely.Point(LON, LAT)])):
            frame = gpd.GeoDataFrame(told, geometry=shapes, crs="EPSG:4326")
            writing.add(Source(family=family, name=family, imported_at=CAME), frame)
    yield opened
    opened.close()


def bounded(store: Store) -> None:
    told = {"ref": ["m"], "kind": ["city"], "name": ["Toruń"]}
    frame = gpd.GeoDataFrame(told, geometry=[shapely.Point(LON, LAT).buffer(0.02)], crs="EPSG:4326")
    with store.writing() as writing:
        writing.add(Source(family="areas", name="granica", imported_at=CAME), frame)


def reported(store: Store, ref: str = "r", **told: object) -> str:
    usual = {"geometry": shapely.Point(LON, LAT), "feeling": "bad", "category": "lighting", "day_part": "night"}
    report = Report.model_validate(usual | {"text": "Ciemno", "created_at": CAME} | told | {"ref": ref})
    with store.writing() as writing:
        keep(writing, report)
        cases.begin(writing.connection, ref, due_at=triage.first_due(report, CITY), receipt_digest=f"kod {ref}")
    return f"kod {ref}"


def now_of(store: Store, ref: str = "r") -> dict:
    return dict(store.read("reports").set_index("ref").loc[ref])


def steps(store: Store, ref: str = "r") -> list[tuple]:
    with store.connection() as connection:
        found = cases.events(connection, ref)
    return [(step.action, step.actor, step.state, step.moved_m) for step in found]


def at(lon: float, lat: float) -> dict[str, str]:
    return {"lon": str(lon), "lat": str(lat)}


def test_a_place_is_put_elsewhere_and_the_history_says_how_far_but_not_from_where(store) -> None:
    code = reported(store)
    correct(store, CITY, code, at(LON + 0.001, LAT))
    assert now_of(store)["geometry"].equals(shapely.Point(LON + 0.001, LAT))
    [(action, actor, state, moved_m)] = steps(store)
    assert (action, actor, state) == ("relocate", "reporter", "new")
    assert moved_m == pytest.approx(67, abs=1)
    assert store.read("reports").cx[LON + 0.0005 : LON + 0.002, LAT - 0.001 : LAT + 0.001]["ref"].tolist() == ["r"]


def test_what_is_left_out_or_stays_the_same_is_not_touched(store) -> None:
    code = reported(store, place_words="za sklepem")
    correct(store, CITY, code, {"text": "Ciemno", "place_words": "za sklepem", "lon": "", "lat": "", "shape": ""})
    assert steps(store) == []
    correct(store, CITY, code, {"text": "Jasno"})
    told = now_of(store)
    assert (told["text"], told["place_words"], told["geometry"]) == ("Jasno", "za sklepem", shapely.Point(LON, LAT))
    assert [step[0] for step in steps(store)] == ["correct"]


@pytest.mark.parametrize(("words", "kind"), [("łazienna 3", "Point"), ("Szeroka", "LineString")])
def test_without_a_script_a_street_or_an_address_moves_it(store, words, kind) -> None:
    code = reported(store, geometry=shapely.Point(LON + 0.002, LAT))
    correct(store, CITY, code, {"place_words": words, "lon": "", "lat": "", "shape": "", "text": "Ciemno"})
    told = now_of(store)
    assert (told["geometry"].geom_type, told["place_words"]) == (kind, words)


def test_words_that_no_register_knows_leave_the_place_where_it_is(store) -> None:
    code = reported(store)
    correct(store, CITY, code, {"place_words": "przy dużym dębie"})
    told = now_of(store)
    assert (told["geometry"], told["place_words"]) == (shapely.Point(LON, LAT), "przy dużym dębie")
    assert steps(store) == [("relocate", "reporter", "new", None)]


def test_a_route_takes_the_place_of_what_was_told_in_words_only(store) -> None:
    code = reported(store, geometry=None, place_words="wzdłuż parku")
    drawn = {"type": "LineString", "coordinates": [[LON, LAT], [LON + 0.001, LAT]]}
    correct(store, CITY, code, {"shape": json.dumps(drawn)})
    assert now_of(store)["geometry"].equals(shapely.from_geojson(json.dumps(drawn)))
    assert steps(store) == [("relocate", "reporter", "new", None)]


@pytest.mark.parametrize(("east", "state"), [(0.0001, "in_action"), (0.01, "under_check")])
def test_another_place_is_checked_anew_and_the_same_more_exactly_is_not(store, east, state) -> None:
    code = reported(store)
    for to in ("confirmed", "in_action"):
        triage.move(store, CITY, ["r"], to=to, by=KASIA, unit="lighting")
    correct(store, CITY, code, at(LON + east, LAT))
    with store.connection() as connection:
        case = cases.of(connection, "r")
    assert case.state == state
    assert (case.due_at is not None) == (state == "under_check")
    assert steps(store)[-1][2] == state
    if state == "under_check":
        triage.move(store, CITY, ["r"], to="confirmed", by=KASIA)


def test_a_closed_report_and_a_code_that_is_none_change_nothing(store) -> None:
    code = reported(store)
    with pytest.raises(NotFound):
        correct(store, CITY, "inny", at(LON, LAT))
    triage.move(store, CITY, ["r"], to="not_confirmed", by=KASIA, reason="nic tam nie ma")
    with pytest.raises(BadInput, match="closed"):
        correct(store, CITY, code, at(LON + 0.001, LAT))
    assert now_of(store)["geometry"].equals(shapely.Point(LON, LAT))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "x" * 501}, "at most 500"),
        ({"place_words": "x" * 201}, "at most 200"),
        ({"lon": "tam", "lat": "53"}, "degrees"),
        ({"shape": '{"type": "Polygon"'}, "drawn again"),
        (at(21.0122, 52.2297), "must lie in Toruń or at most 500 m outside it, not at 21.01220, 52.22970"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(store, given, said) -> None:
    code = reported(store)
    bounded(store)
    with pytest.raises(FaultyForm) as error:
        correct(store, CITY, code, {"text": "inne"} | given)
    assert said in " ".join(fault.message for fault in error.value.faults)
    assert now_of(store)["text"] == "Ciemno"


def test_a_report_keeps_a_place_or_words_for_it(store) -> None:
    code = reported(store, geometry=None, place_words="za sklepem")
    with pytest.raises(BadInput, match="place on the map"):
        correct(store, CITY, code, {"place_words": " "})


def test_an_issued_edition_and_a_closed_period_stay_as_they_were(store) -> None:
    codes = [reported(store, f"r{n}") for n in range(6)]
    triage.move(store, CITY, [f"r{n}" for n in range(6)], to="confirmed", by=KASIA)
    closed = reports_analysis.run(store, CITY)
    with store.writing() as writing:
        writing.save(closed)
    made = issuing.issue(store, CITY, title="jesień", by=EWA)
    for by in (EWA, KASIA):
        issuing.sign(store, made.number, seen_sha256=made.sha256, by=by)
    before = edition_of(store)
    squares = store.result_items(REPORTED_SQUARES).to_json()
    for code in codes:
        correct(store, CITY, code, {**at(LON + 0.02, LAT), "text": "inne"})
    again = reports_analysis.run(store, CITY)
    with store.writing() as writing:
        writing.save(again)
    assert edition_of(store) == before
    assert store.result_items(REPORTED_SQUARES).to_json() == squares
    assert shapely.Point(LON, LAT).wkb_hex in {spot.wkb_hex for spot in before[1]}


def edition_of(store: Store) -> tuple:
    with store.connection() as connection:
        [kept] = editions.everyone(connection)
        places = editions.places(connection, kept.number)
    return kept, [place.geometry for place in places]
