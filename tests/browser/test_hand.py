"""Can a planner put a camera on the map with the hand, and with the keyboard alone?"""

from __future__ import annotations

import base64
import json

import httpx
import pytest
from playwright.sync_api import expect

from geo.city import load_city
from geo.ingest.register import import_file
from geo.storage.store import Store

EDITION = "EN 62676-4:2015"


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


def linked(demo_url: str, *ideas: dict) -> str:
    """Return the address of the page with a variant in it."""
    return f"{demo_url}/maps/planner#variant={base64.urlsafe_b64encode(json.dumps(ideas).encode()).decode()}"


def ask(demo_url: str, *ideas: dict) -> dict:
    question = {"norm_edition": EDITION, "level": "detect", "ideas": list(ideas)}
    for _ in range(60):
        answer = httpx.post(f"{demo_url}/what-if", json=question, timeout=30)
        if answer.status_code != 503:
            break
    return answer.json()


def on_a_facade(demo_url: str, **changed) -> tuple[dict, dict]:
    """Return a camera that is thought of on some facade, and what the server says of it."""
    found = httpx.get(f"{demo_url}/collections/cameras/items?camera_type=fixed&limit=20").json()["features"]
    idea = {"camera_type": "fixed", "kind": "box_4mp", "mount": "wall", "height_m": 4.5, "bearing_deg": None}
    idea |= {"tilt_deg": 27, "hfov_deg": 85} | changed
    places = [dict(zip(("lon", "lat"), camera["geometry"]["coordinates"], strict=True)) for camera in found]
    placed = ask(demo_url, *[idea | place for place in places])["placed"]
    hung = next(one for one in placed if one["at"] == "wall" and 150 < one["free"]["width_deg"] < 230)
    return idea | {name: hung[name] for name in ("lon", "lat", "bearing_deg")}, hung


def in_arc(arc: dict, bearing: float) -> bool:
    return (bearing - arc["from_deg"]) % 360 <= arc["width_deg"] + 0.1


@pytest.fixture
def opened(demo_url, watch):
    """Return an opener of the page with cameras that are thought of."""
    watched = []

    def go(*ideas: dict):
        watched.append(watch(demo_url))
        page = watched[-1].page
        page.goto(linked(demo_url, *ideas))
        page.wait_for_selector(".folium-map[data-ready]")
        page.wait_for_selector("#hand-level-rows tr")
        return page

    yield go
    for one in watched:
        assert one.complaints == []
        assert one.strangers == []


def test_the_keyboard_turns_a_facade_camera_until_the_wall_is_in_the_way(opened, demo_url, picture) -> None:
    idea, hung = on_a_facade(demo_url)
    page = opened(idea | {"bearing_deg": round(idea["bearing_deg"])})
    assert page.locator(".turn-arc").count() == 1
    assert "Ściana zostawia jej kierunki" in page.locator("#hand-told").inner_text()
    assert page.locator("#hand-limit").inner_text() == ""
    page.locator("#hand-bearing").focus()
    for _ in range(int(hung["turn"]["width_deg"])):
        page.keyboard.press("ArrowRight" if chosen(page)["bearing_deg"] < 359 else "Home")
    page.locator("#hand-limit", has_text="Ściana").wait_for()
    assert page.locator("#hand-limit").inner_text().startswith("Ściana zasłania: kamera może patrzeć od ")
    page.wait_for_timeout(500)
    assert in_arc(hung["turn"], chosen(page)["bearing_deg"])
    picture(page, "planner-wall")


def test_the_grip_stops_where_the_wall_begins(opened, demo_url) -> None:
    idea, hung = on_a_facade(demo_url)
    page = opened(idea | {"bearing_deg": round(idea["bearing_deg"])})
    grip = page.locator(".turn-grip").bounding_box()
    body = page.locator(".leaflet-marker-draggable").first.bounding_box()
    page.mouse.move(grip["x"] + 9, grip["y"] + 9)
    page.mouse.down()
    page.mouse.move(2 * body["x"] + 26 - grip["x"] - 9, 2 * body["y"] + 26 - grip["y"] - 9, steps=8)
    assert page.locator("#hand-limit").inner_text().startswith("Ściana zasłania")
    page.mouse.up()
    page.wait_for_timeout(800)
    assert in_arc(hung["turn"], chosen(page)["bearing_deg"])
    # Into the wall, it would have been half a turn.
    assert abs((chosen(page)["bearing_deg"] - idea["bearing_deg"] + 180) % 360 - 180) < 100


def test_on_a_pole_it_hangs_on_the_nearest_lamp_post_at_the_height_of_poles(opened, demo_url) -> None:
    lamps = httpx.get(f"{demo_url}/collections/lamps/items?limit=200").json()["features"]
    places = [lamp["geometry"]["coordinates"] for lamp in lamps]
    idea, _ = on_a_facade(demo_url)
    ideas = [idea | {"mount": "pole", "lon": lon, "lat": lat + 1e-5, "bearing_deg": 0} for lon, lat in places[:20]]
    lamp = next(one for one in ask(demo_url, *ideas)["placed"] if one["at"] == "lamp")
    page = opened(idea | {"lon": lamp["lon"], "lat": lamp["lat"] + 1e-5, "mount": "wall"})
    page.locator("#hand-mount").select_option(label="na słupie")
    page.locator("#hand-told", has_text="Wisi na latarni").wait_for()
    assert (chosen(page)["lon"], chosen(page)["lat"]) == pytest.approx((lamp["lon"], lamp["lat"]), abs=2e-7)
    assert chosen(page)["height_m"] == load_city("helsinki").cameras.height_m["pole"]
    page.locator("#hand-undo").click()
    assert chosen(page)["mount"] == "wall"


def test_every_level_of_the_edition_is_told_with_range_view_and_gain(opened, demo_url) -> None:
    idea, _ = on_a_facade(demo_url)
    page = opened(idea)
    expect(page.locator("#hand-level-rows")).not_to_contain_text("…", timeout=20_000)
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("#hand-level-rows tr").all()]
    assert [row[0] for row in rows] == [
        "monitorowanie",
        "detekcja",
        "obserwacja",
        "rozpoznanie",
        "identyfikacja",
        "inspekcja",
    ]
    assert page.locator("#hand-level-rows tr[aria-current] th").inner_text() == "detekcja"
    for row, zone in zip(rows, ask(demo_url, idea)["placed"][0]["zones"], strict=False):
        told = [float(text.replace("\xa0", "").replace(",", ".").split()[0]) for text in row[1:]]
        assert told == pytest.approx([zone["radius_m"], zone["area_m2"], zone["gain_m2"]], abs=0.51)


def test_private_ground_and_homes_are_told_and_said_to_be_assumed(opened, demo_url) -> None:
    idea, _ = on_a_facade(demo_url)
    page = opened(idea)
    facts = dict(zip(page.locator("#hand-numbers dt").all_inner_texts(), numbers(page), strict=True))
    # The demo has no parcels: what is private is assumed.
    [private] = [value for title, value in facts.items() if title.startswith("teren prywatny") and "przyjęto" in title]
    assert private.endswith("m²")
    assert "budynki mieszkalne w polu widzenia" in facts


def compared(page) -> dict[str, list[str]]:
    expect(page.locator("#hand-rows")).not_to_contain_text("…", timeout=20_000)
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("#hand-rows tr").all()]
    return {row[0]: row[1:] for row in rows}


def test_variants_stand_side_by_side_one_column_each(hand, picture) -> None:
    hand.locator("#hand-another").click()
    change(hand, "height", "12")
    table = compared(hand)
    assert [button.inner_text() for button in hand.locator("#hand-heads button").all()] == ["A", "B"]
    assert table["kamery"] == ["1", "1"]
    assert table["koszt"] == ["nieznany", "nieznany"]
    assert table["zysk terenu"][0] != table["zysk terenu"][1]
    assert {"zysk na ulicach", "widzą już inne", "teren prywatny w polu widzenia"} <= set(table)
    assert any(name.startswith("Sektor") for name in table)
    picture(hand, "planner-variants")


def test_the_keyboard_puts_a_variant_on_the_map_and_takes_it_away(hand) -> None:
    hand.locator("#hand-another").click()
    change(hand, "height", "12")
    hand.locator("#hand-heads button", has_text="A").focus()
    hand.keyboard.press("Enter")
    assert hand.locator("#hand-name").inner_text() == "A1"
    assert chosen(hand)["height_m"] == 4.5
    assert hand.locator("#hand-heads button[aria-pressed=true]").inner_text() == "A"
    hand.locator("#hand-drop").focus()
    hand.keyboard.press("Enter")
    assert [button.inner_text() for button in hand.locator("#hand-heads button").all()] == ["B"]
    hand.locator("#hand-undo").click()
    assert hand.locator("#hand-heads button").count() == 2


def test_the_comparison_is_printed_and_the_controls_are_not(hand) -> None:
    hand.locator("#hand-another").click()
    compared(hand)
    hand.emulate_media(media="print")
    assert hand.locator("#hand-compare table").is_visible()
    assert not hand.locator("#hand-bearing").is_visible()
    assert not hand.locator("#hand-drop").is_visible()


def test_closing_the_page_loses_no_variant(hand) -> None:
    hand.locator("#hand-another").click()
    change(hand, "height", "12")
    before = compared(hand)
    address, context = hand.url, hand.context
    hand.close()
    again = context.new_page()
    again.goto(address)
    again.wait_for_selector("#hand-numbers dd")
    assert compared(again) == before
    assert chosen(again)["height_m"] == 12


def test_downloaded_candidates_come_back_from_the_register_as_they_were(hand, tmp_path) -> None:
    hand.locator("#hand-another").click()
    change(hand, "bearing", "45")
    wanted = chosen(hand)
    with hand.expect_download() as waiting:
        hand.locator("#hand-save").click()
    path = tmp_path / "candidates.geojson"
    waiting.value.save_as(path)
    store = Store.open(tmp_path / "helsinki.sqlite", city_id="helsinki")
    report = import_file(store, load_city("helsinki"), "cameras", path)
    kept = store.read("cameras").iloc[0]
    assert report.taken == 1
    assert (kept["status"], kept["name"]) == ("candidate", "B1")
    assert (kept.geometry.x, kept.geometry.y) == pytest.approx((wanted["lon"], wanted["lat"]), abs=1e-9)
    for name in ("camera_type", "kind", "mount", "height_m", "bearing_deg", "tilt_deg", "hfov_deg"):
        assert kept[name] == wanted[name], name
        assert name not in kept["assumed"]
    # A second file of the same variant is no repetition of the first.
    with hand.expect_download() as waiting:
        hand.locator("#hand-save").click()
    waiting.value.save_as(path)
    assert import_file(store, load_city("helsinki"), "cameras", path).taken == 1
    store.close()
    assert "czujka import cameras" in hand.locator(".hand").inner_text()


def test_a_changed_register_is_said_and_all_numbers_are_new(own_demo, watch) -> None:
    address, database = own_demo
    watched = watch(address)
    page = watched.open("/maps/planner")
    page.locator("#hand-middle").click()
    page.wait_for_selector("#hand-level-rows tr")
    assert not page.locator("#hand-status").is_visible()
    before = compared(page)["zysk terenu"]
    one = {name: chosen(page)[name] for name in ("camera_type", "kind", "mount", "height_m", "bearing_deg", "hfov_deg")}
    place = {"type": "Point", "coordinates": [chosen(page)["lon"], chosen(page)["lat"]]}
    feature = {"type": "Feature", "geometry": place, "properties": one | {"ref": "new", "status": "working"}}
    path = database.parent / "new.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    store = Store(database)
    import_file(store, load_city("helsinki"), "cameras", path)
    store.close()
    change(page, "tilt", "28")
    page.locator("#hand-status", has_text="Rejestr zmienił się w międzyczasie").wait_for(timeout=30_000)
    after = compared(page)["zysk terenu"]
    assert after != before
    assert int(after[0].replace("+", "").replace("\xa0", "").split()[0]) < 50
    # The browser itself writes of a 503 that it met while the register was read.
    assert [text for text in watched.complaints if "503" not in text] == []


def test_a_linked_variant_stands_beside_the_own_ones(hand, demo_url) -> None:
    own = chosen(hand)
    idea, _ = on_a_facade(demo_url)
    hand.goto("about:blank")
    hand.goto(linked(demo_url, idea))
    hand.wait_for_selector("#hand-heads button")
    assert [button.inner_text() for button in hand.locator("#hand-heads button").all()] == ["A", "B"]
    assert chosen(hand)["lon"] == idea["lon"]
    expect(hand.locator(".turn-grip")).to_be_in_viewport()
    hand.reload()
    hand.wait_for_selector("#hand-heads button")
    hand.locator("#hand-heads button", has_text="A").click()
    assert chosen(hand) == own


def test_what_an_older_page_kept_is_not_lost(demo_url, watch) -> None:
    idea, _ = on_a_facade(demo_url)
    page = watch(demo_url).open("/maps/planner")
    older = {name: value for name, value in idea.items() if name != "mount"} | {"facade": True}
    state = {"variant": 0, "chosen": 0, "variants": [{"name": "A", "ideas": [older]}]}
    page.evaluate("kept => localStorage.setItem('czujka-variants-helsinki', kept)", json.dumps(state))
    page.reload()
    page.wait_for_selector("#hand-numbers dd")
    assert page.locator("#hand-mount").input_value() == "wall"


def test_a_camera_that_faces_its_wall_is_told_in_words(demo_url, watch) -> None:
    idea, hung = on_a_facade(demo_url, hfov_deg=20, height_m=3)
    watched = watch(demo_url)
    watched.page.goto(linked(demo_url, idea | {"bearing_deg": (hung["facade_deg"] + 180) % 360}))
    watched.page.locator("#hand-told", has_text="nie widzi terenu").wait_for()
    assert watched.complaints == []


def slid(page, field: str, share: float) -> None:
    """Click a slider at a share of its length."""
    slider = page.locator(f"#hand-{field}")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    page.wait_for_timeout(800)


def dragged(page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()
    page.wait_for_timeout(800)


def middle(part) -> tuple[float, float]:
    box = part.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_planner_by_mouse_alone_goes_from_an_empty_map_to_two_variants_and_a_link(watch, demo_url, tmp_path) -> None:
    watched = watch(demo_url)
    page = watched.open("/maps/planner")
    page.locator("#hand-new").click()
    frame = page.locator(".folium-map").bounding_box()
    with page.expect_response("**/what-if"):
        page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    page.wait_for_selector("#hand-numbers dd")
    put = chosen(page)
    sign = page.locator(".leaflet-marker-draggable").first
    page.wait_for_timeout(800)
    x, y = middle(sign)
    dragged(page, (x, y), (x + 45, y + 30))
    moved = chosen(page)
    assert (moved["lon"], moved["lat"]) != (put["lon"], put["lat"])
    x, y = middle(sign)
    gx, gy = middle(page.locator(".turn-grip"))
    dragged(page, (gx, gy), (x - (gy - y), y + (gx - x)))
    turned = chosen(page)
    assert turned["bearing_deg"] != moved["bearing_deg"]
    for field, share, name in (("opening", 0.2, "hfov_deg"), ("height", 0.6, "height_m"), ("tilt", 0.7, "tilt_deg")):
        before = chosen(page)
        slid(page, field, share)
        assert chosen(page)[name] != before[name], field
    kept = chosen(page)
    page.locator("#hand-another").click()
    slid(page, "height", 0.1)
    raised = chosen(page)
    assert [button.inner_text() for button in page.locator("#hand-heads button").all()] == ["A", "B"]
    page.locator("#hand-undo").click()
    assert chosen(page)["height_m"] == kept["height_m"]
    page.locator("#hand-redo").click()
    assert chosen(page) == raised
    told = numbers(page)
    page.locator("#hand-share").click()
    page.wait_for_url("**#*")
    other = watch(demo_url)
    other.page.goto(page.url)
    other.page.wait_for_selector("#hand-numbers dd")
    expect(other.page.locator("#hand-numbers dd").first).to_have_text(told[0])
    assert numbers(other.page) == told
    with page.expect_download() as waiting:
        page.locator("#hand-save").click()
    waiting.value.save_as(tmp_path / "candidates.geojson")
    [feature] = json.loads((tmp_path / "candidates.geojson").read_text(encoding="utf-8"))["features"]
    assert feature["properties"]["height_m"] == raised["height_m"]
    assert watched.complaints == other.complaints == []
    assert watched.strangers == other.strangers == []
