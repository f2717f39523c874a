"""Is every text that can be given either understood or refused in words?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.negotiate import quality
from api.parameters import PATTERNS, parse_bbox, parse_limit, parse_offset, parse_period, parse_value
from geo.errors import BadInput
from layers.base import flag, integer, moment, number, text

WARSAW = ZoneInfo("Europe/Warsaw")
PARSERS: dict[str, Callable[[str], Any]] = {
    "bbox": parse_bbox,
    "datetime": lambda given: parse_period(given, WARSAW),
    "limit": parse_limit,
    "offset": parse_offset,
}
LIKELY = st.text(st.sampled_from("0123456789-+.,:/eETZ \n٣"), max_size=60)


def fault_of(parser: Callable[[str], Any], word: str) -> str | None:
    """Return the fault that a parser finds; none if it understands."""
    try:
        parser(word)
    except BadInput as error:
        return str(error)
    return None


@pytest.mark.parametrize("name", PARSERS)
@given(word=st.text(max_size=60) | LIKELY | st.from_regex(PATTERNS["datetime"]) | st.from_regex(PATTERNS["bbox"]))
@example(word="0001-01-01")
@example(word="9999-12-31T23:59:59-23:59")
@example(word="1\n")
def test_what_is_understood_follows_the_published_grammar(name: str, word: str) -> None:
    fault = fault_of(PARSERS[name], word)
    assert fault.startswith(name) if fault else re.fullmatch(PATTERNS[name], word, re.ASCII)


@given(st.text(max_size=60) | LIKELY, st.sampled_from([text("x"), number("x"), integer("x"), flag("x"), moment("x")]))
def test_a_value_is_understood_or_refused(word: str, told: Any) -> None:
    fault = fault_of(lambda given: parse_value("x", told, given), word)
    assert fault is None or fault.startswith(("x must be", "datetime must"))


@given(st.text(max_size=200))
def test_any_accept_header_is_weighed(word: str) -> None:
    assert 0 <= quality(word, ["application/json"]) <= 1


@pytest.mark.parametrize("sign", ["-", ""])
@pytest.mark.parametrize("written", ["24.5", "24", "2.45e1", "2.45E+1", "245e-1"])
def test_numbers_of_a_box_may_be_written_as_json_writes_them(written: str, sign: str) -> None:
    west = float(sign + written)
    assert parse_bbox(f"{sign}{written},-1,90,1") == (west, -1.0, 90.0, 1.0)


def test_a_box_of_six_numbers_leaves_its_heights_out() -> None:
    assert parse_bbox("1,2,-5,3,4,5") == (1.0, 2.0, 3.0, 4.0)
    with pytest.raises(BadInput):
        parse_bbox("1,2,5,3,4,-5")


def test_a_date_is_a_day_of_the_city_even_when_clocks_change() -> None:
    start, end = parse_period("2026-03-29", WARSAW)
    assert (start, end) == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 21, 59, 59, 999999, UTC))
    start, end = parse_period("2026-10-25", WARSAW)
    assert (start, end) == (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 22, 59, 59, 999999, UTC))


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    summer, _ = parse_period("2026-10-25T02:30:00+02:00", WARSAW)
    winter, _ = parse_period("2026-10-25T02:30:00+01:00", WARSAW)
    assert summer is not None
    assert winter is not None
    assert (winter - summer).total_seconds() == 3600


@pytest.mark.parametrize("given_", ["../..", "/", "../", "/.."])
def test_an_interval_may_be_open_at_both_ends(given_: str) -> None:
    assert parse_period(given_, WARSAW) == (None, None)


def test_a_limit_above_the_largest_page_is_the_largest_page() -> None:
    assert parse_limit("10001") == 10_000
    assert parse_limit("9" * 18) == 10_000
