"""Is an edition issued and signed by two, unchangeable, exact for those who sign and coarse for all others?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from api.app import create_app
from api.settings import Settings
from geo.casework import issuing, triage
from geo.casework.edition import read
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import City
from geo.model.report import Report
from geo.storage import audit, editions
from geo.storage.store import Store
from signing_in import SignedIn

EWA, KASIA, OLA = Handler("ewa", "council"), Handler("kasia", "moderator"), Handler("ola", "coordinator")
PEOPLE = {
    "ewa": "council",
    "kasia": "moderator",
    "ola": "coordinator",
    "adam": "admin",
    "piotr": "planner",
    None: "public",
}
#: Within one square of the tiny city's grid, far from its border; and a place by itself.
LON, LAT = 24.9381, 60.1651
LONE = shapely.Point(24.9876543, 60.1987654)


class Desk:
    """A city of its own, its reports, and browsers that have signed in."""

    def __init__(self, folder: Path, city: City, address: str) -> None:
        self.store, self.city, self.address = Store.open(folder / "helsinki.sqlite", city_id="helsinki"), city, address
        with self.store.writing() as writing:
            writing.clear("reports")
        self.signed_in = SignedIn(address, folder / "helsinki.sqlite")

    def report(self, ref: str, spot: shapely.Geometry | None = None, **told: object) -> None:
        rng = np.random.default_rng(abs(hash(ref)) % 1000)
        usual = {"feeling": "bad", "category": "lighting", "day_part": "night", "place_words": f"za {ref}"}
        usual |= {"geometry": spot or shapely.Point(LON + rng.uniform(0, 4e-4), LAT + rng.uniform(0, 2e-4))}
        with self.store.writing() as writing:
            keep(writing, Report.model_validate(usual | {"created_at": datetime.now(UTC)} | told | {"ref": ref}))
        self.move(ref, "confirmed")

    def move(self, ref: str, *states: str, marks: dict[str, int] | None = None) -> None:
        for state in states:
            triage.move(
                self.store,
                self.city,
                [ref],
                to=state,
                by=KASIA,
                reason=f"powód {state}",
                unit="lighting",
                factors=marks,
            )

    def browser(self, name: str | None) -> httpx.Client:
        return self.signed_in(PEOPLE[name], name)

    def post(self, name: str, path: str, **fields: str) -> httpx.Response:
        return self.signed_in.send(PEOPLE[name], path, name, **fields)

    def issued(self, title: str = "jesień") -> editions.Kept:
        return issuing.issue(self.store, self.city, title=title, by=EWA)

    def signed(self, title: str = "jesień") -> editions.Kept:
        made = self.issued(title)
        for by in (EWA, OLA):
            issuing.sign(self.store, made.number, seen_sha256=made.sha256, by=by)
        with self.store.connection() as connection:
            return editions.everyone(connection)[-1]


@pytest.fixture
def desk(make_data: Callable[..., Path], serve: Callable, city: City) -> Iterator[Desk]:
    folder = make_data(signed=False)
    with serve(create_app(Settings(data_dir=folder))) as address:
        opened = Desk(folder, city, address)
        yield opened
        opened.signed_in.close()
        opened.store.close()


def test_an_edition_is_issued_on_the_page_and_holds_once_both_have_signed(desk: Desk) -> None:
    for n in range(6):
        desk.report(f"r{n}")
    answer = desk.post("ewa", "/maps/editions", title="Jesień <b>2026</b>")
    assert (answer.status_code, answer.headers["location"]) == (303, "/maps/editions/1?lang=pl")
    shown = desk.browser("ola").get("/maps/editions/1").text
    sha = re.search(r'name="sha256" value="([0-9a-f]{64})"', shown)
    assert sha
    public = desk.browser(None)
    assert public.get("/maps/editions/1").status_code == 404
    assert public.get("/collections/edition-places/items").json()["numberMatched"] == 0
    for name in ("ewa", "kasia"):
        assert desk.post(name, "/maps/editions/1", sha256=sha[1]).status_code == 303
    assert desk.post("ola", "/maps/editions/1", sha256=sha[1]).status_code == 422, "the services have signed already"
    told = public.get("/maps/editions/1").text
    assert "Jesień &lt;b&gt;2026&lt;/b&gt;" in told
    assert "5–9" in told
    assert "ewa" not in told
    assert "za r0" not in told
    signed = desk.browser("ola").get("/maps/editions/1/signed")
    assert hashlib.sha256(signed.content).hexdigest() == sha[1]
    assert public.get("/maps/editions/1/signed").status_code == 401


@pytest.mark.parametrize("name", ["adam", "piotr"])
def test_other_roles_can_neither_issue_nor_sign(desk: Desk, name: str) -> None:
    desk.report("r0")
    made = desk.issued()
    assert desk.post(name, "/maps/editions", title="x").status_code == 403
    assert desk.post(name, "/maps/editions/1", sha256=made.sha256).status_code == 403
    assert desk.browser(name).get("/maps/editions/1").status_code == 404


def test_what_was_not_seen_cannot_be_signed_and_a_replaced_edition_never(desk: Desk) -> None:
    desk.report("r0")
    first = desk.issued()
    assert desk.post("ewa", "/maps/editions/1", sha256="0" * 64).status_code == 422
    desk.issued()
    assert desk.post("ewa", "/maps/editions/1", sha256=first.sha256).status_code == 422
    assert desk.post("ewa", "/maps/editions/9", sha256=first.sha256).status_code == 404
    assert desk.post("ewa", "/maps/editions", title=" ").status_code == 422


def test_no_edition_and_no_signature_can_be_changed_in_the_database(desk: Desk) -> None:
    desk.report("r0")
    desk.signed()
    changes = [
        "UPDATE edition SET title='x'",
        "DELETE FROM edition",
        "UPDATE signature SET name='x'",
        "DELETE FROM signature",
        "UPDATE edition_place SET told='{}'",
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="cannot be changed"), desk.store.connection(writing=True) as connection:
            connection.execute(text(change))


def test_a_change_by_somebody_with_the_file_is_seen(desk: Desk) -> None:
    desk.report("r0")
    made = desk.signed()
    with desk.store.connection(writing=True) as connection:
        connection.execute(text("DROP TRIGGER edition_place_no_update"))
        connection.execute(text("UPDATE edition_place SET geometry = NULL"))
        places = editions.places(connection, made.number)
    assert issuing.faults(made, places) == ["r0"]
    assert "nie zgadza się ze skrótem" in desk.browser(None).get("/maps/editions/1").text


def test_the_same_cases_give_the_same_places_and_a_difference_to_the_last_edition(desk: Desk) -> None:
    for n in range(4):
        desk.report(f"r{n}")
    first = desk.signed()
    desk.move("r0", "in_action", "not_yet_checked_again", "resolved")
    desk.move("r1", "in_action")
    desk.move("r2", "not_confirmed")
    desk.report("r9")
    made = issuing.draft(desk.store, desk.city)
    since = made.since
    assert (since.added, since.resolved, since.changed, since.gone, since.moved) == (
        ("r9",),
        ("r0",),
        ("r1",),
        ("r2",),
        (),
    )
    second = desk.signed("zima")
    assert json.loads(second.body)["before"] == first.sha256
    third = issuing.draft(desk.store, desk.city)
    assert [place["report"] for place in third.body["places"]] == ["r1", "r3", "r9"], "what was resolved is named once"
    page = desk.browser("kasia").get(f"/maps/editions/{second.number}").text
    for said in ("dodane: 1", "rozwiązane: 1", "zmienione: 1", "już niewymieniane: 1", "powód not_yet_checked_again"):
        assert said in page


def test_a_place_that_was_moved_is_told_as_moved(desk: Desk) -> None:
    desk.report("r0")
    desk.signed()
    triage.relocate(desk.store, desk.city, "r0", shapely.Point(LON, LAT + 1e-5), by=KASIA)
    assert issuing.draft(desk.store, desk.city).since.moved == ("r0",)


@pytest.mark.parametrize(("marks", "badges"), [(None, 1), ({"light": 3}, 0)])
def test_a_resolved_place_without_a_second_look_reads_not_yet_checked(
    desk: Desk, marks: dict[str, int] | None, badges: int
) -> None:
    desk.report("r0")
    desk.move("r0", "in_action", "not_yet_checked_again")
    desk.move("r0", "resolved", marks=marks)
    made = desk.signed()
    [place] = read(json.loads(made.body)["places"])
    assert place.checked_again is (badges == 0)
    assert desk.browser("ola").get("/maps/editions/1").text.count("jeszcze niesprawdzone") == badges


def test_the_exact_version_is_logged_and_the_public_one_holds_no_exact_place(desk: Desk) -> None:
    desk.report("kanarek", LONE)
    for n in range(5):
        desk.report(f"r{n}")
    desk.signed()
    browser = desk.browser("ola")
    exact = browser.get("/collections/edition-places/items", params={"edition": 1}).json()["features"]
    assert {f["properties"]["place"] for f in exact} == {"kanarek", *(f"r{n}" for n in range(5))}
    browser.get("/maps/editions/1")
    with desk.store.connection() as connection:
        newest = audit.lines(connection, newest=2)
    assert [(line.action, line.subject) for line in newest] == [("read", "editions/1"), ("export", "edition-places")]
    public = desk.browser(None)
    for path in (
        "/maps/editions/1",
        "/maps/editions",
        *(f"/collections/edition-places/items?f={f}" for f in ("geojson", "csv", "gpkg")),
    ):
        body = public.get(path).content
        assert b"24.98765" not in body
        assert b"kanarek" not in body
        assert shapely.to_wkb(LONE)[5:] not in body
    [square] = public.get("/collections/edition-places/items").json()["features"]
    assert square["properties"]["band"] == "5-9"
    assert set(square["properties"]) == {"edition", "band", "near", "approximate", "synthetic"}
    assert public.get("/collections/edition-places/items?place=kanarek").status_code == 400


def test_what_was_erased_leaves_the_edition_but_not_its_hash(desk: Desk) -> None:
    desk.report("r0")
    desk.report("r1")
    made = desk.signed()
    triage.erase(desk.store, "r0", by=KASIA, why="test")
    features = desk.browser("ola").get("/collections/edition-places/items").json()["features"]
    assert [f["properties"]["place"] for f in features] == ["r1"]
    with desk.store.connection() as connection:
        kept_ = editions.everyone(connection)[0]
        assert issuing.faults(kept_, editions.places(connection, 1)) == []
    assert kept_.sha256 == made.sha256
