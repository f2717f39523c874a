"""What analyses might have found in the tiny city: a few items of every layer that shows results."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import shapely

from geo.analyses.hotspots_closed import banded
from geo.city import load_city
from geo.model.plan import SitingPlan
from geo.model.result import Result
from geo.storage.store import Store
from tiny_city import SOUTH, WEST, WHEN, boxes, frame_of, points, refs, streets


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
    told = {
        "base": ["", ""],
        "kind": ["foot", "motor"],
        "minutes": [10, 5],
        "length_m": [550.0, 560.5],
        "share": [0.4, 0.5],
    }
    return result("reach", store, ["streets"], patrol_reach=frame_of(lines, **told))


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
    city = load_city("helsinki")
    public = {"public_hotspots": banded(hot, city), "public_shift_hotspots": banded(shifts[:1], city)}
    frames = {"hotspots": hot, "shift_hotspots": shifts, "told_twice": twice, "incident_squares": squares} | public
    return result("hotspots", store, ["areas", "incidents", "streets"], **frames)


def smoothed(store: Store) -> list[Result]:
    inputs = ["areas", "incidents", "streets"]
    ground, lines = frame_of(boxes(2), band=["1", "2"], count=[9, 3]), streets().geometry[:2]
    along = frame_of(lines, band=["1", "2"], street=["Łąkowa", None], count=[4, 1])
    rates = frame_of(boxes(2), area=refs("area", 2), area_name=["A", "B"], count=[20, 3])
    return [
        result("surfaces", store, inputs, density=ground, street_density=along),
        result("rhythm", store, inputs, incident_rates=rates),
        walked(store),
        result(
            "survey", store, ["areas", "survey"], survey=frame_of(boxes(1), area_name=["A"], asked=[90], share=[0.5])
        ),
    ]


def walked(store: Store) -> Result:
    area = {"area": ["area-1"], "area_name": ["A"], "factor": ["light"]}
    told = {"marks": [40], "mean": [1.1], "low": [0.8], "high": [1.4], "standing": ["below"]}
    public = {"band": ["20-49"], "level": ["rather bad"], "approximate": [True], "synthetic": [True]}
    frames = {
        "safety_walks": frame_of(boxes(1), **area, **told),
        "public_safety_walks": frame_of(boxes(1), **area, **public, until=[WHEN.isoformat()]),
    }
    made = result("walks", store, ["areas"], **frames)
    return replace(made, summary={"city": [{"factor": "light", "marks": 19}], "nowhere": 0})


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
    masks = frame_of(boxes(1, 25), n=[1], site=refs("site", 1), hides_m2=[2.5])
    weighed = frame_of(points(3, 24), ref=refs("site", 3), site_ref=refs("s", 3))
    return SitingPlan(
        name="Próba",
        wishes={"name": "Próba"},
        frames={
            "siting-sites": sites,
            "siting-views": views,
            "siting-adds": adds,
            "siting-masks": masks,
            "siting-candidates": weighed,
        },
        summary={},
        sources=("Rejestr",),
        synthetic=False,
        norm_edition="EN 62676-4:2015",
        inputs_digest=store.digest(["cameras", "streets"]),
        made_at=WHEN,
    )
