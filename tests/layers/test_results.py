"""Does a page of a result that the store chooses by itself hold what is chosen from all of it?"""

from __future__ import annotations

import pytest

from layers import LAYERS
from layers.base import Audience, LayerQuery
from layers.choose import choose
from layers.gate import read

EQUAL = [{}, {"px_per_m": 62.5}, {"level": "detect", "px_per_m": 25.0}, {"cameras": 3}, {"px_per_m": 0.5}]


@pytest.mark.parametrize("equal", EQUAL)
@pytest.mark.parametrize(("limit", "offset"), [(None, 0), (2, 0), (2, 1), (0, 0), (None, 1), (5, 99)])
def test_a_page_is_that_of_the_whole(store, city, equal, limit, offset) -> None:
    whole = read("coverage", LayerQuery(), store, city).frame
    expected, matched = choose(whole, LayerQuery(equal=equal, limit=limit, offset=offset))
    page = read("coverage", LayerQuery(equal=equal, limit=limit, offset=offset), store, city)
    assert page.frame.index.tolist() == expected.index.tolist()
    assert page.number_matched == matched


@pytest.mark.parametrize("counted", [True, False])
def test_what_is_yes_or_no_is_chosen_as_well(store, city, counted) -> None:
    everybody = LayerQuery(audience=Audience.PLANNER)
    whole = read("privacy", everybody, store, city).frame
    some = read("privacy", LayerQuery(equal={"counted": counted}, audience=Audience.PLANNER), store, city)
    assert some.number_matched == int((whole["counted"] == counted).sum())
    assert LAYERS["privacy"].properties["counted"].type == "boolean"
