"""Was the map right: PAI, PEI* and the rest against the reference, by hand, and against the naive maps."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.evaluation.accuracy import SHARES, accuracy, area_under_curve, compare, hottest, most_hits, verdict

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "hotspots"
MAPS = ("count", "kde250_diggle", "kde250_decay60")
SHARES_TOLD = ("0.02", "0.05", "0.10")


@pytest.fixture(scope="module")
def grid():
    return pd.read_csv(REFERENCE / "grid250_ref_python.csv")


@pytest.fixture(scope="module")
def told():
    return json.loads((REFERENCE / "ref_python.json").read_text(encoding="utf-8"))["accuracy"]


@pytest.mark.parametrize("share", SHARES_TOLD)
@pytest.mark.parametrize("name", MAPS)
def test_every_number_equals_that_of_the_reference(grid, told, name, share):
    hits, known = grid["count_test"].to_numpy(), grid["count_train"].to_numpy()
    [row] = accuracy(
        grid[f"score_{name}"].to_numpy(), hits, np.full(384, 62_500.0), known=known, shares=[float(share)]
    ).to_dict("records")
    expected = told[f"{name}@{share}"]
    assert (row["cells"], row["hits"], row["n"]) == (expected["cells"], expected["hits"], expected["N"])
    names = {
        "measure_share": "area_share",
        "hit_rate": "hit_rate",
        "pai": "PAI",
        "pai_max": "PAI_max",
        "pei": "PEI",
        "rri": "RRI",
    }
    for ours, theirs in names.items():
        assert row[ours] == pytest.approx(expected[theirs], rel=1e-9), ours


@pytest.mark.parametrize("name", MAPS)
def test_the_area_under_the_curve_equals_that_of_the_reference(grid, told, name):
    found = area_under_curve(grid[f"score_{name}"].to_numpy(), grid["count_test"].to_numpy(), np.ones(384))
    assert found == pytest.approx(told[f"{name}_auc_event_weighted"], rel=1e-9)


def test_pai_by_hand_on_area_and_on_street_length():
    # Cell 0 holds 6 of 10 incidents, a quarter of the area, and 500 of 1,000 m of street.
    score, hits = np.array([9.0, 1, 1, 1]), np.array([6, 2, 1, 1])
    [by_area] = accuracy(score, hits, np.full(4, 100.0), shares=[0.25]).to_dict("records")
    assert by_area["pai"] == pytest.approx((6 / 10) / (1 / 4))
    [by_street] = accuracy(score, hits, np.array([500.0, 300, 100, 100]), shares=[0.5]).to_dict("records")
    assert by_street["pai"] == pytest.approx((6 / 10) / (500 / 1000))


def test_the_shares_are_one_two_five_and_ten_per_cent():
    assert SHARES == (0.01, 0.02, 0.05, 0.10)
    assert accuracy(np.arange(1000.0), np.ones(1000), np.ones(1000))["cells"].tolist() == [10, 20, 50, 100]


def test_cells_are_taken_as_near_to_the_share_as_whole_cells_can_and_one_at_least():
    score = np.arange(384.0)
    assert [hottest(score, np.ones(384), share=share).sum() for share in (0.02, 0.05, 0.10, 1e-9)] == [8, 19, 38, 1]


def test_of_equal_scores_the_first_cells_come_first_and_unknown_ones_last():
    assert hottest(np.array([1.0, np.nan, 1.0, 1.0]), np.ones(4), share=0.5).tolist() == [True, False, True, False]


def test_the_ceiling_with_unequal_cells_counts_a_part_of_the_last():
    # Per ground: 8 in 1, then 9 in 2, then 1 in 1. In 2: all of the first and half of the second.
    assert most_hits(np.array([9, 8, 1]), np.array([2.0, 1, 1]), within=2.0) == pytest.approx(12.5)
    assert most_hits(np.array([9, 8, 1]), np.array([2.0, 1, 0]), within=3.0) == pytest.approx(17)


cells = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.01, 5)), min_size=2, max_size=30).filter(
    lambda rows: sum(hits for _, hits, _ in rows) > 0
)


@given(cells, st.floats(0.01, 1))
def test_no_map_is_better_than_the_ceiling(rows, share):
    score, hits, measure = (np.array(column) for column in zip(*rows, strict=True))
    [row] = accuracy(score.astype(float), hits, measure, shares=[share]).to_dict("records")
    assert 0 <= row["pei"] <= 1 + 1e-9
    assert row["pai"] == pytest.approx(row["hit_rate"] / row["measure_share"])


@given(cells)
def test_the_curve_of_a_map_and_of_its_opposite_make_one(rows):
    score, hits, measure = (np.array(column) for column in zip(*rows, strict=True))
    both = area_under_curve(score.astype(float), hits, measure) + area_under_curve(-score.astype(float), hits, measure)
    assert both == pytest.approx(1)


def test_without_incidents_nothing_can_be_told():
    [row] = accuracy(np.arange(4.0), np.zeros(4), np.ones(4), shares=[0.5]).to_dict("records")
    assert all(np.isnan(row[name]) for name in ("hit_rate", "pai", "pai_max", "pei", "rri"))
    assert np.isnan(area_under_curve(np.arange(4.0), np.zeros(4), np.ones(4)))


def test_a_map_that_catches_fewer_than_the_naive_is_called_worse():
    hits = np.array([10, 4, 0, 0])
    frame = compare(
        {"map": np.array([0.0, 9, 0, 0])}, hits, np.ones(4), naive={"count": np.array([9.0, 0, 0, 0])}, shares=[0.25]
    )
    said = frame.set_index("method")
    assert said.loc["map", "verdict"] == "worse than naive"
    assert said.loc["count", "verdict"] == "naive"
    assert said.loc["map", "hits"] == 4


def test_a_map_must_beat_the_best_of_the_naive_ones_beyond_chance():
    hits = np.array([30, 10, 26, 0])
    naive = {"count": np.array([0.0, 9, 0, 0]), "last period": np.array([0.0, 0, 9, 0])}
    best, same = np.array([9.0, 0, 0, 0]), np.array([0.0, 0, 9, 0])
    frame = compare({"best": best, "same": same}, hits, np.ones(4), naive=naive, shares=[0.25]).set_index("method")
    # 30 against 26 is not beyond chance; against the 10 of simple counts alone it is.
    assert frame.loc["best", "verdict"] == frame.loc["same", "verdict"] == "no better shown"
    alone = compare({"best": best}, hits, np.ones(4), naive={"count": naive["count"]}, shares=[0.25]).set_index(
        "method"
    )
    assert alone.loc["best", "verdict"] == "better than naive"


def test_only_incidents_that_one_map_alone_held_decide():
    # 5 heads of 5: p = 1/16; 6 of 6: 1/32.
    assert verdict(5, 0) == ("no better shown", pytest.approx(1 / 16))
    assert verdict(6, 0) == ("better than naive", pytest.approx(1 / 32))
    assert verdict(0, 0) == ("no better shown", 1.0)


def test_a_map_of_chance_is_hardly_ever_called_better():
    better = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        hits = rng.poisson(1.0, 200)
        frame = compare({"map": rng.random(200)}, hits, np.ones(200), naive={"count": rng.random(200)}, shares=[0.10])
        better += (frame["verdict"] == "better than naive").any()
    # The test is two-sided and only more counts as better: 2.5 % at most, and three standard errors.
    assert better / 400 <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 400)


def test_cells_without_any_ground_are_refused():
    with pytest.raises(BadInput, match="some area or street length"):
        accuracy(np.ones(3), np.ones(3), np.zeros(3))
