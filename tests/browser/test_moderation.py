"""Is a day's work with reports quick by keyboard, and does what was written stay text?"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw

from api.passwords import kept
from geo.casework import triage
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import load_city
from geo.model.report import Report
from geo.storage import accounts, cases
from geo.storage.store import Store

PASSWORD = "długie hasło na próbę"
EWA = Handler("ewa", "moderator")
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
#: Kluuvi, in the middle of the demo city; the reports of a test stand a few metres apart.
LON, LAT = 24.9521, 60.1712


def report(ref: str, *, metres: float = 0, **told: object) -> Report:
    usual = {"feeling": "bad", "category": "lighting", "day_part": "night", "text": "Nie działa latarnia"}
    usual |= {"geometry": shapely.Point(LON, LAT + metres / 111_200), "created_at": datetime.now(UTC)}
    return Report.model_validate(usual | told | {"ref": ref})


@pytest.fixture
def desk(own_demo, watch) -> Callable:
    """Return an opener of the page for a moderator, on a demo with these reports and no others."""
    address, database = own_demo

    def opened(*reports: Report, path: str = "/maps/moderation", role: str = "moderator", **how: bool):
        store = Store(database)
        with store.writing() as writing:
            writing.clear("reports")
            accounts.add(writing.connection, name="ewa", role=role, password_hash=kept(PASSWORD))
            for one in reports:
                keep(writing, one)
        watched = watch(address, **how)
        page = watched.open("/account/sign-in")
        page.locator("input[name=name]").fill("ewa")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button").click()
        watched.open(path)
        return watched, store

    return opened


def state_of(store: Store, ref: str) -> str:
    with store.connection() as connection:
        found = cases.of(connection, ref)
    return found.state if found else "new"


def photo() -> bytes:
    picture = Image.new("RGB", (800, 600), "#33384A")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((385, 200, 415, 600), fill="#8A8F98")
    pen.ellipse((350, 120, 450, 220), fill="#FFE08A")
    written = io.BytesIO()
    picture.save(written, "JPEG")
    return written.getvalue()


def test_what_is_written_stays_text_in_list_file_and_map(desk) -> None:
    reports = [report(f"r{n}", metres=3 * n, text=payload, place_words=payload) for n, payload in enumerate(PAYLOADS)]
    watched, store = desk(*reports)
    triage.move(store, load_city("helsinki"), ["r0"], to="not_confirmed", by=EWA, reason=PAYLOADS[7])
    triage.move(store, load_city("helsinki"), ["r0"], to="under_check", by=EWA, reason=PAYLOADS[1])
    for n, payload in enumerate(PAYLOADS):
        page = watched.open(f"/maps/moderation?report=r{n}&q=pwned&category=lighting")
        assert page.locator("blockquote.told").inner_text() == payload
        assert page.locator(".twin").count() >= 1
    page = watched.open(f"/maps/moderation?q={PAYLOADS[1]}&state=all")
    assert page.locator("input[name=q]").input_value() == PAYLOADS[1]
    assert page.evaluate("window.pwned") is None
    assert watched.complaints == []
    assert watched.strangers == []


def test_a_report_is_found_opened_and_moved_by_keyboard_alone(desk) -> None:
    watched, store = desk(*(report(f"r{n}", metres=200 * n) for n in range(3)))
    page = watched.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "row-1"
    page.keyboard.press("Enter")
    page.locator("#file-title").wait_for()
    page.keyboard.press("n")
    page.locator(".wrongs").wait_for()
    assert "wymaga uzasadnienia" in page.locator(".wrongs").inner_text().lower()
    assert "wrongs" in page.evaluate("document.activeElement.className")
    page.locator("#step-template").focus()
    page.keyboard.press("ArrowDown")
    page.locator("#step-reason:not(:placeholder-shown)").wait_for()
    reason = page.locator("#step-reason").input_value()
    assert reason.startswith("Sprawdziliśmy miejsce")
    page.keyboard.press("Tab")
    page.locator("body").evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    page.wait_for_url("**done=1**")
    assert [state_of(store, f"r{n}") for n in range(3)] == ["new", "not_confirmed", "new"]
    with store.connection() as connection:
        assert cases.events(connection, "r1")[0].reason == reason
    assert page.evaluate("document.activeElement.id") == "row-1"
    assert watched.complaints == [
        "Failed to load resource: the server responded with a status of 422 (Unprocessable Content)"
    ] or all("422" in said for said in watched.complaints)


def test_letters_type_in_fields_and_can_be_turned_off(desk) -> None:
    watched, store = desk(report("r0"), path="/maps/moderation?report=r0")
    page = watched.page
    page.locator("#step-reason").fill("")
    page.locator("#step-reason").press_sequentially("p?xj")
    assert page.locator("#step-reason").input_value() == "p?xj"
    page.locator("#show-keys").click()
    page.get_by_label("Pojedyncze litery działają jako skróty").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.locator("h1").click()
    page.keyboard.press("p")
    page.wait_for_timeout(300)
    assert state_of(store, "r0") == "new"


def test_several_are_chosen_and_moved_at_once(desk) -> None:
    watched, store = desk(*(report(f"r{n}", metres=200 * n) for n in range(3)))
    page = watched.page
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert "zaznaczono: 2" in page.locator("#batch-count").inner_text()
    page.keyboard.press("b")
    assert page.evaluate("document.activeElement.id") == "batch-to"
    page.locator("#batch-to").select_option("under_check")
    page.get_by_role("button", name="Zmień stan zaznaczonych").click()
    page.wait_for_url("**done=1**")
    assert [state_of(store, f"r{n}") for n in range(3)] == ["under_check", "under_check", "new"]


def test_all_of_it_works_without_scripts(desk) -> None:
    watched, store = desk(report("r0"), report("r1", metres=3), scripts=False)
    page = watched.page
    page.locator("#row-0").click()
    page.get_by_role("button", name="Połącz: zostaje starsze").click()
    assert "Zapisano." in page.locator("#done").inner_text()
    with store.connection() as connection:
        assert cases.of(connection, "r1").merged_into == "r0"
    page.get_by_role("button", name="Rozdziel").click()
    page.locator("select[name=template] option").nth(1).wait_for(state="attached")
    page.locator("#step-template").select_option(index=1)
    page.locator("#step button[value=not_confirmed]").click()
    assert state_of(store, "r0") == "not_confirmed"
    with store.connection() as connection:
        assert cases.of(connection, "r1").merged_into is None
        assert cases.events(connection, "r0")[-1].reason.startswith("Sprawdziliśmy")


def test_a_click_on_the_map_opens_the_report_there(desk) -> None:
    watched, _ = desk(report("r0"), report("r1", metres=400))
    page = watched.page
    page.locator(".case-sign").last.click()
    page.wait_for_url("**report=r*")
    assert page.locator(".case-sign.open").count() == 1


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_axe_finds_nothing_serious_and_the_page_is_worth_showing(desk, picture, phone) -> None:
    now = datetime.now(UTC)
    text = "Ciemno przy wejściu, latarnia nie świeci od tygodnia. Mój numer 601 234 567."
    watched, store = desk(
        report(
            "r0",
            text="Nie działa latarnia przy wejściu do parku.",
            created_at=now - timedelta(days=9),
            factors={"light": 0},
        ),
        report("r1", metres=8, text=text),
        report("r2", metres=90, category="greenery", text="Krzewy zasłaniają chodnik", place_words="przy przystanku"),
        report("r3", metres=-120, feeling="good", category="other", text="Dobrze oświetlone"),
        phone=phone,
    )
    city = load_city("helsinki")
    triage.move(store, city, ["r0"], to="confirmed", by=EWA)
    with store.connection(writing=True) as connection:
        cases.add_photos(connection, "r1", [(photo(), 800, 600)])
    for path in ("", "?report=r1"):
        page = watched.open("/maps/moderation" + path)
        found = Axe().run(page).response["violations"]
        assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(page, f"moderation{'' if path else '-list'}{'-phone' if phone else ''}")
    assert watched.strangers == []


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_page_for_tables_and_walks_is_sound(desk, picture, phone) -> None:
    watched, store = desk(path="/maps/moderation/bulk", role="council", phone=phone)
    page = watched.page
    table = "miejsce;kategoria;ocena;pora\nUnioninkatu;lighting;złe;noc\n;ufo;złe;rano\n"
    page.locator("#file").set_input_files({"name": "spacer.csv", "mimeType": "text/csv", "buffer": table.encode()})
    page.get_by_role("button", name="Wyślij plik").click()
    page.locator(".wrongs table").wait_for()
    assert page.locator(".wrongs tbody tr").count() == 3
    picture(page, f"moderation-bulk-{'phone' if phone else 'desk'}")
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
    assert store.count("reports") == 0
    walk = f'<gpx><wpt lat="{LAT}" lon="{LON}"><name>Unioninkatu</name></wpt></gpx>'
    page.locator("#file").set_input_files({"name": "spacer.gpx", "mimeType": "text/xml", "buffer": walk.encode()})
    for field, value in (("category", "lighting"), ("feeling", "bad"), ("day_part", "night")):
        page.locator(f"#{field}").select_option(value)
    page.get_by_role("button", name="Wyślij plik").click()
    page.get_by_text("Zapisano 1 zgłoszenie").wait_for()
    assert store.count("reports") == 1
