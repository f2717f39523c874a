"""Pairs are proposed for a reason that can be read; a far or different report is in none."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geo.casework.duplicates import proposals
from geo.errors import BadInput

TEXT = "Latarnia przy bramie nie świeci"


def reports(*rows, crs="EPSG:2177"):
    places = [None if x is None else shapely.Point(x, 0) for x, _, _ in rows]
    told = {"category": [row[1] for row in rows], "text": [row[2] for row in rows]}
    return gpd.GeoDataFrame(told, geometry=places, crs=crs, index=range(10, 10 + len(rows)))


def test_near_reports_of_one_category_are_proposed_without_any_text() -> None:
    (pair,) = proposals(reports((0, "lighting", None), (20, "lighting", None)), within_m=100)
    assert (pair.first, pair.second, pair.distance_m, pair.same_category) == (10, 11, 20, True)
    assert pair.score == pytest.approx(0.5 * 0.8 + 0.3)


def test_texts_that_say_the_same_in_other_letters_count_as_alike() -> None:
    (pair,) = proposals(reports((0, "lighting", TEXT), (0, "lighting", TEXT.upper().replace("Ś", "S"))), within_m=100)
    assert pair.likeness == 1
    assert pair.score == pytest.approx(1)


def test_the_likeliest_pair_comes_first_and_weak_ones_not_at_all() -> None:
    found = proposals(
        reports((0, "lighting", TEXT), (60, "lighting", "pusto"), (5, "lighting", TEXT), (90, "stop", "śmieci")),
        within_m=100,
    )
    assert [(pair.first, pair.second) for pair in found] == [(10, 12), (11, 12), (10, 11)]


def test_places_that_are_far_or_only_described_are_in_no_pair() -> None:
    assert proposals(reports((0, "stop", TEXT), (101, "stop", TEXT), (None, "stop", TEXT)), within_m=100) == []


def test_degrees_are_refused() -> None:
    with pytest.raises(BadInput):
        proposals(reports((0, "stop", TEXT), (1, "stop", TEXT), crs="EPSG:4326"), within_m=100)
