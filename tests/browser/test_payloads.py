"""Does every text stay text in a real browser, wherever it comes from: people, registers, those who handle reports?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import shapely

from api.passwords import kept
from geo.casework import issuing, receipt, triage
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import load_city
from geo.model.report import Report
from geo.model.source import Source
from geo.storage import accounts, cases
from geo.storage.store import Store

PAYLOADS = [line for line in (Path(__file__).parents[1] / "data/payloads.txt").read_text().splitlines() if line]
PASSWORD = "długie hasło na próbę"
EWA, KASIA = Handler("ewa", "council"), Handler("kasia", "moderator")
CITY = load_city("helsinki")
LON, LAT = 24.9521, 60.1712
CODE = receipt.code_of("próba", key=bytes(32))


def place(n: int) -> shapely.Point:
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
    still = {"indoor": [False] * n, "status": ["working"] * n, "assumed": [[]] * n, "presets": [[]] * n}
    named = {"name": PAYLOADS, "operator": PAYLOADS, "owner": PAYLOADS, "system": PAYLOADS}
    with store.writing() as writing:
        writing.clear("reports")
        writing.add(*register("streets", lines, name=PAYLOADS, kind=["residential"] * n, underground=[False] * n))
        writing.add(*register("areas", boxes, name=PAYLOADS, kind=[CITY.report_by] * n))
        writing.add(*register("addresses", [place(i) for i in range(n)], address=PAYLOADS))
        writing.add(*register("cameras", [place(i) for i in range(n)], **named, **still))
        for name, role in (("ewa", "council"), ("kasia", "moderator")):
            accounts.add(writing.connection, name=name, role=role, password_hash=kept(PASSWORD))
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
