"""Does the solver find the values that others published for real cities?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from geo.siting.cuts import with_cuts
from geo.siting.goals import measure
from geo.siting.layout import lay_out
from geo.siting.model import model_of
from geo.siting.prices import priced
from geo.siting.problem import SitingProblem
from geo.siting.solve import solve

DATA = Path(__file__).parents[2] / "data"


def rng():
    return np.random.default_rng(0)


def test_the_published_value_of_san_francisco_and_the_least_number_that_covers_all() -> None:
    told = pd.read_csv(DATA / "siting/spopt_sf_distances.csv")
    expected = pd.read_csv(DATA / "siting/spopt_sf_expected.csv").set_index("problem")["objective"]
    people = told.groupby("DestinationName")["demand"].first()
    far = told.pivot_table(index="name", columns="DestinationName", values="distance")[people.index]
    problem = SitingProblem(
        weights=people.to_numpy(),
        covers=csr_array((far <= 5000).to_numpy()),
        site=np.arange(16),
        cost_grosze=np.ones(16, dtype=int),
        kind=["store"] * 16,
        budget_grosze=4,
    )
    assert solve(problem, time_limit_s=20, rng=rng()).objective == expected["MCLP"] == 875247
    everything = replace(problem, objective="least_cost", budget_grosze=None)
    assert solve(everything, time_limit_s=20, rng=rng()).objective == expected["LSCP"] == 8


@pytest.fixture(scope="module")
def compiled() -> None:
    """Compile what a time limit would otherwise be spent on."""
    problem = SitingProblem(
        weights=[1], covers=csr_array([[1]]), site=[0], cost_grosze=[1], kind=["new"], budget_grosze=1
    )
    layout = lay_out(problem)
    found = priced(model_of(problem, layout), "cover", start=None, asked=lambda bound: True)
    with_cuts(model_of(problem, layout), layout, found.point, rng())


@pytest.mark.usefixtures("compiled")
def test_a_published_value_of_a_real_city_lies_within_the_gap_that_is_stated() -> None:
    p = 50
    places = pd.read_csv(DATA / "siting/new_york.csv")
    published = pd.read_csv(DATA / "siting/new_york_published.csv").set_index("p").loc[p]
    lat, lon = np.radians(places["lat"].to_numpy()), np.radians(places["lon"].to_numpy())
    north, east = np.sin((lat[:, None] - lat) / 2) ** 2, np.sin((lon[:, None] - lon) / 2) ** 2
    half = north + np.cos(lat[:, None]) * np.cos(lat) * east
    far = 2 * 6378137 * np.arcsin(np.sqrt(half))
    n = len(places)
    problem = SitingProblem(
        weights=places["demand"].to_numpy(),
        covers=csr_array(far <= published["radius_m"]),
        site=np.arange(n),
        cost_grosze=np.ones(n, dtype=int),
        kind=["new"] * n,
        budget_grosze=p,
    )
    theirs = np.array(published["sites_0based"].split(), dtype=int)
    assert measure(problem, "cover", theirs) == published["published_f"]
    plan = solve(problem, time_limit_s=4, rng=rng())
    assert plan.bound >= published["published_f"]
    assert plan.objective >= published["published_f"] * (1 - 1e-9) - plan.gap * plan.objective
    assert plan.gap < 0.01
