"""Does every text stay text in a real browser, wherever it comes from: people, registers, those who handle reports?"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import shapely
from playwright.sync_api import Page

from geo.analyses import availability, coverage, foliage, siting
from geo.analyses.patrol_change import Change
from geo.analyses.patrol_kept import keep_change, keep_shift
from geo.casework import issuing, receipt, triage
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import load_city
from geo.ingest.cameras import complete_cameras
from geo.model.plan import SitingWishes
from geo.model.report import Report
from geo.model.result import Result
from geo.model.source import Source
from geo.storage import accounts, audit, cases, plans
from geo.storage.audit import Entry
from geo.storage.store import Store
from signing_in import PASSWORD, ROLES, password_hash

PAYLOADS = [line for line in (Path(__file__).parents[1] / "data/payloads.txt").read_text().splitlines() if line]
EWA, KASIA = Handler("ewa", "council"), Handler("kasia", "moderator")
CITY = load_city("helsinki")
LON, LAT = 24.9521, 60.1712
CODE = receipt.code_of("próba", key=bytes(32))


def place(n: float) -> shapely.Point:
    return shapely.Point(LON + n * 4e-5, LAT)


def register(family: str, shapes: list[shapely.Geometry], **columns: object) -> tuple[Source, gpd.GeoDataFrame]:
    origin = Source(
        family=family, name=PAYLOADS[0], licence=PAYLOADS[1], kind="register", imported_at=datetime.now(UTC)
    )
    refs = [f"xss-{family}-{n}" for n in range(len(shapes))]
    return origin, gpd.GeoDataFrame({"ref": refs} | columns, geometry=shapes, crs="EPSG:4326")


def poison(store: Store) -> None:
    """Put every payload into every text that people or registers may bring."""
    n = len(PAYLOADS)
    lines = [shapely.LineString([(LON + i * 4e-5, LAT), (LON + i * 4e-5, LAT + 4e-4)]) for i in range(n)]
    boxes = [shapely.box(LON + i * 4e-5, LAT, LON + i * 4e-5 + 3e-5, LAT + 3e-4) for i in range(n)]
    still = {
        "camera_type": ["fixed"] * n,
        "indoor": [False] * n,
        "status": ["working"] * n,
        "assumed": [[]] * n,
        "presets": [[]] * n,
    }
    named = {"name": PAYLOADS, "operator": PAYLOADS, "owner": PAYLOADS, "system": PAYLOADS}
    with store.writing() as writing:
        writing.clear("reports")
        writing.add(*register("streets", lines, name=PAYLOADS, kind=["residential"] * n, underground=[False] * n))
        writing.add(*register("areas", boxes, name=PAYLOADS, kind=[CITY.report_by] * n))
        writing.add(*register("addresses", [place(i) for i in range(n)], address=PAYLOADS))
        writing.add(*register("cameras", [place(i) for i in range(n)], **named, **still))
        writing.add(*register("trees", [place(i + 0.5) for i in range(n)], height_m=[9.0] * n, crown_m=[2.0] * n))
        off = {"camera": [f"xss-cameras-{i}" for i in range(n)], "off_from": [datetime(2026, 7, 1, tzinfo=UTC)] * n}
        writing.add(*register("outages", [None] * n, reason=PAYLOADS, **off))
        for name, role in (("ewa", "council"), ("kasia", "moderator")):
            accounts.add(writing.connection, name=name, role=role, password_hash=password_hash())
        for n, payload in enumerate(PAYLOADS):
            accounts.add(writing.connection, name=payload, role=ROLES[n % len(ROLES)], password_hash="-")
        for i, payload in enumerate(PAYLOADS):
            told = {"feeling": "bad", "category": "lighting", "day_part": "night", "created_at": datetime.now(UTC)}
            told |= {"ref": f"r{i}", "geometry": place(i), "text": payload, "place_words": payload}
            keep(writing, Report.model_validate(told))
    for i, payload in enumerate(PAYLOADS):
        for state in ("confirmed", "in_action", "not_yet_checked_again"):
            triage.move(store, CITY, [f"r{i}"], to=state, by=KASIA, reason=payload, unit="lighting")
    made = issuing.issue(store, CITY, title=PAYLOADS[0], by=EWA)
    for by in (EWA, KASIA):
        issuing.sign(store, made.number, seen_sha256=made.sha256, by=by)


#: What analyses leave, and who sees its page whole.
FOUND = {
    "availability": ("availability", "downtime", "blinded"),
    "foliage": ("seasons", "leafy-cameras"),
    "night": ("night-coverage", "night-cameras", "dark-streets", "lit-ground"),
    "privacy": ("privacy", "masks-proposed", "private-ground"),
    "hotspots": ("hotspots", "shift-hotspots"),
    "rhythm": ("incident-rates",),
    "survey": ("survey",),
}
#: Texts of results that registers or people have written.
TEXTS = ("name", "area_name", "street", "reason", "near")
TODAY, SHIFT = datetime.now(CITY.zone).date(), next(iter(CITY.hotspots.shifts))
PLAN = f"/maps/patrol/plan?day={TODAY.isoformat()}&shift={SHIFT}"
PAGES = {
    "planner": ("/maps/planner", "/maps/night", "/maps/outages", "/maps/privacy", "/maps/siting", "/maps/seasons"),
    "coordinator": ("/maps/patrol", PLAN, "/maps/patrol/visits", "/maps/survey", "/maps/moderation"),
    "admin": ("/maps/accounts",),
    "auditor": ("/maps/audit", "/maps/siting"),
}


def compute(store: Store) -> None:
    """Compute what rests on the poisoned registers, plan cameras and patrols under poisoned names, and log it."""
    with store.writing() as writing:
        complete_cameras(writing, CITY)
    for analysis in (coverage, availability, foliage):
        made = analysis.run(store, CITY)
        with store.writing() as writing:
            writing.save(made)
    asked = {"name": PAYLOADS[0], "budget_grosze": 3_000_000, "hosts": ["lamp"], "camera_kinds": ["bullet_4mp"]}
    plan = siting.run(store, CITY, SitingWishes.model_validate(asked | {"time_limit_s": 1.0}))
    by = Entry(PAYLOADS[0], "coordinator", "plan", PAYLOADS[1], PAYLOADS[2])
    drawn = keep_shift(store, CITY, by=by, day=TODAY, shift=SHIFT, patrols={"foot": 1, "motor": 0})
    own = Change(added=tuple((payload[:80], LON, LAT) for payload in PAYLOADS[:1]))
    keep_change(store, CITY, drawn, own, by=by)
    with store.connection(writing=True) as connection:
        plans.add(connection, plan)
        audit.append(connection, by)


def poison_results(store: Store) -> None:
    """Put the payloads into the texts of what analyses found, as if the registers had held them before."""
    for analysis, layers in FOUND.items():
        head = store.result(analysis)
        assert head is not None, analysis
        frames = {layer: store.result_items(layer) for layer in layers}
        for frame in frames.values():
            for column in (column for column in TEXTS if column in frame):
                frame[column] = [PAYLOADS[n % len(PAYLOADS)] for n in range(len(frame))]
        told = {name: getattr(head, name) for name in Result.__dataclass_fields__}
        with store.writing() as writing:
            writing.save(Result(**told | {"frames": frames}))


def test_every_payload_is_inert_on_the_pages_of_each_role_and_in_the_cards_of_cameras(own_demo, watch) -> None:
    address, database = own_demo
    store = Store(database)
    poison(store)
    compute(store)
    poison_results(store)
    store.close()
    for role, paths in PAGES.items():
        watched = watch(address).sign_in(database, role)
        for path in paths:
            page = watched.open(path)
            assert page.evaluate("window.pwned") is None, (role, path)
            # A page that does not show what was poisoned proves nothing.
            shown = page.locator("main").text_content()
            assert [payload for payload in PAYLOADS if payload in shown], (role, path)
            if path == "/maps/accounts":
                shown = page.locator(".accounts").inner_text()
                assert [payload for payload in PAYLOADS if payload.strip() not in shown] == []
        if role == "planner":
            cards_stay_text(watched.open("/maps/planner"))
        assert watched.complaints == [], role
        assert watched.strangers == [], role


def cards_stay_text(page: Page) -> None:
    """Open the cards of cameras by clicks on their signs, one after another."""
    for n in range(0, len(PAYLOADS), 5):
        page.locator(f"[title$=' xss-cameras-{n}']").first.dispatch_event("click")
        card = page.locator(".leaflet-popup .card")
        card.get_by_text(PAYLOADS[n].strip()).first.wait_for()
        assert page.evaluate("window.pwned") is None, PAYLOADS[n]
        page.keyboard.press("Escape")


def test_what_a_file_of_the_council_holds_stays_text_among_its_faults(own_demo, watch) -> None:
    address, database = own_demo
    watched = watch(address).sign_in(database, "council")
    table = io.StringIO()
    rows = csv.writer(table, delimiter=";")
    rows.writerow(["miejsce", "kategoria", "ocena", "pora"])
    rows.writerows([payload, payload, payload, payload] for payload in PAYLOADS)
    page = watched.open("/maps/moderation/bulk")
    sent = {"name": f"{PAYLOADS[0]}.csv", "mimeType": "text/csv", "buffer": table.getvalue().encode()}
    page.locator("input[type=file]").set_input_files(sent)
    page.locator("main form button").first.click()
    page.locator(".wrongs").wait_for()
    assert page.evaluate("window.pwned") is None
    assert watched.strangers == []


def test_every_payload_is_inert_wherever_a_text_appears(own_demo, watch) -> None:
    assert len(PAYLOADS) >= 30
    address, database = own_demo
    store = Store(database)
    poison(store)
    secret = (database.parent / "secret").read_bytes()
    code = receipt.code_of("próba", key=secret)
    with store.connection(writing=True) as connection:
        from sqlalchemy import text

        connection.execute(
            text("INSERT INTO receipt (digest, report) VALUES (:digest, 'r1')"),
            {"digest": receipt.digest(code, key=secret)},
        )
        assert cases.of(connection, "r1")
    watched = watch(address)
    for path in ("/", "/maps/submissions", "/maps/planner", "/maps/patrol", "/maps/editions", "/maps/editions/1"):
        page = watched.open(path)
        assert page.evaluate("window.pwned") is None, path
    page = watched.open("/maps/submissions/follow")
    page.locator("input[name=code]").fill(code)
    page.locator("main button").first.click()
    page.locator(".steps").wait_for()
    assert PAYLOADS[1] in page.locator(".steps").inner_text()
    page = watched.open("/account/sign-in")
    page.locator("input[name=name]").fill("kasia")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    for path in (
        "/maps/moderation?state=all",
        "/maps/moderation?state=all&report=r1",
        "/maps/editions",
        "/maps/editions/1",
    ):
        page = watched.open(path)
        shown = page.locator("body").inner_text()
        missing = [payload for payload in PAYLOADS if payload not in shown]
        if path in ("/maps/moderation?state=all", "/maps/editions/1"):
            assert missing == [], path
        assert page.evaluate("window.pwned") is None, path
    page.locator(".case-sign").first.click(force=True)
    assert page.evaluate("window.pwned") is None
    assert watched.complaints == []
    assert watched.strangers == []
    store.close()
