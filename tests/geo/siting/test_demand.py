"""What is to be seen, and how much each source makes it count."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.siting.demand import WHOLE, along, nearest, spread, weighed


def test_points_stand_for_all_metres_of_their_street() -> None:
    lines = np.array([shapely.LineString([(0, 0), (100, 0), (100, 31)]), shapely.LineString([(0, 5), (3, 5)])])
    found = along(lines, step_m=10)
    assert found.metres.sum() == pytest.approx(134)
    assert (found.metres <= 10).all()
    assert np.bincount(found.line).tolist() == [14, 1]
    assert shapely.dwithin(lines[found.line], shapely.points(found.xy), 1e-6).all()


def test_an_incident_counts_at_the_nearest_point_and_too_far_nowhere() -> None:
    points = np.array([[0.0, 0.0], [10.0, 0.0]])
    assert nearest(points, np.array([[4.0, 3.0], [6.0, 0.0], [10.0, 39.0], [10.0, 41.0]]), within_m=40).tolist() == [
        1,
        2,
    ]
    assert nearest(points, np.empty((0, 2)), within_m=40).tolist() == [0, 0]


def test_a_place_is_shared_among_the_points_around_it() -> None:
    points = np.array([[float(x), 0.0] for x in range(0, 100, 10)])
    park = np.array([shapely.box(0, -50, 24, 50), shapely.Point(90, 0), shapely.Point(0, 500)])
    found = spread(points, park, within_m=5, count=np.array([6.0, 1.0, 9.0]))
    assert found.tolist() == [2, 2, 2, 0, 0, 0, 0, 0, 0, 1]


def test_weights_are_shared_by_source_whatever_its_size() -> None:
    parts = {"streets": np.full(4, 10.0), "police": np.array([0.0, 0.0, 1000.0, 0.0]), "council": np.zeros(4)}
    weight, share = weighed(parts, {"streets": 1, "police": 1, "council": 5})
    assert share == {"streets": 0.5, "police": 0.5}
    assert weight.tolist() == [WHOLE / 8, WHOLE / 8, WHOLE * 5 / 8, WHOLE / 8]


def test_a_source_without_weight_changes_nothing() -> None:
    parts = {"streets": np.array([1.0, 3.0])}
    plain = weighed(parts, {"streets": 4, "operator": 0})
    told = weighed(parts | {"operator": np.array([1000.0, 0.0])}, {"streets": 4, "operator": 0})
    assert plain[0].tolist() == told[0].tolist()
    assert plain[1] == told[1]
