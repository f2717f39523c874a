"""The page for those who handle reports tells terms in words and marks what points to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pytest
import shapely

from geo.casework import triage
from geo.casework.report_states import TRANSITIONS
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import load_city
from geo.errors import NotFound
from geo.model.report import Report
from geo.model.source import Source
from geo.storage.store import Store
from layers.base import Audience
from maps.moderated import KEYS, marked
from maps.moderation import moderation_page
from maps.words import words

TORUN = load_city("torun")
WARSAW = ZoneInfo("Europe/Warsaw")
PLACE = shapely.Point(18.6, 53.01)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    street = gpd.GeoDataFrame(
        {"ref": ["1"], "name": ["Łazienna"], "underground": [False]},
        geometry=[PLACE.buffer(0.01).exterior],
        crs="EPSG:4326",
    )
    with opened.writing() as writing:
        at = datetime(2026, 11, 1, tzinfo=WARSAW)
        writing.add(Source(family="streets", name="ulice", imported_at=at), street)
    yield opened
    opened.close()


def reported(store: Store, ref: str, at: datetime, **told: object) -> None:
    usual = {"geometry": PLACE, "feeling": "bad", "category": "lighting", "day_part": "night", "created_at": at}
    with store.writing() as writing:
        keep(writing, Report.model_validate(usual | told | {"ref": ref}))


def page_at(store: Store, now: datetime, audience: Audience = Audience.MODERATOR, **asked: str) -> str:
    rendered = moderation_page(store, TORUN, words("pl"), audience=audience, asked=asked, now=now)
    return " ".join(rendered.html().split())


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(2026, 11, 10, 12, tzinfo=WARSAW), "do 13.11.2026"),
        (datetime(2026, 11, 13, 23, 59, tzinfo=WARSAW), "do 13.11.2026"),
        (datetime(2026, 11, 14, 0, 1, tzinfo=WARSAW), "po terminie"),
        (datetime(2026, 11, 16, 8, tzinfo=WARSAW), "1 dzień rob. po terminie"),
        (datetime(2026, 11, 17, 8, tzinfo=WARSAW), "2 dni rob. po terminie"),
    ],
)
def test_the_term_is_told_by_its_last_day_and_skips_the_eleventh_of_november(store, now, told) -> None:
    reported(store, "a", datetime(2026, 11, 10, 9, tzinfo=WARSAW))
    shown = page_at(store, now, report="a")
    assert told in shown
    assert ("1 z nich jest po terminie." in shown) == ("po terminie" in told)


def test_a_state_is_told_by_word_and_sign(store) -> None:
    reported(store, "a", datetime(2026, 11, 9, tzinfo=WARSAW))
    triage.move(store, TORUN, ["a"], to="under_check", by=Handler("ewa", "moderator"))
    assert '<span class="state-sign" aria-hidden="true">◐</span> sprawdzane' in page_at(
        store, datetime(2026, 11, 9, 12, tzinfo=WARSAW)
    )


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.ADMIN, Audience.PLANNER, Audience.AUDITOR])
def test_the_gate_hands_no_report_to_those_who_do_not_act_on_them(store, audience) -> None:
    reported(store, "a", datetime(2026, 11, 9, tzinfo=WARSAW), text="sekret")
    with pytest.raises(NotFound, match="act on them"):
        page_at(store, datetime(2026, 11, 9, 12, tzinfo=WARSAW), audience, report="a")


def test_personal_data_are_marked_and_the_rest_stays_as_it_is() -> None:
    text = "Pisać: <b>anna@poczta.pl</b>, 601 234 567."
    parts = marked(text, words("pl"))
    assert "".join(str(part["text"]) for part in parts) == text
    assert [part["kind"] for part in parts if part["kind"]] == ["adres e-mail", "telefon"]


def test_each_step_has_a_key_of_its_own_in_each_state() -> None:
    assert len(set(KEYS.values())) == len(KEYS)
    assert not set(KEYS.values()) & set("jkxb/?")
    assert {step.end for step in TRANSITIONS} <= KEYS.keys()


def test_rows_come_in_pages_and_keep_the_filters(store) -> None:
    at = datetime(2026, 11, 9, tzinfo=WARSAW)
    for n in range(53):
        reported(store, f"r{n}", at, geometry=shapely.Point(18.5 + n / 100, 53))
    now = datetime(2026, 11, 9, 12, tzinfo=WARSAW)
    shown = page_at(store, now, category="lighting")
    assert shown.count('class="row"') == 50
    further = re.search(r'href="([^"]+)" rel="next"', shown)
    assert further
    assert "category=lighting" in further[1]
    assert "first=50" in further[1]
    assert page_at(store, now, first="50").count('class="row"') == 3
