"""Is a large city's map sent piece by piece, and shown from afar by area?"""

from __future__ import annotations

from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.analyses.registry import ANALYSES
from geo.city import load_city
from geo.ingest.cameras import complete_cameras
from geo.model.source import Source
from geo.storage.store import Store
from maps.planner import planner_page
from maps.words import words

WEST, SOUTH, SIDE = 18.6, 53.0, 0.01


def refs(n):
    return [f"r-{i}" for i in range(n)]


def town(folder, cameras):
    """Return the store of a town of one okręg with so many cameras on a grid."""
    store = Store.open(folder / f"torun-{cameras}.sqlite", city_id="torun")
    city = load_city("torun")
    side = int(np.ceil(np.sqrt(cameras)))
    places = [(WEST + SIDE * (i % side + 0.5) / side, SOUTH + SIDE * (i // side + 0.5) / side) for i in range(cameras)]
    street = shapely.LineString([(WEST, SOUTH + SIDE / 3), (WEST + SIDE, SOUTH + SIDE / 3)])
    frames = {
        "areas": ({"kind": city.report_by, "name": "Okręg 1"}, [shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)]),
        "buildings": (
            {"height_m": 9.0, "min_height_m": 0.0, "assumed": [[]]},
            [shapely.box(WEST, SOUTH, WEST + 1e-4, SOUTH + 1e-4)],
        ),
        "streets": ({"kind": "residential", "name": "Długa", "underground": False}, [street]),
        "cameras": (
            {"camera_type": "dome", "status": "working", "indoor": False, "assumed": [[] for _ in places]},
            shapely.points(places),
        ),
    }
    with store.writing() as writing:
        for family, (columns, shapes) in frames.items():
            frame = gpd.GeoDataFrame({"ref": refs(len(shapes))} | columns, geometry=list(shapes), crs="EPSG:4326")
            writing.add(Source(family=family, name=family, imported_at=datetime.now(UTC)), frame)
        complete_cameras(writing, city)
    made = ANALYSES["coverage"].run(store, city)
    with store.writing() as writing:
        writing.save(made)
    return store, city


@pytest.mark.parametrize(("cameras", "large"), [(20, False), (620, True)])
def test_seen_ground_of_a_large_city_is_fetched_for_what_is_in_view(cameras, large, tmp_path) -> None:
    store, city = town(tmp_path, cameras)
    page = planner_page(store, city, words("pl"), edition=None, level=None).html()
    store.close()
    assert ("/collections/seen-ground/items" in page) is large
    assert ("/collections/coverage/items?limit=10000" in page) is not large
    assert ("Widziane ulice według obszarów, z daleka:" in page) is large
    assert ('"kind": "shares"' in page) is large


def test_the_hand_offers_every_kind_of_camera_and_says_which_count_in_no_area(tmp_path) -> None:
    store, city = town(tmp_path, 4)
    page = planner_page(store, city, words("pl"), edition=None, level=None).html()
    store.close()
    for kind in city.camera_kinds:
        assert f'<option value="{kind}">' in page
    assert "Kamera tego rodzaju nie liczy si\\u0119 do pokrycia" in page  # as the script writes it
