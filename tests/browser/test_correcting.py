"""Can somebody who reported a place put it elsewhere by their code: on the map, by keyboard, without scripts?"""

from __future__ import annotations

import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe

from geo.casework import receipt
from geo.casework.submission import submit
from geo.city import load_city
from geo.storage import cases
from geo.storage.store import Store

LON, LAT = 24.9490, 60.1715
FORM = {"feeling": "bad", "category": "lighting", "day_part": "night", "place_words": "przy wejściu do parku"}


class Sent:
    """A report that was sent, and a page on which it is followed."""

    def __init__(self, demo, watch, **how: bool) -> None:
        address, database = demo
        self.store = Store(database)
        secret = (database.parent / "secret").read_bytes()
        told = FORM | {"lon": str(LON), "lat": str(LAT), "text": "Latarnia nie świeci"}
        self.code = submit(self.store, load_city("helsinki"), told, sent="x" * 64, key=secret).code
        self.digest = receipt.digest(self.code, key=secret)
        self.watched = watch(address, **how)
        self.page = self.watched.open("/maps/submissions/follow")
        self.page.locator("#code").fill(self.code)
        self.page.locator("main button.first").click()
        if self.watched.scripts:
            self.page.wait_for_selector(".folium-map[data-ready]", state="attached", timeout=30_000)

    def place(self) -> shapely.Geometry:
        with self.store.connection() as connection:
            ref = cases.of_receipt(connection, self.digest)
        return self.store.read("reports").set_index("ref").loc[ref].geometry

    def save(self) -> None:
        self.page.get_by_role("button", name="Zapisz").click()
        self.page.get_by_text("Poprawka została zapisana").wait_for()


@pytest.fixture
def sent(own_demo, watch):
    opened: list[Sent] = []

    def made(**how: bool) -> Sent:
        opened.append(Sent(own_demo, watch, **how))
        return opened[-1]

    yield made
    for one in opened:
        one.store.close()


def test_another_place_is_chosen_on_the_map_beside_the_one_that_was_told(sent, picture) -> None:
    one = sent()
    page = one.page
    assert "dotychczasowe miejsce" in page.locator(".legend").inner_text()
    assert page.locator("#lon").input_value() == ""
    page.locator(".folium-map").click(position={"x": 250, "y": 200})
    lon, lat = float(page.locator("#lon").input_value()), float(page.locator("#lat").input_value())
    picture(page, "follow-correct")
    one.save()
    assert one.place().equals(shapely.Point(lon, lat))
    assert (lon, lat) != (LON, LAT)
    assert "poprawiono miejsce" in page.locator(".steps").inner_text()
    assert one.watched.complaints == []
    assert one.watched.strangers == []


def test_saving_without_a_change_moves_nothing(sent) -> None:
    one = sent(phone=True)
    one.save()
    assert one.place().equals(shapely.Point(LON, LAT))


def test_the_keyboard_alone_puts_it_elsewhere(sent) -> None:
    one = sent()
    one.page.locator(".folium-map").focus()
    for _ in range(3):
        one.page.keyboard.press("ArrowRight")
    one.page.wait_for_timeout(300)
    one.page.locator("#place-middle").focus()
    one.page.keyboard.press("Enter")
    one.page.get_by_role("button", name="Zapisz").focus()
    one.page.keyboard.press("Enter")
    one.page.get_by_text("Poprawka została zapisana").wait_for()
    assert one.place().x > LON


def test_without_scripts_a_street_puts_it_elsewhere_and_no_empty_map_is_in_the_way(sent) -> None:
    one = sent(scripts=False, phone=True)
    assert one.page.locator(".map").bounding_box()["height"] < 120
    one.page.locator("#place_words").fill("Unioninkatu")
    one.save()
    assert one.place().length > 0


@pytest.mark.parametrize("phone", [False, True])
def test_axe_finds_nothing_serious(sent, picture, phone) -> None:
    one = sent(phone=phone)
    found = [
        fault["id"]
        for fault in Axe().run(one.page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert found == []
    assert one.page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    if phone:
        picture(one.page, "follow-phone")
