"""Is the planner's list of cameras shown page by page, whatever is asked for?"""

from __future__ import annotations

import pytest

from geo.errors import BadInput
from maps.camera_list import ROWS, Wanted, camera_list
from maps.words import words
from tests.maps.test_planner import town


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    store, city = town(tmp_path_factory.mktemp("large"), 120)
    yield store, city
    store.close()


def shown(large, **wanted):
    store, city = large
    told = {"edition": "EN 62676-4:2015", "level": "detect", "profile": None}
    return camera_list(store, city, words("pl"), Wanted(**wanted), **told)


def test_all_pages_together_show_every_camera_once(large) -> None:
    pages = [shown(large, page=page) for page in (1, 2, 3)]
    assert [(page.first, page.last, page.pages) for page in pages] == [(1, 50, 3), (51, 100, 3), (101, 120, 3)]
    assert len({row["fid"] for page in pages for row in page.rows}) == 120
    assert len(pages[0].rows) == ROWS


def test_a_page_beyond_the_last_is_the_last(large) -> None:
    assert shown(large, page=99).wanted.page == 3
    none = shown(large, q="nigdzie", page=7)
    assert (none.wanted.page, none.first, none.last, none.matched, none.pages) == (1, 0, 0, 0, 1)


def test_a_second_step_on_a_heading_turns_the_order_round(large) -> None:
    page = shown(large)
    assert page.sorted("area_m2") == "descending"
    assert "sort=area_m2&" in page.by("area_m2")
    assert "sort=name&" in page.by("name")
    assert "sort=-name&" in shown(large, sort="name").by("name")


def test_an_order_that_there_is_not_is_refused_with_the_choices(large) -> None:
    with pytest.raises(BadInput, match="-area_m2, area_m2, name"):
        shown(large, sort="geometry")


def test_a_register_that_names_no_systems_is_not_counted_by_them(large) -> None:
    assert shown(large).systems == {}
