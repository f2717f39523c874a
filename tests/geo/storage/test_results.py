"""Results of analyses: kept whole, the latest run in the place of the last."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy import text

from geo.model.result import Result

MADE = datetime(2026, 9, 1, 12, 30, tzinfo=UTC)


def squares(n, *, west=18.6):
    x = west + 0.01 * np.arange(n)
    return gpd.GeoDataFrame(
        {
            "area": [f"a-{i}" for i in range(n)],
            "share": [None if i % 2 else np.float64(i / 4) for i in range(n)],
            "cameras": np.arange(n),
            "assumed": [["mount"]] * n,
        },
        geometry=shapely.box(x, 53.0, x + 0.005, 53.01),
        crs="EPSG:4326",
    )


def result(name="coverage", **values):
    full = {
        "parameters": {"least_gap_m": 15.0, "levels": ["detect", "ę"]},
        "frames": {"coverage": squares(3), "gaps": squares(2, west=19.0)},
        "summary": {"totals": [{"seen_m2": 12.5}], "blind": {}},
        "sources": ("Rejestr", "© OSM"),
        "period": (MADE - timedelta(days=31), MADE),
        "n": 37,
        "norm_edition": "EN 62676-4:2015",
        "synthetic": True,
        "inputs_digest": "ab" * 32,
        "made_at": MADE,
    }
    return Result(name=name, **(full | values))


def save(store, made):
    with store.writing() as writing:
        writing.save(made)


def indexed(store):
    with store._reading() as connection:
        return list(connection.execute(text("SELECT fid FROM result_item_rtree")).scalars())


def test_there_is_no_result_before_the_first_run(empty):
    assert empty.result("coverage") is None
    assert empty.result_items("coverage").empty


def test_a_result_tells_all_that_was_saved_of_it(empty):
    made = result()
    save(empty, made)
    told = empty.result("coverage")
    for field in dataclasses.fields(Result):
        if field.name != "frames":
            assert getattr(told, field.name) == getattr(made, field.name), field.name


def test_a_result_without_period_and_edition_says_so(empty):
    save(empty, result("hotspots", period=None, norm_edition=None))
    told = empty.result("hotspots")
    assert (told.period, told.norm_edition) == (None, None)


def test_items_come_out_as_they_went_in_in_their_order(empty):
    save(empty, result())
    items = empty.result_items("coverage")
    assert items.crs == "EPSG:4326"
    assert items["area"].tolist() == ["a-0", "a-1", "a-2"]
    assert [None if np.isnan(share) else share for share in items["share"]] == [0.0, None, 0.5]
    assert items["cameras"].tolist() == [0, 1, 2]
    assert items["assumed"].tolist() == [["mount"]] * 3
    assert shapely.equals_identical(items.geometry.to_numpy(), squares(3).geometry.to_numpy()).all()
    assert len(empty.result_items("gaps")) == 2


def test_items_of_a_box_are_those_that_meet_it(empty):
    save(empty, result())
    assert empty.result_items("coverage", (18.60499, 52, 18.61001, 54))["area"].tolist() == ["a-0", "a-1"]
    assert empty.result_items("coverage", (18.60501, 52, 18.60999, 54)).empty
    assert empty.result_items("coverage", (19.0, 52, 20, 54)).empty


def test_another_run_takes_the_place_of_the_last_and_of_no_other_analysis(empty):
    save(empty, result())
    save(empty, result("hotspots", frames={"hotspots": squares(4)}))
    save(empty, result(n=5, frames={"coverage": squares(1, west=10.0)}))
    assert empty.result("coverage").n == 5
    assert empty.result_items("coverage")["area"].tolist() == ["a-0"]
    assert empty.result_items("gaps").empty
    assert len(empty.result_items("hotspots")) == 4
    kept = [*empty.result_items("coverage").index, *empty.result_items("hotspots").index]
    assert sorted(indexed(empty)) == sorted(kept)
    assert empty.result_items("coverage", (18, 52, 19, 54)).empty


def test_items_that_are_as_they_were_keep_their_rows(empty):
    save(empty, result())
    before = empty.result_items("coverage").index.tolist()
    frame = squares(3)
    frame.loc[1, "area"] = "changed"
    with empty._reading() as connection:
        changes = connection.exec_driver_sql("SELECT total_changes()").scalar()
    save(empty, result(frames={"coverage": frame, "gaps": squares(2, west=19.0)}))
    assert empty.result_items("coverage").index.tolist() == before
    assert empty.result_items("coverage")["area"].tolist() == ["a-0", "changed", "a-2"]
    with empty._reading() as connection:
        # The head, the item, and its place in the index: taken out and entered.
        assert 0 < connection.exec_driver_sql("SELECT total_changes()").scalar() - changes < 12


def test_more_or_fewer_items_come_out_in_their_order_and_are_found_where_they_are(empty):
    save(empty, result(frames={"coverage": squares(3), "gaps": squares(2, west=19.0)}))
    for n, west in ((5, 18.6), (2, 18.6), (4, 20.0)):
        save(empty, result(frames={"coverage": squares(n, west=west), "gaps": squares(2, west=19.0)}))
        items = empty.result_items("coverage")
        assert items["cameras"].tolist() == list(range(n))
        assert sorted(indexed(empty)) == sorted([*items.index, *empty.result_items("gaps").index])
        assert len(empty.result_items("coverage", (west, 52, west + 0.001, 54))) == 1
    assert empty.result_items("coverage", (18.6, 52, 18.601, 54)).empty


def test_a_result_that_cannot_be_saved_leaves_the_last_one_whole(empty):
    save(empty, result())
    hollow = squares(2).set_geometry([shapely.Point(0, 0), None])
    with pytest.raises(Exception, match="NOT NULL"):
        save(empty, result(n=99, frames={"coverage": squares(1), "gaps": hollow}))
    assert empty.result("coverage").n == 37
    assert len(empty.result_items("coverage")) == 3
    assert len(empty.result_items("gaps")) == 2
    assert len(indexed(empty)) == 5


def test_a_layer_without_items_is_empty(empty):
    save(empty, result(frames={"coverage": squares(0)}))
    assert empty.result_items("coverage").empty
    assert empty.result("coverage").n == 37
