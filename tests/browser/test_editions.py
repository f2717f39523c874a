"""Is a signed map worth showing, to those who act on it and to everybody, on a desk, on a phone and on paper?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from api.app import create_app
from api.settings import Settings
from geo.casework import issuing, triage
from geo.casework.triage import Handler
from geo.city import load_city
from geo.storage.store import Store

CITY = load_city("helsinki")
EWA, KASIA = Handler("ewa", "council"), Handler("kasia", "moderator")


def handled(store: Store) -> None:
    """Handle made-up reports and sign two editions, with all states and all kinds of differences between them."""
    frame = store.read("reports")
    bad = frame[frame["feeling"] == "bad"]["ref"].tolist()
    random.Random(1).shuffle(bad)

    def move(refs: list[str], to: str, reason: str = "", **told: object) -> None:
        for ref in refs:
            triage.move(store, CITY, [ref], to=to, by=KASIA, reason=reason, **told)

    move(bad[:70], "confirmed")
    move(bad[:30], "in_action", unit="lighting")
    move(bad[:15], "not_yet_checked_again", "Wymieniono oprawę latarni.")
    signed(store, "lato 2026")
    move(bad[:8], "resolved", "Sprawdzono wieczorem: jest jasno.", factors={"light": 3, "feeling": 2})
    move(bad[8:10], "resolved", "Zgłoszono wykonanie.")
    move(bad[70:78], "confirmed")
    move(bad[30:36], "in_action", unit="greenery")
    signed(store, "jesień 2026")


def signed(store: Store, title: str) -> None:
    made = issuing.issue(store, CITY, title=title, by=EWA)
    for by in (EWA, KASIA):
        issuing.sign(store, made.number, seen_sha256=made.sha256, by=by)


@pytest.fixture(scope="module")
def folder(demo_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("editions")
    source = Store(demo_dir / "helsinki.sqlite")
    source.backup(made / "helsinki.sqlite")
    source.close()
    store = Store(made / "helsinki.sqlite")
    handled(store)
    store.close()
    return made


@pytest.fixture(scope="module")
def address(serve: Callable, folder: Path) -> Iterator[str]:
    with serve(create_app(Settings(data_dir=folder))) as found:
        yield found


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("role", ["public", "moderator"])
def test_axe_finds_nothing_serious_and_the_map_is_worth_showing(address, folder, watch, picture, role, phone) -> None:
    watched = watch(address, phone=phone)
    if role != "public":
        watched.sign_in(folder / "helsinki.sqlite", role)
    for path in ("/maps/editions", "/maps/editions/2"):
        page = watched.open(path)
        found = Axe().run(page).response["violations"]
        assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    told = page.locator("main").inner_text()
    assert ("Wymieniono oprawę latarni." in told) == (role == "moderator")
    assert ("jeszcze niesprawdzone" in told) == (role == "moderator")
    picture(page, f"edition{'-public' if role == 'public' else ''}{'-phone' if phone else ''}")
    assert watched.complaints == []
    assert watched.strangers == []


@pytest.mark.parametrize("role", ["public", "council"])
def test_on_paper_the_map_comes_first_and_every_place_after_it(address, folder, watch, role) -> None:
    watched = watch(address)
    if role != "public":
        watched.sign_in(folder / "helsinki.sqlite", role)
    page = watched.open("/maps/editions/2")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    boxes = {part: page.locator(part).first.bounding_box() for part in ("h1", ".map", ".side .rest table")}
    assert boxes["h1"]["y"] < boxes[".map"]["y"] < boxes[".side .rest table"]["y"]
    assert boxes[".map"]["width"] <= 690
    rows = page.locator("tbody tr")
    assert rows.count() > (60 if role == "council" else 2)
    assert all(rows.nth(n).is_visible() for n in range(0, rows.count(), 10))
    assert not page.locator(".actions").first.is_visible()
    assert page.get_by_text("Skrót wydania (SHA-256)").is_visible()
