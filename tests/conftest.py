"""What tests share: a tiny city in a real store, and a real server on it."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import httpx
import numpy as np
import pytest
import shapely
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from geo.analyses import reports as reports_analysis
from geo.casework import edition
from geo.city import City, load_city
from geo.model.plan import SitingPlan
from geo.model.result import Result
from geo.model.source import Source
from geo.storage import accounts, editions, plans
from geo.storage.store import Store

WHEN = datetime(2026, 7, 1, 12, tzinfo=UTC)
#: When the reports of the tiny city were counted for the public.
CLOSED_AT = WHEN + timedelta(days=45)
#: Hostile words that every text field must bear.
WORDS = ["=1+1", "Łąkowa 7", "</script><b>", "a,b;\"c\"\n'd'", "@cmd", None]
#: Where the tiny city lies; the reports of one square are drawn around a square's middle.
WEST, SOUTH = 24.93, 60.16
#: The report whose place no public answer may tell: alone, far from all others.
CANARY = (24.9876543, 60.1987654)


def points(n: int, seed: int = 7) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return shapely.points(WEST + rng.uniform(0, 0.02, n), SOUTH + rng.uniform(0, 0.01, n))


def boxes(n: int, seed: int = 8) -> np.ndarray:
    corners = shapely.get_coordinates(points(n, seed))
    return shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 0.0004, corners[:, 1] + 0.0002)


def frame_of(geometry: Any, **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(geometry), crs="EPSG:4326")


def refs(prefix: str, n: int) -> list[str]:
    return [f"{prefix}-{i}" for i in range(n)]


def areas() -> gpd.GeoDataFrame:
    whole = shapely.box(WEST - 0.001, SOUTH - 0.001, WEST + 0.022, SOUTH + 0.012)
    halves = [
        shapely.box(WEST, SOUTH, WEST + 0.01, SOUTH + 0.01),
        shapely.box(WEST + 0.01, SOUTH, WEST + 0.02, SOUTH + 0.01),
    ]
    return frame_of([whole, *halves], ref=refs("area", 3), kind=["city", "sector", "sector"], name=["Miasto", "A", "B"])


def cameras(n: int = 37) -> gpd.GeoDataFrame:
    return frame_of(
        points(n),
        ref=refs("cam", n),
        name=[WORDS[i % len(WORDS)] for i in range(n)],
        camera_type=[("fixed", "dome", None)[i % 3] for i in range(n)],
        height_m=[None if i % 4 == 0 else 4.5 + i % 3 for i in range(n)],
        bearing_deg=[None if i % 3 else float(10 * i % 360) for i in range(n)],
        sensor_width_px=[None if i % 2 else 2560 for i in range(n)],
        status=["working"] * n,
        indoor=[i % 9 == 0 for i in range(n)],
        assumed=[["height_m", "mount"] if i % 2 else [] for i in range(n)],
    )


def buildings() -> gpd.GeoDataFrame:
    plain = boxes(11)
    holed = plain[0].buffer(0.0004).difference(plain[0].buffer(0.0001))
    two = shapely.union_all([plain[1], shapely.transform(plain[1], lambda xy: xy + 0.003)])
    shapes = [*plain, holed, two]
    n = len(shapes)
    heights = [None if i % 5 == 0 else 12.25 for i in range(n)]
    return frame_of(shapes, ref=refs("b", n), height_m=heights, min_height_m=[0.0] * n, assumed=[[]] * n)


def streets() -> gpd.GeoDataFrame:
    lines = [shapely.LineString([(WEST, SOUTH + i / 1000), (WEST + 0.02, SOUTH + i / 900)]) for i in range(9)]
    names = [WORDS[i % len(WORDS)] for i in range(9)]
    return frame_of(lines, ref=refs("s", 9), kind=["residential"] * 9, name=names, underground=[False] * 9)


def incidents(n: int = 30) -> gpd.GeoDataFrame:
    starts = [WHEN + timedelta(days=i) for i in range(n)]
    ends = [start + timedelta(hours=2) for start in starts]
    kinds = [("theft", "robbery")[i % 2] for i in range(n)]
    return frame_of(points(n, 9), ref=refs("i", n), category=kinds, occurred_from=starts, occurred_to=ends)


def reports(places: Any) -> gpd.GeoDataFrame:
    n = len(places)
    return frame_of(
        places,
        ref=refs("tajne", n),
        place_words=["za sklepem"] * n,
        feeling=["bad"] * n,
        category=["lighting"] * n,
        day_part=["night"] * n,
        text=[f"sekret {i}" for i in range(n)],
        reporter=["resident"] * n,
        created_at=[WHEN + timedelta(minutes=17 * i) for i in range(n)],
    )


def around(column: int, row: int, n: int, seed: int = 1) -> list[Any]:
    """Return places within one square of 250 m of the city's grid (EPSG:3879)."""
    rng = np.random.default_rng(seed)
    xy = (np.array([column, row]) + rng.uniform(0.05, 0.95, (n, 2))) * 250.0
    return list(gpd.GeoSeries(shapely.points(xy), crs="EPSG:3879").to_crs("EPSG:4326"))


def reported_places() -> list[Any]:
    """Return 7 places in one square, 23 in another, 4 in a third, a line, an area and one in words only."""
    [line_at, area_at] = around(101985, 26686, 2, seed=5)
    shapes = [shapely.LineString([(line_at.x, line_at.y), (line_at.x + 1e-4, line_at.y)]), area_at.buffer(1e-4)]
    dense = around(101985, 26685, 7) + around(101987, 26685, 23, seed=2)
    return [*dense, *around(101989, 26687, 4, seed=3), *shapes, None]


def addresses() -> gpd.GeoDataFrame:
    """Return enough addresses in every square around the reported places that each is counted by itself."""
    spots = [
        place
        for column in range(101984, 101990)
        for row in range(26684, 26688)
        for place in around(column, row, 9, seed=column + row)
    ]
    return frame_of(spots, ref=refs("adr", len(spots)), address=[f"Łąkowa {n + 1}" for n in range(len(spots))])


def result(name: str, store: Store, inputs: list[str], **frames: gpd.GeoDataFrame) -> Result:
    return Result(
        name=name,
        parameters={"crs": "EPSG:3879"},
        frames={key.replace("_", "-"): frame for key, frame in frames.items()},
        summary={},
        sources=("Rejestr", "OSM"),
        period=None,
        n=3,
        norm_edition="EN 62676-4:2015",
        synthetic=False,
        inputs_digest=store.digest(inputs),
        made_at=WHEN,
    )


def results(store: Store) -> list[Result]:
    lenses = gpd.GeoSeries(points(12), crs="EPSG:4326").to_crs("EPSG:3879")
    told = {"lens": [[lens.x, lens.y] for lens in lenses], "levels": [[[25.0, 18.0, 100.5], [62.5, 7.0, 20.0]]] * 12}
    discs = lenses.buffer(18).to_crs("EPSG:4326")
    view = frame_of(discs, camera=range(1, 13), ref=refs("cam", 12), assumed=[["mount"]] * 12, **told)
    cover = frame_of(boxes(2), area=refs("area", 2), share=[0.41, None], cameras=[3, 4])
    gaps = frame_of(boxes(5), area=["area-1"] * 5, street=["Łąkowa", None, "A", "B", "C"], length_m=[10.0] * 5)
    inputs = ["areas", "buildings", "cameras", "streets", "masks"]
    coverage = result("coverage", store, inputs, fields_of_view=view, coverage=cover, gaps=gaps)
    return [
        coverage,
        gathered(store),
        *smoothed(store),
        private_in_view(store),
        out_of_order(store),
        summer(store),
        after_dark(store),
        within_reach(store),
        beyond(store),
    ]


def within_reach(store: Store) -> Result:
    lines = [shapely.LineString([(WEST, SOUTH), (WEST + 0.01, SOUTH + 0.001)])] * 2
    told = {"kind": ["foot", "motor"], "minutes": [10, 5], "length_m": [550.0, 560.5], "share": [0.4, 0.5]}
    return result("reach", store, ["streets"], patrol_reach=frame_of(lines, **told))


def visits() -> gpd.GeoDataFrame:
    began = [WHEN + timedelta(hours=i) for i in range(3)]
    told = {"area": ["A", WORDS[2], "P1-1"], "kind": ["foot", "motor", "foot"], "minutes": [10.0, 15.0, 12.5]}
    return frame_of(points(3, 15), ref=refs("v", 3), began_at=began, **told)


def gathered(store: Store) -> Result:
    counts = [1, 4, 5, 9, 17, 60]
    told = {"z": [1.5] * 6, "p": [0.0321] * 6, "evidence": ["certain", "none"] * 3, "stable": [True, False] * 3}
    hot = frame_of(boxes(6), count=counts, around=[n + 2 for n in counts], **told)
    shifts = frame_of(
        boxes(3), shift=["night-weekend-summer", "all", "all"], teller=["chosen", "police", "police"], count=[7, 8, 2]
    )
    twice = frame_of(points(1, 13), ref=["i-1"], source=["Straż"], stands=["i-2"], stands_source=["Policja"])
    band_ = {"band": ["5-9"], "approximate": [True], "synthetic": [True], "until": [WHEN.isoformat()]}
    squares = frame_of(boxes(1, 14), cell=[7_000_000_001], **band_)
    frames = {"hotspots": hot, "shift_hotspots": shifts, "told_twice": twice, "incident_squares": squares}
    return result("hotspots", store, ["areas", "incidents", "streets"], **frames)


def smoothed(store: Store) -> list[Result]:
    inputs = ["areas", "incidents", "streets"]
    ground, lines = frame_of(boxes(2), band=["1", "2"], count=[9, 3]), streets().geometry[:2]
    along = frame_of(lines, band=["1", "2"], street=["Łąkowa", None], count=[4, 1])
    rates = frame_of(boxes(2), area=refs("area", 2), area_name=["A", "B"], count=[20, 3])
    return [
        result("surfaces", store, inputs, density=ground, street_density=along),
        result("rhythm", store, inputs, incident_rates=rates),
        result(
            "survey", store, ["areas", "survey"], survey=frame_of(boxes(1), area_name=["A"], asked=[90], share=[0.5])
        ),
    ]


def beyond(store: Store) -> Result:
    camera = {"camera": [1, 2], "ref": refs("cam", 2)}
    lines = [shapely.LineString([(WEST, SOUTH + i / 1e4), (WEST + 5e-5, SOUTH + i / 1e4)]) for i in range(2)]
    gates = frame_of(lines, far_m=[30.0, 31.0], spans=[True, False], **camera)
    warm = frame_of(
        boxes(2), profile=["johnson-1958-50"] * 2, task=["johnson_detect"] * 2, radius_m=[418.0, 9.0], **camera
    )
    zoom = frame_of(points(2), px_per_m=[250.0] * 2, wide_m=[6.0] * 2, tele_m=[163.0] * 2, seen_m=[80.0] * 2, **camera)
    frames = {"gates": gates, "thermal_ground": warm, "zoom_reach": zoom}
    return result("beyond", store, ["areas", "buildings", "cameras"], **frames)


def after_dark(store: Store) -> Result:
    told = {"state": ["street"] * 2, "norm_edition": ["EN 62676-4:2015"] * 2, "level": ["detect"] * 2}
    cover = frame_of(boxes(2), area=refs("area", 2), area_name=["A", "B"], night_m2=[7.0, 8.0], **told)
    cameras_ = frame_of(points(2), camera=[1, 2], ref=refs("cam", 2), state=["street"] * 2, usable_25=[0.5, None])
    dark = frame_of(boxes(3), street=["Łąkowa", None, "A"], state=["street"] * 3, length_m=[99.5, 50.0, 20.0])
    lit = frame_of(boxes(2), schedule=["park", "street"])
    inputs = ["areas", "cameras", "buildings", "streets", "masks", "lamps"]
    frames = {"night_coverage": cover, "night_cameras": cameras_, "dark_streets": dark, "lit_ground": lit}
    return result("night", store, inputs, **frames)


def out_of_order(store: Store) -> Result:
    areas_ = frame_of(boxes(2), area=refs("area", 2), area_name=["A", "B"], paper_m2=[9.0, 8.0], working_m2=[7.0, 8.0])
    off = frame_of(points(2), camera=[1, 2], ref=refs("cam", 2), off=[True, False], days=[3.5, None])
    blinded = frame_of(boxes(1), camera=[1], ref=refs("cam", 1), blind_m2=[2.0])
    inputs = ["areas", "cameras", "buildings", "streets", "masks", "outages"]
    return result("availability", store, inputs, availability=areas_, downtime=off, blinded=blinded)


def summer(store: Store) -> Result:
    seasons = frame_of(boxes(2), area=refs("area", 2), area_name=["A", "B"], winter_m2=[9.0, 8.0], summer_m2=[7.0, 8.0])
    shade = frame_of(boxes(1), area=refs("area", 1), area_m2=[2.0])
    cameras_ = frame_of(points(1), camera=[1], ref=refs("cam", 1), lost_share=[0.2], in_crown=[False])
    inputs = ["areas", "cameras", "buildings", "streets", "masks", "trees"]
    return result("foliage", store, inputs, seasons=seasons, leaf_shade=shade, leafy_cameras=cameras_)


def private_in_view(store: Store) -> Result:
    seen = frame_of(
        [*boxes(2), shapely.MultiPolygon()], camera=range(1, 4), ref=refs("cam", 3), private_m2=[9.5, 3.0, 0.0]
    )
    ground = frame_of(boxes(4), area_m2=[88.0] * 4, assumed=[False] * 4)
    masks = frame_of(boxes(2), ref=refs("proposed", 2), camera=refs("cam", 2), hides_m2=[9.5, 3.0])
    inputs = ["cameras", "buildings", "streets", "parcels", "masks"]
    return result("privacy", store, inputs, private_ground=ground, privacy=seen, masks_proposed=masks)


def siting_plan(store: Store) -> SitingPlan:
    """Return a plan of two points, beside three candidates."""
    told = {"n": [1, 2], "ref": refs("site", 2), "site_ref": refs("s", 2), "kind": ["new", "replace"]}
    sites = frame_of(points(2, 21), cost_grosze=[2_000_000, 1_500_000], camera_kind=["bullet"] * 2, **told)
    views = frame_of(boxes(2, 22), n=[1, 2], site=refs("site", 2))
    adds = frame_of(points(2, 23), n=[1, 2], site=refs("site", 2))
    weighed = frame_of(points(3, 24), ref=refs("site", 3), site_ref=refs("s", 3))
    return SitingPlan(
        name="Próba",
        wishes={"name": "Próba"},
        frames={"siting-sites": sites, "siting-views": views, "siting-adds": adds, "siting-candidates": weighed},
        summary={},
        sources=("Rejestr",),
        synthetic=False,
        norm_edition="EN 62676-4:2015",
        inputs_digest=store.digest(["cameras", "streets"]),
        made_at=WHEN,
    )


def fill(store: Store, *, more_reports: list[Any] | None = None, signed: bool = True) -> None:
    """Put the tiny city into a store."""
    lamps = frame_of(points(6, 11), ref=refs("l", 6))
    families = {
        "areas": areas(),
        "cameras": cameras(),
        "buildings": buildings(),
        "streets": streets(),
        "lamps": lamps,
        "addresses": addresses(),
        "parcels": frame_of(boxes(4), ref=refs("p", 4), kind=["residential"] * 4),
        "places": frame_of(points(3, 13), ref=refs("q", 3), kind=["school", "stop", "park"], name=[*WORDS[:2], None]),
        "trees": frame_of(points(3, 12), ref=refs("t", 3), height_m=[9.0, None, 4.0], crown_m=[None, 5.0, 3.0]),
        "outages": frame_of([None] * 2, ref=refs("o", 2), camera=refs("cam", 2), off_from=[WHEN] * 2),
        "masks": frame_of(boxes(2), ref=refs("m", 2), camera=refs("cam", 2)),
        "visits": visits(),
        "incidents": incidents(),
        "reports": reports(reported_places() + (more_reports or [])),
    }
    with store.writing() as writing:
        for family, frame in families.items():
            origin = Source(
                family=family,
                name=f"źródło {family}",
                licence="CC BY 4.0",
                synthetic=family == "incidents",
                period_start=WHEN,
                period_end=WHEN + timedelta(days=31),
                imported_at=WHEN,
            )
            writing.add(origin, frame)
    with store.writing() as writing:
        for made in results(store):
            writing.save(made)
        plans.add(writing.connection, siting_plan(store))
    if signed:
        sign_an_edition(store)
    closed = reports_analysis.run(store, load_city("helsinki"), now=CLOSED_AT)
    with store.writing() as writing:
        writing.save(closed)


def sign_an_edition(store: Store) -> None:
    """Keep an edition of three places that both have signed, with one square for the public."""
    rows, places = [], []
    for n, spot in enumerate(around(101985, 26685, 3, seed=4)):
        told = {"near": WORDS[n], "done": "naprawiono", "done_on": "2026-07-09", "outcome": None}
        rows.append({"report": f"tajne-{n}", "salt": "sól", "told": told, "geometry": spot})
        seals = (edition.place_seal(spot, salt="sól"), edition.words_seal(told, salt="sól"))
        places.append(edition.Place(f"tajne-{n}", "lighting", "in_action", "lighting", False, *seals))
    ring = [list(corner) for corner in shapely.box(24.93, 60.16, 24.94, 60.17).exterior.coords]
    square = {"cell": 1, "band": "5-9", "near": WORDS[1], "synthetic": False, "ring": ring}
    public = {"squares": [square], "states": {"in_action": "5-9"}}
    body = {"number": 1, "before": None, "synthetic": False, "places": edition.written(places), "public": public}
    written = edition.canonical(body)
    hashed = edition.sha256(written)
    made = editions.Kept(1, "lato", WHEN, CLOSED_AT, written, hashed, "0" * 64, CLOSED_AT)
    with store.connection(writing=True) as connection:
        editions.issue(connection, made, rows)
        before: list[str] = []
        for role in ("council", "services"):
            digest = edition.signed(hashed, role=role, name="ewa", at=CLOSED_AT, before=before)
            editions.sign(connection, 1, editions.Signature(role, "ewa", digest, CLOSED_AT))
            before.append(digest)


@pytest.fixture(scope="session")
def city() -> City:
    return load_city("helsinki")


@pytest.fixture(scope="session")
def make_data(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a maker of data folders: with the tiny city, or empty."""

    def make(*, filled: bool = True, more_reports: list[Any] | None = None, signed: bool = True) -> Path:
        folder = tmp_path_factory.mktemp("var")
        store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
        if filled:
            fill(store, more_reports=more_reports, signed=signed)
        store.close()
        return folder

    return make


@pytest.fixture(scope="session")
def data_dir(make_data: Callable[..., Path]) -> Path:
    """Return the folder of the tiny city, for reading only."""
    return make_data()


@pytest.fixture(scope="session")
def store(data_dir: Path) -> Iterator[Store]:
    """Return the store of the tiny city, for reading only."""
    opened = Store.open(data_dir / "helsinki.sqlite", city_id="helsinki")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def serve() -> Callable[[FastAPI], AbstractContextManager[str]]:
    """Return a context manager that runs an application on a real server and gives its address."""

    @contextmanager
    def running(app: FastAPI) -> Iterator[str]:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="on"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started, "the server did not start"
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)

    return running


@pytest.fixture(scope="session")
def base_url(serve: Callable[[FastAPI], AbstractContextManager[str]], data_dir: Path) -> Iterator[str]:
    """Return the address of a real server on the tiny city."""
    with serve(create_app(Settings(data_dir=data_dir))) as address:
        yield address


@pytest.fixture(scope="session")
def client(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, timeout=20) as opened:
        yield opened


@pytest.fixture(scope="session")
def coordinator(base_url: str, data_dir: Path) -> Iterator[httpx.Client]:
    """Return a client that reads as a coordinator, by a key for what the public sees only coarsely or not at all."""
    opened = Store.open(data_dir / "helsinki.sqlite", city_id="helsinki")
    with opened.connection(writing=True) as connection:
        layers = ("incidents", "told-twice", "hotspots", "shift-hotspots")
        key = accounts.add_key(connection, name="próba koordynatora", role="coordinator", layers=layers)
    opened.close()
    with httpx.Client(base_url=base_url, timeout=20, headers={"Authorization": f"Bearer {key}"}) as client_:
        yield client_


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@pytest.fixture(scope="session")
def raw(base_url: str) -> Callable[..., Answer]:
    """Return a sender of requests whose target is not touched on the way."""
    host, port = base_url.removeprefix("http://").split(":")

    def send(method: str, target: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> Answer:
        connection = http.client.HTTPConnection(host, int(port), timeout=20)
        try:
            connection.request(method, target, body=body, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    return send
