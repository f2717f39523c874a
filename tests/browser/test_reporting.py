"""Can a person report a place, and does what is written stay text?"""

from __future__ import annotations

import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe

from geo.storage.store import Store

PAYLOADS = [
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "${window.pwned=1}",
    "`${window.pwned=1}`",
    "'-window.pwned=1-'",
    '";window.pwned=1;//',
    "</textarea><script>window.pwned=1</script>",
    "{{7*7}}",
    "javascript:window.pwned=1",
]


def the_report(database):
    store = Store(database)
    reports = store.read("reports")
    store.close()
    mine = reports[~reports["synthetic"]]
    assert len(mine) == 1
    return mine.iloc[0]


def fill_in(page) -> None:
    page.get_by_label("złe").check()
    page.get_by_label("Czego dotyczy zgłoszenie?").select_option("lighting")
    page.get_by_label("w nocy").check()


def test_a_place_chosen_on_the_map_is_stored_exactly_and_shown_to_nobody(own_demo, watch, picture) -> None:
    address, database = own_demo
    watched = watch(address)
    page = watched.open("/maps/submissions")
    page.locator(".folium-map").click(position={"x": 300, "y": 250})
    assert "Wybrano punkt na mapie" in page.locator("#place-told").inner_text()
    lon, lat = page.locator("#lon").input_value(), page.locator("#lat").input_value()
    fill_in(page)
    page.get_by_label("Własnymi słowami (jeśli chcesz)").fill("Nie działa latarnia")
    picture(page, "submissions-filled")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    assert page.locator("h1").inner_text() == "Dziękujemy"
    report = the_report(database)
    assert report.geometry.equals(shapely.Point(float(lon), float(lat)))
    assert report["text"] == "Nie działa latarnia"
    for path in ("/maps/submissions", "/collections/reports/items?limit=10000"):
        answer = page.request.get(address + path).text()
        assert lon not in answer
        assert "Nie działa latarnia" not in answer
    assert watched.complaints == []


def test_a_place_is_reported_without_scripts_by_its_street(own_demo, watch) -> None:
    address, database = own_demo
    page = watch(address, scripts=False, phone=True).open("/maps/submissions")
    fill_in(page)
    page.get_by_label("Albo wpisz ulicę lub opisz miejsce").fill("Unioninkatu")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    assert page.locator("h1").inner_text() == "Dziękujemy"
    report = the_report(database)
    assert report["place_words"] == "Unioninkatu"
    assert report.geometry.length > 0


def test_a_place_is_reported_with_the_keyboard_alone(own_demo, watch) -> None:
    address, database = own_demo
    page = watch(address).open("/maps/submissions")
    page.locator("input[name=feeling]").first.focus()
    page.keyboard.press("Space")
    page.locator("#place-middle").focus()
    page.keyboard.press("Enter")
    page.locator("#category").focus()
    page.keyboard.press("ArrowDown")
    page.locator("input[name=day_part]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Wyślij zgłoszenie").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Dziękujemy").wait_for()
    assert the_report(database).geometry.geom_type == "Point"


def test_nothing_typed_is_lost_when_something_is_missing(own_demo, watch) -> None:
    address, database = own_demo
    page = watch(address, scripts=False).open("/maps/submissions")
    page.locator("form").evaluate("form => form.noValidate = true")
    page.get_by_label("Własnymi słowami (jeśli chcesz)").fill("ciemno przy murze")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    said = page.locator(".wrongs").inner_text()
    for sentence in ("Zaznacz, czy miejsce", "Wskaż miejsce na mapie", "Wybierz, czego dotyczy", "Wybierz, kiedy"):
        assert sentence in said
    assert page.locator("#text").input_value() == "ciemno przy murze"
    with pytest.raises(AssertionError):
        the_report(database)


def test_no_cookie_and_no_address_is_kept(own_demo, watch) -> None:
    address, database = own_demo
    page = watch(address).open("/maps/submissions")
    fill_in(page)
    page.get_by_label("Albo wpisz ulicę lub opisz miejsce").fill("przy fontannie")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    page.get_by_role("heading", name="Dziękujemy").wait_for()
    assert page.context.cookies() == []
    assert b"127.0.0.1" not in b"".join(path.read_bytes() for path in database.parent.iterdir())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_written_stays_text(own_demo, watch, payload) -> None:
    address, _ = own_demo
    watched = watch(address)
    page = watched.open("/maps/submissions")
    page.locator("form").evaluate("form => form.noValidate = true")
    page.get_by_label("Albo wpisz ulicę lub opisz miejsce").fill(payload)
    page.get_by_label("Własnymi słowami (jeśli chcesz)").fill(payload)
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    page.wait_for_selector(".wrongs")
    assert page.locator("#text").input_value() == payload
    assert page.evaluate("window.pwned") is None
    assert not [said for said in watched.complaints if "422" not in said]


def step(page) -> str:
    return page.locator(".step-count").inner_text()


def test_on_a_phone_one_question_follows_another_and_nothing_is_lost(own_demo, watch, picture) -> None:
    address, database = own_demo
    watched = watch(address, phone=True)
    page = watched.open("/maps/submissions")
    assert step(page) == "Krok 1 z 4"
    page.locator("#step-next").click()
    assert step(page) == "Krok 1 z 4", "a question without its answer is not left"
    page.get_by_label("złe").check()
    picture(page, "wizard-1-phone")
    page.locator("#step-next").click()
    page.locator("#step-next").click()
    assert "Wskaż miejsce na mapie" in page.locator("#place-please").inner_text()
    page.locator(".folium-map").tap(position={"x": 150, "y": 140})
    page.get_by_text("Wybrano punkt na mapie").wait_for()
    lon = page.locator("#lon").input_value()
    assert not page.locator("#place-please").is_visible()
    picture(page, "wizard-2-phone")
    page.locator("#step-next").click()
    page.get_by_label("Czego dotyczy zgłoszenie?").select_option("lighting")
    page.get_by_label("w nocy").check()
    picture(page, "wizard-3-phone")
    page.locator("#step-next").click()
    page.get_by_label("Własnymi słowami (jeśli chcesz)").fill("Nie działa latarnia")
    picture(page, "wizard-4-phone")
    page.go_back()
    page.go_back()
    assert step(page) == "Krok 2 z 4"
    assert page.locator("#lon").input_value() == lon
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator("#text").input_value() == "Nie działa latarnia"
    assert page.locator("#category").input_value() == "lighting"
    page.set_viewport_size({"width": 390, "height": 844})
    for _ in range(3):
        page.locator("#step-next").click() if page.locator("#step-next").is_visible() else None
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    page.get_by_role("heading", name="Dziękujemy").wait_for()
    assert the_report(database).geometry.x == float(lon)
    assert watched.complaints == []
    assert watched.strangers == []


def test_the_steps_are_taken_with_the_keyboard_alone(own_demo, watch) -> None:
    address, database = own_demo
    page = watch(address, phone=True).open("/maps/submissions")
    page.locator("input[name=feeling]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert step(page) == "Krok 2 z 4"
    assert page.evaluate("document.activeElement.textContent") == "Gdzie to jest?"
    page.locator("#place-middle").focus()
    page.keyboard.press("Enter")
    page.locator("#step-next").focus()
    page.keyboard.press("Enter")
    page.locator("#category").focus()
    page.keyboard.press("ArrowDown")
    page.locator("input[name=day_part]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert step(page) == "Krok 4 z 4"
    page.locator("#step-back").focus()
    page.keyboard.press("Enter")
    assert step(page) == "Krok 3 z 4"
    page.locator("#step-next").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Wyślij zgłoszenie").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Dziękujemy").wait_for()
    assert the_report(database).geometry.geom_type == "Point"


def test_no_step_has_a_serious_fault_of_accessibility(own_demo, watch) -> None:
    page = watch(own_demo[0], phone=True).open("/maps/submissions")
    page.get_by_label("złe").check()
    for said in range(1, 5):
        assert step(page) == f"Krok {said} z 4"
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
        if said == 2:
            page.locator("#place_words").fill("przy fontannie")
        if said == 3:
            page.get_by_label("Czego dotyczy zgłoszenie?").select_option("lighting")
            page.get_by_label("w nocy").check()
        if said < 4:
            page.locator("#step-next").click()


def test_a_place_is_found_by_what_is_typed_and_put_in_view(own_demo, watch) -> None:
    page = watch(own_demo[0]).open("/maps/submissions")
    page.locator("#place_words").press_sequentially("unioninkatu 2", delay=20)
    page.locator("#known-places option[value^='Unioninkatu 2']").first.wait_for(state="attached")
    page.locator("#place_words").fill("Unioninkatu 29")
    page.locator(".folium-map:not(.far)").wait_for()


def test_the_heat_is_switched_on_under_outlines_of_the_squares_that_made_it(demo_url, watch, picture) -> None:
    watched = watch(demo_url)
    page = watched.open("/maps/submissions")
    squares = page.locator(".leaflet-pane path[stroke-dasharray='3 3']")
    filled = squares.first.get_attribute("fill-opacity")
    drawn = page.locator(".leaflet-pane path").count()
    page.locator("input[data-toggle=reportHeat]").check()
    assert float(filled) > 0
    assert squares.first.get_attribute("fill-opacity") == "0"
    assert page.locator(".leaflet-pane path").count() > drawn
    assert "nigdy z miejsc" in page.locator(".beside-form").inner_text()
    picture(page, "submissions-heat")
    page.locator("input[data-toggle=reportHeat]").uncheck()
    assert squares.first.get_attribute("fill-opacity") == filled
    assert watched.complaints == []
