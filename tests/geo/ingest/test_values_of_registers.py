"""Numbers, directions, moments and headers as registers write them."""

from __future__ import annotations

import doctest
import importlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from geo.errors import BadInput
from geo.ingest import headers
from geo.ingest.bearings import Look, looks
from geo.ingest.measures import degrees, level, metres, number, pixels
from geo.ingest.moments import interval
from geo.ingest.words import meaning, says_nothing, words, yes_or_no

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize("module", ["bearings", "coordinates", "headers", "measures", "raw", "row", "words"])
def test_the_examples_of_the_documentation_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"geo.ingest.{module}"), optionflags=doctest.ELLIPSIS).failed == 0


@pytest.mark.parametrize(
    ("given", "value"),
    [("4,5", 4.5), ("4.5", 4.5), ("6 540 604,65", 6540604.65), ("-3", -3.0), ("1e3", 1000.0), (",5", 0.5), (7, 7.0)],
)
def test_a_number_may_have_a_decimal_comma_and_spaces_between_thousands(given: object, value: float) -> None:
    assert number(given) == value


@pytest.mark.parametrize(
    "given", ["", "abc", "1,234.5", "1 2", float("nan"), float("inf"), "inf", "1e999", True, None, "٣x"]
)
def test_what_is_no_finite_number_is_refused_in_words(given: object) -> None:
    with pytest.raises(BadInput, match="must be a number"):
        number(given)


def test_units_may_be_written() -> None:
    assert (metres("4,5 m"), metres("6m n.p.t."), degrees("15°"), degrees("15 deg"), pixels("2560 px")) == (
        4.5,
        6.0,
        15.0,
        15.0,
        2560,
    )
    assert level("-2;-1") == -1.0
    with pytest.raises(BadInput, match="whole number of pixels"):
        pixels("2560,5")


@pytest.mark.parametrize(
    ("given", "bearing"),
    [
        ("0", 0), ("360", 0), ("-100", 260), ("112,5", 112.5), ("112,00", 112), ("45°", 45), (90.0, 90),
        ("N", 0), ("NNE", 22.5), ("sw", 225), ("north", 0), ("south-west", 225), ("północ", 0), ("płn.-wsch.", 45),
        ("płd.-zach.", 225), ("Południowy wschód", 135), ("pn.", 0), ("zach.", 270),
    ],
)  # fmt: skip
def test_bearing_is_clockwise_from_north(given: object, bearing: float) -> None:
    assert looks(given) == (Look(bearing),)


@pytest.mark.parametrize("given", ["180, 270", "180;270", "180 270", "180/270", "180,270", "S;W", "południe, zachód"])
def test_a_list_of_directions_is_several(given: str) -> None:
    assert [look.bearing_deg for look in looks(given)] == [180, 270]


def test_a_range_runs_clockwise_and_its_bearing_is_its_middle() -> None:
    assert looks("45-105") == (Look(75.0, 60.0),)
    assert looks("350-10") == (Look(0.0, 20.0),)
    assert looks("190-100") == (Look(325.0, 270.0),)
    assert looks("190 - 100") == looks("190–100")
    assert looks("0-360")[0].span_deg == 360.0


@pytest.mark.parametrize("given", ["up", "", "90-", "N-S-E", "400", "-361", "90;up"])
def test_a_direction_that_is_none_is_refused_in_words(given: str) -> None:
    with pytest.raises(BadInput, match="A direction must"):
        looks(given)


def test_a_comma_that_can_be_read_in_two_ways_is_refused() -> None:
    with pytest.raises(BadInput, match="can be read as both"):
        looks("112,50")


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2025-12-31T22:15:00Z", datetime(2025, 12, 31, 22, 15, tzinfo=UTC)),
        ("2025-12-31 22:15", datetime(2025, 12, 31, 21, 15, tzinfo=UTC)),
        ("31.12.2025 22:15", datetime(2025, 12, 31, 21, 15, tzinfo=UTC)),
        ("31.12.2025 r., godz. 22.15", datetime(2025, 12, 31, 21, 15, tzinfo=UTC)),
        ("1-7-2025 8:05", datetime(2025, 7, 1, 6, 5, tzinfo=UTC)),
        ("2025-07-01T08:05:30.250+02:00", datetime(2025, 7, 1, 6, 5, 30, tzinfo=UTC)),
        ("2025-07-01 08:05+02", datetime(2025, 7, 1, 6, 5, tzinfo=UTC)),
    ],
)
def test_a_moment_without_an_offset_is_the_citys(given: str, moment: datetime) -> None:
    found = interval(given, WARSAW)
    assert found.first == found.last == moment
    assert found.is_moment


def test_a_day_is_the_whole_local_day() -> None:
    found = interval("31.12.2025", WARSAW)
    assert found.first == datetime(2025, 12, 30, 23, tzinfo=UTC)
    assert found.last == datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC)


def test_a_day_of_25_hours_is_taken_whole() -> None:
    found = interval("2026-10-25", WARSAW)
    assert (found.last - found.first).total_seconds() == 25 * 3600 - 1


@pytest.mark.parametrize("given", ["2025-02", "02.2025", "2025/2"])
def test_a_month_is_the_whole_of_it(given: str) -> None:
    found = interval(given, WARSAW)
    assert found.first == datetime(2025, 1, 31, 23, tzinfo=UTC)
    assert found.last == datetime(2025, 2, 28, 22, 59, 59, tzinfo=UTC)


def test_the_hour_that_comes_twice_must_have_an_offset() -> None:
    with pytest.raises(BadInput, match=r"comes twice.*02:30:00\+02:00 or .*02:30:00\+01:00"):
        interval("2026-10-25 02:30", WARSAW)
    assert interval("2026-10-25 02:30+01:00", WARSAW).first == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_hour_that_never_comes_is_refused() -> None:
    with pytest.raises(BadInput, match="clocks in Europe/Warsaw leap over"):
        interval("28.03.2027", WARSAW, "02:30")


@pytest.mark.parametrize(
    "given", ["03/04/2025", "31.02.2025", "2025-13", "yesterday", "2025", "2025-01-01 25:00", "1.1.0217"]
)
def test_a_moment_that_is_none_is_refused_in_words(given: str) -> None:
    with pytest.raises(BadInput, match="must be"):
        interval(given, WARSAW)


def test_words_are_read_in_polish_and_english() -> None:
    assert yes_or_no("TAK") is True
    assert yes_or_no("no") is False
    assert meaning("Sprawna", words("status"), "{choices}{given}") == "working"
    assert all(map(says_nothing, ["", " - ", "brak", "b/d", "NULL"]))
    assert not says_nothing("0")


def test_no_word_means_two_things() -> None:
    for family in headers.tomllib.loads((headers.files("geo.ingest") / "words.toml").read_text("utf-8")).values():
        if isinstance(family, dict):
            listed = [headers.folded(word) for ws in family.values() for word in dict.fromkeys(map(headers.folded, ws))]
            assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("family", "header", "name"),
    [
        ("cameras", "Wysokość montażu [m]", "height_m"), ("cameras", "WYS.", "height_m"),
        ("cameras", "camera:direction", "bearing_deg"), ("cameras", "Długość geograficzna", "lon"),
        ("cameras", "współrzędna X", "x"), ("areas", "Kod TERYT", "code"), ("areas", "jpt_nazwa_", "name"),
        ("buildings", "building:levels", "levels"), ("incidents", "Data i godzina", "occurred"),
        ("incidents", "rodzaj zdarzenia", "category"), ("streets", "klasa drogi", "kind"),
    ],
)  # fmt: skip
def test_headers_are_known_in_polish_and_english(family: str, header: str, name: str) -> None:
    found = headers.field_of(family, header)
    assert found is not None
    assert found[0] == name
