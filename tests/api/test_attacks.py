"""Can the public service be made to tell of a single report? Attacks on made-up data, as somebody would try them."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import httpx
import numpy as np
import pytest
import shapely

from api.app import ROUTERS, create_app
from api.policy import POLICY
from api.settings import Settings
from geo.analyses import reports, walks
from geo.casework import issuing, triage
from geo.casework.public_ground import public_units
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import City
from geo.disclosure.differencing import Told, isolated
from geo.disclosure.suppression import BANDS
from geo.disclosure.units import number
from geo.model.report import Report
from geo.model.source import Source
from geo.storage.store import Store
from layers import LAYERS
from layers.base import Audience, LayerQuery
from layers.formats import FORMATS
from layers.gate import read
from tiny_city import points

EWA, KASIA = Handler("ewa", "council"), Handler("kasia", "moderator")
FIRST = datetime(2026, 8, 10, 12, tzinfo=UTC)
#: A lone house far from all others; its coordinates and words must show nowhere.
CANARY = shapely.Point(24.9876543, 60.1987654)
SECRET = "kanarek-9d41"
LEAST = sorted(BANDS)
MARKED = {"light": 0, "feeling": 1}
FIELDS = r'"timeStamp":"[^"]*"|name="(?:sent|proof_task)" value="[^"]*"|nonce-[^\']+|nonce="[^"]+"|map_[0-9a-f]{32}|[a-z_]+_[0-9a-f]{32}|"made_at":"[^"]*"'


@dataclass
class Town:
    """A made-up town with its reports."""

    folder: Path
    store: Store
    city: City

    def report(self, ref: str, spot: Any, at: datetime = FIRST, **told: object) -> None:
        usual = {"feeling": "bad", "category": "lighting", "day_part": "night", "geometry": spot, "created_at": at}
        with self.store.writing() as writing:
            keep(writing, Report.model_validate(usual | told | {"ref": ref}))

    def close(self, at: datetime) -> dict[int, str]:
        """Close the period before a moment, as each night does, and return the public squares with their bands."""
        for analysis in (reports, walks):
            closed = analysis.run(self.store, self.city, now=at)
            with self.store.writing() as writing:
                writing.save(closed)
        page = read("reports", LayerQuery(), self.store, self.city)
        return dict(zip(page.frame.index.tolist(), page.frame["band"], strict=True))

    def edition(self, title: str) -> dict[int, str]:
        """Issue and sign an edition and return its public squares."""
        made = issuing.issue(self.store, self.city, title=title, by=EWA)
        for by in (EWA, KASIA):
            issuing.sign(self.store, made.number, seen_sha256=made.sha256, by=by)
        return {one["cell"]: one["band"] for one in json.loads(made.body)["public"]["squares"]}


def build_a_lone_house(store: Store) -> None:
    told = {"ref": ["samotny"], "address": ["Daleka 1"]}
    house = gpd.GeoDataFrame(told, geometry=[CANARY], crs="EPSG:4326")
    with store.writing() as writing:
        writing.add(Source(family="addresses", name="samotny dom", imported_at=FIRST), house)


@pytest.fixture
def town(make_data: Callable[..., Path], city: City) -> Iterator[Town]:
    folder = make_data(signed=False)
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    with store.writing() as writing:
        writing.clear("reports")
    build_a_lone_house(store)
    yield Town(folder, store, city)
    store.close()


def spots(rng: np.random.Generator, n: int) -> list[shapely.Point]:
    """Return places in a few squares of the tiny city's grid, crowded in some and lonely in others."""
    columns = 101984 + rng.choice(5, n, p=[0.35, 0.3, 0.2, 0.1, 0.05])
    rows = 26684 + rng.choice(4, n, p=[0.4, 0.3, 0.2, 0.1])
    xy = (np.stack([columns, rows], axis=1) + rng.uniform(0.05, 0.95, (n, 2))) * 250
    return list(gpd.GeoSeries(shapely.points(xy), crs="EPSG:3879").to_crs("EPSG:4326"))


def known(band: str | None) -> tuple[float, float]:
    """Return what a reader concludes of a square from its band, or from its absence."""
    if band is None:
        return 0, 4
    least = next(least for least, name in BANDS.items() if name == band)
    later = [other - 1 for other in LEAST if other > least]
    return least, later[0] if later else 10_000


def cells_of(town: Town) -> dict[str, int | None]:
    frame = town.store.read("reports").to_crs(town.city.crs)
    found = public_units(town.store, town.city).of(shapely.get_coordinates(frame.geometry.array))
    return {ref: None if cell is None else number(cell) for ref, cell in zip(frame["ref"], found, strict=True)}


@pytest.mark.parametrize("seed", range(4))
def test_no_closes_and_editions_together_isolate_fewer_than_five(town: Town, seed: int) -> None:
    """Differencing and overlapping products: two closes of all reports and two editions of the confirmed ones."""
    rng = np.random.default_rng(seed)
    for n, spot in enumerate(spots(rng, 70)):
        town.report(f"a{n}", spot)
    products = [town.close(FIRST + timedelta(days=30))]
    for n in rng.choice(70, 40, replace=False):
        triage.move(town.store, town.city, [f"a{n}"], to="confirmed", by=KASIA)
    products.append(town.edition("pierwsze"))
    for n, spot in enumerate(spots(rng, 30)):
        town.report(f"b{n}", spot, FIRST + timedelta(days=35))
        if n % 2:
            triage.move(town.store, town.city, [f"b{n}"], to="confirmed", by=KASIA)
    cells = cells_of(town)
    for n in rng.choice(70, 10, replace=False):
        triage.erase(town.store, f"a{n}", by=KASIA, why="test")
    products += [town.edition("drugie"), town.close(FIRST + timedelta(days=60))]
    assert all(products), "an attack on nothing proves nothing"
    for bands in {tuple(squares.get(cell) for squares in products) for cell in cells.values() if cell is not None}:
        assert isolated(*attack(bands), fewest=5) == [], bands


def attack(bands: tuple[str | None, ...]) -> tuple[list[Told], list[tuple[int, ...]]]:
    """Return what products tell of one square, and all groups that a reader may want to know of.

    An atom is a set of products that count a report; groups are the atoms, what each product counts, and what one counts
    and another does not.
    """
    atoms = range(1, 2 ** len(bands))
    told = [Told(tuple(a - 1 for a in atoms if a >> bit & 1), *known(band)) for bit, band in enumerate(bands)]
    targets = [(a - 1,) for a in atoms] + [one.atoms for one in told]
    for one in range(len(bands)):
        for other in range(len(bands)):
            targets.append(tuple(a - 1 for a in atoms if a >> one & 1 and not a >> other & 1))
    return told, [target for target in targets if target]


@pytest.mark.parametrize("products", [1, 2, 3])
def test_no_bands_of_one_square_isolate_anybody_whatever_they_are(products: int) -> None:
    """All bands that so many products can tell of one square, not only those of a made-up town, in one order of each."""
    for bands in itertools.combinations_with_replacement([None, *BANDS.values()], products):
        assert isolated(*attack(bands), fewest=5) == [], bands


def test_the_same_attack_finds_them_where_exact_numbers_are_published() -> None:
    """The control: exact counts of two closes isolate whoever came between them."""
    told = [Told((0,), 7, 7), Told((0, 1), 8, 8)]
    assert isolated(told, [(1,)], fewest=5) == [(1,)]


def test_between_two_closes_polling_learns_nothing(town: Town, serve: Callable) -> None:
    """Polling: reports come in and go between requests, with their marks, and every answer is the same bytes."""
    rng = np.random.default_rng(7)
    for n, spot in enumerate(spots(rng, 60)):
        town.report(f"a{n}", spot)
    for n, spot in enumerate(points(80, 31)):
        town.report(f"w{n}", spot, factors=MARKED)
    town.close(FIRST + timedelta(days=30))

    def erase(kind: str, which: range) -> None:
        for n in which:
            triage.erase(town.store, f"{kind}{n}", by=KASIA, why="test")

    # So many that a map which is counted anew would show it.
    changes = [
        lambda: town.report("b0", points(1, 32)[0], factors={"light": 3}),
        lambda: erase("a", range(30)),
        lambda: triage.move(
            town.store, town.city, [f"a{n}" for n in range(30, 45)], to="withdrawn", by=KASIA, reason="x"
        ),
        lambda: erase("w", range(40)),
    ]
    queries = ["/items", "/items?f=csv", "/items?limit=1", "/items?bbox=24.93,60.16,24.94,60.17", ""]
    asked = [
        f"/collections/{layer}{query}" for layer in ("reports", "report-heat", "safety-walks") for query in queries
    ]
    answers: dict[str, set[bytes]] = {path: set() for path in (*asked, "/maps/walks", "/maps/submissions", "/health")}
    with serve(create_app(Settings(data_dir=town.folder))) as address, httpx.Client(base_url=address) as public:
        for n in range(4 * len(changes)):
            if n % 4 == 3:
                changes[n // 4]()
                town.close(FIRST + timedelta(days=31 + n))  # each night, in the same month
            for path, bodies in answers.items():
                bodies.add(re.sub(FIELDS, "", public.get(path).text).encode())
    assert {path: len(bodies) for path, bodies in answers.items()} == dict.fromkeys(answers, 1)
    assert b'"level"' in answers["/collections/safety-walks/items"].pop(), "an attack on nothing proves nothing"


def test_a_thousand_answers_tell_no_more_than_one(town: Town, serve: Callable) -> None:
    """Averaging: boxes moved by chance cut out whole squares, each time the same, so that no mean of them tells more."""
    rng = np.random.default_rng(11)
    for n, spot in enumerate(spots(rng, 60)):
        town.report(f"a{n}", spot)
    town.close(FIRST + timedelta(days=30))
    with serve(create_app(Settings(data_dir=town.folder))) as address, httpx.Client(base_url=address) as public:
        whole = public.get("/collections/reports/items?limit=1000").json()["features"]
        seen: dict[int, set[str]] = {one["id"]: {json.dumps(one, sort_keys=True)} for one in whole}
        assert len(seen) > 3, "an attack on nothing proves nothing"
        for west, south, wide, high in rng.uniform((24.93, 60.16, 1e-6, 1e-6), (24.95, 60.17, 0.01, 0.005), (1000, 4)):
            box = f"{west:.7f},{south:.7f},{west + wide:.7f},{south + high:.7f}"
            for one in public.get(f"/collections/reports/items?bbox={box}").json()["features"]:
                seen[one["id"]].add(json.dumps(one, sort_keys=True))
    assert {len(told) for told in seen.values()} == {1}


def test_no_sharpening_of_the_public_squares_finds_where_reports_lie(town: Town) -> None:
    """Deconvolution: two towns with the same counts and other places publish the same bytes, so nothing can be undone."""
    rng = np.random.default_rng(3)
    corner = (np.array([101985, 26685]) + 0.06) * 250.0
    near = gpd.GeoSeries(shapely.points(corner + rng.uniform(0, 5, (9, 2))), crs="EPSG:3879").to_crs("EPSG:4326")
    for n, spot in enumerate(near):
        town.report(f"a{n}", spot)
    crowded = town.close(FIRST + timedelta(days=30))
    everywhere = (np.array([101985, 26685]) + rng.uniform(0.05, 0.95, (9, 2))) * 250.0
    with town.store.writing() as writing:
        writing.clear("reports")
    for n, spot in enumerate(gpd.GeoSeries(shapely.points(everywhere), crs="EPSG:3879").to_crs("EPSG:4326")):
        town.report(f"b{n}", spot)
    assert town.close(FIRST + timedelta(days=65)) == crowded


def test_no_public_square_has_one_to_seven_addresses(town: Town) -> None:
    for n, spot in enumerate(spots(np.random.default_rng(1), 90)):
        town.report(f"a{n}", spot)
    for n in range(12):
        town.report(f"k{n}", CANARY)
    assert town.close(FIRST + timedelta(days=30))
    places = town.store.read("addresses").to_crs(town.city.crs)
    assert (places["address"] == "Daleka 1").sum() == 1
    page = read("reports", LayerQuery(), town.store, town.city)
    for square in page.frame.to_crs(town.city.crs).geometry:
        held = int(places.within(square.buffer(0.01)).sum())
        assert held == 0 or held >= 8


@pytest.fixture(scope="module")
def twins(make_data: Callable[..., Path], serve: Callable, city: City) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Return the public's view of two towns that differ in one report, at a lone house, confirmed and in an edition."""
    opened = []
    servers = []
    for with_canary in (False, True):
        folder = make_data(signed=False)
        store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
        build_a_lone_house(store)
        town = Town(folder, store, city)
        for n, spot in enumerate(spots(np.random.default_rng(5), 30)):
            town.report(f"a{n}", spot, factors=MARKED)
            triage.move(store, city, [f"a{n}"], to="confirmed", by=KASIA)
        if with_canary:
            town.report(SECRET, CANARY, text=SECRET, place_words=SECRET, factors={"light": 3, "people": 3})
            triage.move(store, city, [SECRET], to="confirmed", by=KASIA)
        town.close(FIRST + timedelta(days=60))
        town.edition("jedno")
        store.close()
        server = serve(create_app(Settings(data_dir=folder)))
        servers.append(server)
        opened.append(httpx.Client(base_url=server.__enter__(), timeout=60))
    yield opened[0], opened[1]
    for client, server in zip(opened, servers, strict=True):
        client.close()
        server.__exit__(None, None, None)


def public_paths() -> list[str]:
    """Return every address that the public may ask with GET, from the table of policies, with each layer and format."""
    there = {route.path for router in ROUTERS for route in router.routes}
    assert there >= {path for _, path in POLICY}
    plain = [path for (method, path), roles in POLICY.items() if method == "GET" and Audience.PUBLIC in roles]
    found = [path for path in plain if "{" not in path]
    for layer in LAYERS:
        found += [f"/collections/{layer}", f"/collections/{layer}/queryables"]
        found += [f"/collections/{layer}/items?f={written}" for written in FORMATS]
        found.append(f"/collections/{layer}/items?bbox=24.98,60.19,24.99,60.2")
    return [*found, "/maps/editions/1", "/collections/reports/items/1", "/maps/submissions/places?q=kanarek"]


@pytest.mark.parametrize("path", public_paths())
def test_a_report_at_a_lone_house_shows_in_no_public_answer(
    twins: tuple[httpx.Client, httpx.Client], path: str
) -> None:
    """Neither its place nor its words, nor any byte, count, header or size that it changes."""

    def told(client: httpx.Client) -> tuple[int, dict[str, str], str]:
        answer = client.get(path, headers={"Accept": "text/html, application/json, */*"})
        body = answer.content
        assert SECRET.encode() not in body.replace(b"q=kanarek", b"")
        assert b"24.98765" not in body
        assert b"60.19876" not in body
        assert shapely.to_wkb(CANARY)[5:] not in body
        kept = {name: value for name, value in answer.headers.items() if name not in ("date", "content-length")}
        text = re.sub(FIELDS, "", answer.text.replace(str(client.base_url).rstrip("/"), ""))
        if path.startswith("/maps/editions"):
            text = re.sub(r"[0-9a-f]{64}|\d\d:\d\d", "", text)  # hashes commit to what they do not tell
        kept = {
            name: re.sub(FIELDS, "", value.replace(str(client.base_url).rstrip("/"), ""))
            for name, value in kept.items()
        }
        return answer.status_code, kept, text

    one, other = told(twins[0]), told(twins[1])
    assert one[0] == other[0]
    assert one[1] == other[1]
    assert len(one[2]) == len(other[2])
    assert one[2] == other[2] or "f=gpkg" in path, "a GeoPackage bears the moment it was made"
