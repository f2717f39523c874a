"""Does the gate hand out what an audience may see, and nothing else?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.errors import BadInput, NotFound
from geo.storage.store import Store
from layers import LAYERS, gate
from layers.base import EVERYONE, Audience, LayerQuery

EXACT = {Audience.COUNCIL, Audience.MODERATOR, Audience.COORDINATOR}
LON = st.floats(24.92, 24.96)
LAT = st.floats(60.155, 60.18)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("name", LAYERS)
def test_every_audience_sees_of_every_layer_what_is_declared(
    store: Store, city: City, name: str, audience: Audience
) -> None:
    if not gate.sees(name, audience):
        with pytest.raises(NotFound):
            gate.read(name, LayerQuery(audience=audience), store, city)
        return
    page = gate.read(name, LayerQuery(audience=audience), store, city)
    expected = gate.properties_for(LAYERS[name], audience)
    assert list(page.frame.columns) == [*expected, "geometry"]
    assert page.frame.crs.to_epsg() == 4326
    assert page.frame.index.name == "fid"
    assert page.number_matched == len(page.frame) > 0
    assert page.licence
    assert page.attribution
    assert page.exact is (audience in LAYERS[name].exact_for)
    told = gate.describe(name, store, audience)
    assert told.properties == page.properties
    assert told.geometry == page.geometry


@pytest.mark.parametrize("audience", Audience)
def test_reports_are_exact_for_those_alone_who_act_on_them(store: Store, city: City, audience: Audience) -> None:
    page = gate.read("reports", LayerQuery(audience=audience), store, city)
    assert ("text" in page.frame) is (audience in EXACT)
    assert page.number_matched == (37 if audience in EXACT else 2)


def test_the_public_is_the_audience_of_a_query_that_names_none() -> None:
    assert LayerQuery().audience is Audience.PUBLIC


@pytest.mark.parametrize("audience", Audience)
def test_what_single_cameras_leave_unseen_or_see_too_much_of_is_for_those_who_plan_them(audience: Audience) -> None:
    keepers = {Audience.PLANNER, Audience.COORDINATOR, Audience.ADMIN, Audience.AUDITOR}
    judges = {Audience.PLANNER, Audience.COORDINATOR, Audience.COUNCIL, Audience.AUDITOR}
    assert {gate.sees(name, audience) for name in ("outages", "downtime", "blinded")} == {audience in keepers}
    assert {gate.sees(name, audience) for name in ("privacy", "masks-proposed")} == {audience in judges}
    assert gate.sees("availability", audience)
    assert gate.sees("private-ground", audience)


def test_what_people_told_and_where_incidents_were_is_all_that_is_hidden() -> None:
    hidden = [name for name, layer in LAYERS.items() if layer.exact_for != EVERYONE]
    gathered = ["hotspots", "shift-hotspots", "density", "street-density", "incident-rates"]
    plans = ["siting-sites", "siting-views", "siting-adds", "siting-masks", "siting-candidates"]
    patrols = ["edition-places", "visits", "patrol-reach"]
    of_cameras = {"outages", "downtime", "blinded", "privacy", "masks-proposed"}
    assert [name for name in hidden if name not in of_cameras] == [
        "incidents",
        "told-twice",
        *gathered,
        "safety-walks",
        "reports",
        *plans,
        *patrols,
    ]
    assert of_cameras <= set(hidden)
    assert all(name == layer.id for name, layer in LAYERS.items())


@pytest.mark.parametrize("audience", Audience)
def test_incidents_are_exact_for_those_alone_who_plan_and_coordinate(
    store: Store, city: City, audience: Audience
) -> None:
    trusted = {Audience.COORDINATOR, Audience.PLANNER, Audience.COUNCIL, Audience.AUDITOR}
    page = gate.read("incidents", LayerQuery(audience=audience), store, city)
    assert page.exact is (audience in trusted)
    assert ("occurred_from" in page.frame) is page.exact
    assert ("told-twice" in gate.visible(audience)) is page.exact
    cells = gate.read("hotspots", LayerQuery(audience=audience), store, city).frame
    assert ("count" in cells) is page.exact
    assert len(cells) == (6 if page.exact else 4)


def test_the_public_sees_hexagons_with_few_incidents_not_at_all_and_the_others_by_bands(
    store: Store, city: City
) -> None:
    page = gate.read("hotspots", LayerQuery(), store, city)
    assert page.frame["band"].tolist() == ["5-9", "5-9", "10-19", "50+"]
    assert page.frame["approximate"].all()
    assert not {"count", "around", "expected", "z", "p", "q", "hot_grids"} & set(page.frame.columns)
    # Number, period and state of what went in would tell of each incident as it comes.
    assert page.result is None
    assert not page.stale


def test_the_public_sees_no_source_by_itself(store: Store, city: City) -> None:
    page = gate.read("shift-hotspots", LayerQuery(), store, city)
    assert page.frame["teller"].tolist() == ["chosen"]
    seen = gate.read("shift-hotspots", LayerQuery(audience=Audience.COORDINATOR), store, city).frame
    assert seen["teller"].tolist() == ["chosen", "police", "police"]


def test_a_layer_that_is_hidden_and_has_no_coarse_view_does_not_exist(
    store: Store, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    monkeypatch.setitem(LAYERS, "reports", replace(LAYERS["reports"], coarse=None))
    assert "reports" not in gate.visible()
    with pytest.raises(NotFound, match="areas, cameras"):
        gate.read("reports", LayerQuery(), store, city)
    assert gate.read("reports", LayerQuery(audience=Audience.COUNCIL), store, city).number_matched == 37


@pytest.mark.parametrize("name", ["ref", "text", "place_words", "feeling", "category", "created_at", "source", "fid"])
def test_the_public_cannot_ask_for_what_it_does_not_see(store: Store, city: City, name: str) -> None:
    with pytest.raises(BadInput, match="band, near, approximate, synthetic, until"):
        gate.read("reports", LayerQuery(equal={name: "x"}), store, city)


@settings(max_examples=100)
@given(st.tuples(LON, LON), st.tuples(LAT, LAT), st.integers(0, 3), st.integers(0, 3))
def test_a_query_on_reports_depends_on_the_squares_alone(
    store: Store, city: City, lons: tuple[float, float], lats: tuple[float, float], limit: int, offset: int
) -> None:
    bbox = (min(lons), min(lats), max(lons), max(lats))
    cells = gate.read("reports", LayerQuery(), store, city).frame
    meeting = cells[shapely.intersects(cells.geometry.array, shapely.box(*bbox))]
    page = gate.read("reports", LayerQuery(bbox=bbox, limit=limit, offset=offset), store, city)
    assert page.number_matched == len(meeting)
    assert list(page.frame.index) == list(meeting.index[offset : offset + limit])
    for fid in page.frame.index:
        one = gate.read("reports", LayerQuery(fid=int(fid)), store, city).frame
        assert one.to_wkb().equals(cells.loc[[fid]].to_wkb())


@settings(max_examples=100)
@given(
    st.sampled_from(["cameras", "incidents", "buildings", "streets", "areas"]),
    st.none() | st.tuples(LON, LON, LAT, LAT),
    st.none() | st.integers(0, 12),
    st.integers(0, 40),
)
def test_features_in_memory_are_chosen_as_the_store_chooses(
    store: Store, city: City, name: str, box: tuple[float, ...] | None, limit: int | None, offset: int
) -> None:
    from layers.choose import choose

    bbox = None if box is None else (min(box[:2]), min(box[2:]), max(box[:2]), max(box[2:]))
    query = LayerQuery(
        bbox=bbox, limit=limit, offset=offset, equal={"source_kind": "register"}, audience=Audience.PLANNER
    )
    page = gate.read(name, query, store, city)
    frame, matched = choose(store.read(name), query)
    assert matched == page.number_matched
    assert list(frame.index) == list(page.frame.index)


def test_a_column_that_is_not_declared_is_never_handed_out(make_data: Callable, city: City) -> None:
    from dataclasses import replace

    opened = Store.open(make_data() / "helsinki.sqlite", city_id="helsinki")
    result = opened.result("hotspots")
    assert result is not None
    frame = opened.result_items("public-hotspots").assign(secret="tajne")
    with opened.writing() as writing:
        writing.save(replace(result, frames={"public-hotspots": frame}))
    page = gate.read("hotspots", LayerQuery(), opened, city)
    assert "secret" in opened.result_items("public-hotspots")
    assert "secret" not in page.frame
    opened.close()


def test_a_layer_that_is_not_there_is_told_with_those_that_are(store: Store, city: City) -> None:
    with pytest.raises(NotFound, match=r"must be one of areas, .* not 'camras'"):
        gate.read("camras", LayerQuery(), store, city)


@pytest.mark.parametrize("audience", list(Audience))
def test_what_is_only_counted_is_as_many_as_what_is_read(store: Store, city: City, audience: Audience) -> None:
    some = 0
    for name in gate.visible(audience):
        counted = gate.read(name, LayerQuery(limit=0, audience=audience), store, city)
        whole = gate.read(name, LayerQuery(audience=audience), store, city)
        assert (counted.number_matched, len(counted.frame)) == (len(whole.frame), 0), name
        some += counted.number_matched
    assert some > 0
