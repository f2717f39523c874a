"""Is an edition what it says: one hash, nothing exact in what is kept for good, and a true difference?"""

from __future__ import annotations

import dataclasses

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.casework import edition
from geo.casework.edition import Place, canonical, difference, place_seal, read, sha256, words_seal, written

FIRST = Place("r1", "lighting", "confirmed", None, False, "here", "words")
STATES = st.sampled_from(edition.STATES)
PLACES = st.lists(
    st.builds(
        Place,
        report=st.sampled_from([f"r{n}" for n in range(8)]),
        category=st.sampled_from(["lighting", "stop"]),
        state=STATES,
        unit=st.none(),
        checked_again=st.booleans(),
        place_seal=st.sampled_from(["here", "there"]),
        words_seal=st.just("w"),
    ),
    unique_by=lambda place: place.report,
)


def test_the_hash_is_that_of_these_very_bytes() -> None:
    body = {"places": written([FIRST]), "number": 1, "title": "Jesień"}
    assert canonical(body).decode() == (
        '{"number":1,"places":[{"category":"lighting","checked_again":false,"place_seal":"here","report":"r1",'
        '"state":"confirmed","unit":null,"words_seal":"words"}],"title":"Jesień"}'
    )
    assert sha256(canonical(body)) == "632f53eef0fa47f58a45f87175d63842343a1043f47d39040740dba908bf648c"


@given(PLACES, st.randoms(use_true_random=False))
def test_the_order_in_which_places_come_changes_no_byte(places: list[Place], rng: object) -> None:
    shuffled = list(places)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical({"p": written(places)}) == canonical({"p": written(shuffled)})
    assert read(written(places)) == sorted(places, key=lambda place: place.report)


@given(PLACES, PLACES)
def test_every_place_is_accounted_for_once(before: list[Place], now: list[Place]) -> None:
    since = difference(before, now)
    old, new = {p.report: p for p in before}, {p.report: p for p in now}
    assert set(since.added) == new.keys() - old.keys()
    assert set(since.gone) <= old.keys() - new.keys()
    assert not set(since.resolved) & set(since.changed)
    same = {ref for ref in old.keys() & new.keys() if old[ref] == new[ref]}
    assert not same & {*since.resolved, *since.moved, *since.changed}
    told = {*since.resolved, *since.moved, *since.changed}
    assert told | same == old.keys() & new.keys()
    assert difference(now, now) == edition.Difference()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"state": "resolved"}, "resolved"),
        ({"place_seal": "there"}, "moved"),
        ({"state": "in_action"}, "changed"),
        ({"category": "stop"}, "changed"),
        ({"unit": "lighting"}, "changed"),
    ],
)
def test_a_change_is_told_as_what_it_is(change: dict[str, str], kind: str) -> None:
    since = difference([FIRST], [dataclasses.replace(FIRST, **change)])
    assert {name: value for name, value in dataclasses.asdict(since).items() if value} == {kind: ("r1",)}


def test_a_resolved_place_that_is_no_longer_named_is_not_missed() -> None:
    done = dataclasses.replace(FIRST, state="resolved")
    assert difference([done], []).gone == ()


def test_a_seal_tells_a_move_of_centimetres_and_nothing_without_its_salt() -> None:
    here, salt = shapely.Point(18.6, 53.0), "sól"
    assert place_seal(here, salt=salt) == place_seal(shapely.Point(18.6, 53.0), salt=salt)
    assert place_seal(here, salt=salt) != place_seal(shapely.Point(18.6000002, 53.0), salt=salt)
    assert place_seal(here, salt=salt) != place_seal(here, salt="inna")
    assert place_seal(None, salt=salt) != place_seal(here, salt=salt)
    assert words_seal({"near": "A"}, salt=salt) != words_seal({"near": "B"}, salt=salt)
