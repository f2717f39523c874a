"""What crowns hide, on plains whose numbers are known."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.analyses import coverage, foliage

REACH_M = np.sqrt(38.4**2 - 25)


@pytest.fixture
def field(plain):
    return plain.areas(shapely.box(0, 0, 200, 200)).streets(shapely.LineString([(0, 100), (200, 100)]))


def run(plain, torun):
    covered = coverage.run(plain.store, torun)
    with plain.store.writing() as writing:
        writing.save(covered)
    return foliage.run(plain.store, torun)


def at_detect(result, name: str):
    frame = result.frames[name]
    return frame[frame["level"] == "detect"]


def hidden_m2(distance_m: float, radius_m: float) -> float:
    """Return what a disc hides of a circle of sight, itself included."""
    half = np.arcsin(radius_m / distance_m)
    before = radius_m * np.sqrt(distance_m**2 - radius_m**2) - radius_m**2 * (np.pi / 2 - half)
    return half * REACH_M**2 - before


def test_a_crown_hides_what_lies_behind_it(field, torun) -> None:
    field.cameras((100, 100)).add("trees", [shapely.Point(115, 100)], height_m=[9.0], crown_m=[5.0])
    result = run(field, torun)
    [area] = at_detect(result, "seasons").to_dict("records")
    # The crown's outline lies around its circle, 1.3 % of it outside.
    assert area["lost_m2"] == pytest.approx(hidden_m2(15, 2.5), rel=0.03)
    assert area["lost_m2"] >= hidden_m2(15, 2.5)
    assert area["summer_m2"] == pytest.approx(area["winter_m2"] - area["lost_m2"], abs=0.11)
    assert area["lost_street_m"] == pytest.approx(REACH_M - 12.5, abs=0.2)
    [camera] = at_detect(result, "leafy-cameras").to_dict("records")
    assert camera["lost_share"] == pytest.approx(area["lost_m2"] / area["winter_m2"], abs=1e-3)
    [shade] = at_detect(result, "leaf-shade").to_dict("records")
    assert shade["area_m2"] == pytest.approx(area["lost_m2"], abs=0.11)


def test_ground_that_another_camera_sees_is_not_lost(field, torun) -> None:
    field.cameras((100, 100), (128, 100)).add("trees", [shapely.Point(115, 100)], height_m=[9.0], crown_m=[2.0])
    result = run(field, torun)
    [area] = at_detect(result, "seasons").to_dict("records")
    cameras = at_detect(result, "leafy-cameras")
    assert len(cameras) == 2
    # Only what lies within the crown is seen by neither of them.
    assert area["lost_m2"] < 10 < cameras["lost_m2"].min()


def test_a_low_tree_hides_only_a_little_behind_it(field, torun) -> None:
    field.cameras((100, 100)).add("trees", [shapely.Point(115, 100)], height_m=[1.0], crown_m=[5.0])
    [area] = at_detect(run(field, torun), "seasons").to_dict("records")
    assert 0 < area["lost_m2"] < hidden_m2(15, 2.5) / 3


def test_the_crown_around_a_camera_is_left_out_for_it_and_for_nobody_else(field, torun) -> None:
    field.cameras((100, 100), (60, 100)).add("trees", [shapely.Point(101, 100)], height_m=[9.0], crown_m=[6.0])
    result = run(field, torun)
    assert result.summary["cameras"]["in_crowns"] == 1
    assert at_detect(result, "leafy-cameras")["ref"].tolist() == []
    field.cameras((80, 100), ref=["r-9"])
    assert at_detect(run(field, torun), "leafy-cameras")["ref"].tolist() == ["r-9"]


def test_what_no_source_tells_of_a_tree_follows_the_profile(field, torun) -> None:
    field.cameras((100, 100)).add("trees", [shapely.Point(115, 100)], height_m=[None], crown_m=[None])
    result = run(field, torun)
    [area] = at_detect(result, "seasons").to_dict("records")
    assert area["lost_m2"] == pytest.approx(hidden_m2(15, torun.trees.crown_m / 2), rel=0.03)
    assert result.summary["trees"] == {"all": 1, "assumed": 1}


def test_without_trees_nothing_is_said_of_summer(field, torun) -> None:
    result = run(field.cameras((100, 100)), torun)
    assert (result.n, dict(result.frames)) == (0, {})
