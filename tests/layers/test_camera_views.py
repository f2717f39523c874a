"""Can cameras be searched and put in an order by what they see?"""

from __future__ import annotations

import pytest

from geo.errors import BadInput
from layers.base import LayerQuery
from layers.gate import read

LEVEL = {"norm_edition": "EN 62676-4:2015", "level": "detect"}


def ask(store, city, **query):
    equal = LEVEL | query.pop("equal", {})
    return read("camera-views", LayerQuery(equal=equal, **query), store, city)


def test_every_camera_of_the_register_is_listed_once_at_a_level(store, city) -> None:
    page = ask(store, city)
    assert page.number_matched == store.count("cameras") == page.frame["camera"].nunique()
    assert (page.frame["level"] == "detect").all()


def test_what_a_camera_sees_is_what_its_field_of_view_tells(store, city) -> None:
    views = read("fields-of-view", LayerQuery(equal=LEVEL), store, city).frame.set_index("camera")["area_m2"]
    listed = ask(store, city).frame.set_index("camera")["area_m2"]
    assert listed[views.index].to_dict() == views.to_dict()
    assert listed.drop(views.index).isna().all()


@pytest.mark.parametrize("falling", [False, True])
def test_the_order_is_that_of_the_property_and_what_is_absent_comes_last(store, city, falling) -> None:
    found = ask(store, city, order=("height_m", falling)).frame["height_m"]
    there = found.dropna()
    assert there.tolist() == sorted(there, reverse=falling)
    assert found.iloc[len(there) :].isna().all()
    assert 0 < len(there) < len(found)


def test_numbers_in_names_are_put_in_order_as_numbers(store, city) -> None:
    refs = ask(store, city, order=("ref", False)).frame["ref"].tolist()
    assert refs == [f"cam-{i}" for i in range(len(refs))]


def test_pages_of_an_order_follow_each_other(store, city) -> None:
    order = ("ref", True)
    whole = ask(store, city, order=order).frame.index.tolist()
    pages = [ask(store, city, order=order, limit=10, offset=at).frame.index.tolist() for at in range(0, 40, 10)]
    assert [fid for page in pages for fid in page] == whole


@pytest.mark.parametrize("words", ["łąkowa 7", "LAKOWA", "7 lakowa"])
def test_words_are_found_whatever_their_case_accents_and_order(store, city, words) -> None:
    found = ask(store, city, words=words)
    assert found.number_matched == 6
    assert set(found.frame["name"]) == {"Łąkowa 7"}


def test_words_are_looked_for_in_names_alone(store, city) -> None:
    assert ask(store, city, words="detect").number_matched == 0


def test_a_layer_that_is_not_searched_says_so(store, city) -> None:
    with pytest.raises(BadInput, match="buildings can neither be searched"):
        read("buildings", LayerQuery(words="x"), store, city)


def test_no_order_by_a_property_that_is_not_told(store, city) -> None:
    with pytest.raises(BadInput, match="A property must be one of"):
        ask(store, city, order=("presets", False))
