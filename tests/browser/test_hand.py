"""Can a planner put a camera on the map with the hand, and with the keyboard alone?"""

from __future__ import annotations

import base64
import json

import httpx
import pytest


@pytest.fixture
def hand(demo_url, watch):
    """Return the planner's page with one camera put on the map."""
    watched = watch(demo_url)
    page = watched.open("/maps/planner")
    page.locator("#hand-middle").click()
    page.wait_for_selector("#hand-numbers dd")
    yield page
    assert watched.complaints == []
    assert watched.strangers == []


def numbers(page) -> list[str]:
    return page.locator("#hand-numbers dd").all_inner_texts()


def chosen(page) -> dict:
    state = json.loads(page.evaluate("localStorage.getItem('czujka-variants-helsinki')"))
    return state["variants"][state["variant"]]["ideas"][state["chosen"]]


def change(page, field: str, value: str) -> None:
    page.locator(f"#hand-{field}").fill(value)
    page.wait_for_timeout(500)


def test_a_new_camera_tells_what_it_adds(hand, picture) -> None:
    told = dict(zip(hand.locator("#hand-numbers dt").all_inner_texts(), numbers(hand), strict=True))
    assert "m²" in told["nowe pole widzenia"]
    assert "zysk na ulicach" in told
    hand.locator("#hand-title").scroll_into_view_if_needed()
    picture(hand, "planner-what-if")


def test_dragging_the_camera_moves_it(hand) -> None:
    before = chosen(hand)
    sign = hand.locator(".leaflet-marker-draggable").first.bounding_box()
    hand.mouse.move(sign["x"] + 13, sign["y"] + 13)
    hand.mouse.down()
    hand.mouse.move(sign["x"] + 63, sign["y"] + 63, steps=6)
    hand.mouse.up()
    hand.wait_for_timeout(800)
    assert (chosen(hand)["lon"], chosen(hand)["lat"]) != (before["lon"], before["lat"])


def test_the_grip_turns_the_camera(hand) -> None:
    before = chosen(hand)["bearing_deg"]
    grip = hand.locator(".turn-grip").bounding_box()
    body = hand.locator(".leaflet-marker-draggable").first.bounding_box()
    hand.mouse.move(grip["x"] + 9, grip["y"] + 9)
    hand.mouse.down()
    hand.mouse.move(2 * body["x"] + 26 - grip["x"] - 9, 2 * body["y"] + 26 - grip["y"] - 9, steps=6)
    hand.mouse.up()
    hand.wait_for_timeout(800)
    assert abs((chosen(hand)["bearing_deg"] - before + 180) % 360 - 180) > 150


def test_every_change_can_be_undone_and_done_again(hand) -> None:
    before = chosen(hand)
    change(hand, "height", "9")
    assert chosen(hand)["height_m"] == 9
    hand.locator("#hand-undo").click()
    assert chosen(hand) == before
    hand.locator("#hand-redo").click()
    assert chosen(hand)["height_m"] == 9


def test_the_keyboard_alone_moves_and_turns_it(hand) -> None:
    before = chosen(hand)
    hand.locator("#hand-bearing").focus()
    for _ in range(5):
        hand.keyboard.press("ArrowRight")
    hand.wait_for_timeout(500)
    assert chosen(hand)["bearing_deg"] == (before["bearing_deg"] + 5) % 360
    hand.get_by_role("button", name="na północ").focus()
    hand.keyboard.press("Shift+Enter")
    hand.wait_for_timeout(800)
    assert chosen(hand)["lat"] != before["lat"]


def test_nothing_is_lost_by_closing_the_page(hand) -> None:
    before = chosen(hand)
    hand.reload()
    hand.wait_for_selector("#hand-numbers dd")
    assert chosen(hand) == before


def test_a_link_carries_the_variant_to_another_browser(hand, watch, demo_url) -> None:
    hand.locator("#hand-share").click()
    hand.wait_for_timeout(200)
    link = hand.evaluate("location.href")
    other = watch(demo_url)
    other.page.goto(link)
    other.page.wait_for_selector("#hand-numbers dd")
    assert numbers(other.page) == numbers(hand)


def test_variants_stand_side_by_side(hand) -> None:
    hand.locator("#hand-another").click()
    change(hand, "height", "12")
    rows = hand.locator("#hand-rows tr")
    assert rows.count() == 2
    hand.locator("#hand-rows td", has_text="–").first.wait_for(state="detached")


def test_candidates_are_downloaded_and_can_be_imported(hand, tmp_path, demo_dir) -> None:
    with hand.expect_download() as waiting:
        hand.locator("#hand-save").click()
    path = tmp_path / "candidates.geojson"
    waiting.value.save_as(path)
    from geo.city import load_city
    from geo.ingest.register import import_file
    from geo.storage.store import Store

    store = Store.open(tmp_path / "helsinki.sqlite", city_id="helsinki")
    report = import_file(store, load_city("helsinki"), "cameras", path)
    kept = store.read("cameras").iloc[0]
    store.close()
    assert report.taken == 1
    assert kept["status"] == "candidate"
    assert kept["height_m"] == 4.5


def test_a_camera_that_faces_its_wall_is_told_in_words(demo_url, watch) -> None:
    cameras = httpx.get(f"{demo_url}/collections/cameras/items?camera_type=fixed&limit=20").json()["features"]
    idea = {"camera_type": "fixed", "kind": "box_4mp", "height_m": 3, "bearing_deg": None}
    idea |= {"tilt_deg": 27, "hfov_deg": 20, "facade": True}
    places = [dict(zip(("lon", "lat"), camera["geometry"]["coordinates"], strict=True)) for camera in cameras]
    question = {"norm_edition": "EN 62676-4:2015", "level": "detect", "ideas": [idea | place for place in places]}
    answer = httpx.post(f"{demo_url}/what-if", json=question, timeout=30).json()
    hung = next(placed for placed in answer["placed"] if placed["facade_deg"] is not None)
    idea |= {"lon": hung["lon"], "lat": hung["lat"], "bearing_deg": (hung["facade_deg"] + 180) % 360}
    watched = watch(demo_url)
    watched.page.goto(
        f"{demo_url}/maps/planner#variant={base64.urlsafe_b64encode(json.dumps([idea]).encode()).decode()}"
    )
    watched.page.locator("#hand-told", has_text="nie widzi terenu").wait_for()
    assert watched.complaints == []
