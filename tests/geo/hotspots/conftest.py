"""The fixed made-up city that other programs were run on, as frames."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import csr_array

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "hotspots"
METRIC = "EPSG:2177"


def table(name):
    return pd.read_csv(REFERENCE / f"{name}.csv")


def tree(name):
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def events():
    """Return 860 events in a city of 6 x 4 km and a year, with ``t_day``."""
    frame = table("events")
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["x"], frame["y"]), crs=METRIC)


@pytest.fixture(scope="session")
def grid250():
    """Return the 384 squares with what Python, R and spatstat say of them."""
    python, r = table("grid250_ref_python"), table("grid250_ref_R")
    spatstat = table("grid250_ref_spatstat_kde")
    assert (python["cell"] == r["cell"]).all()
    assert (python["cell"] == spatstat["cell"]).all()
    of_r = r[["local_moran_I_spdep"]]
    return pd.concat([python, of_r, spatstat.filter(like="sp_")], axis=1)


@pytest.fixture(scope="session")
def squares250(grid250):
    x, y = grid250["cx"].to_numpy(), grid250["cy"].to_numpy()
    return shapely.box(x - 125, y - 125, x + 125, y + 125)


@pytest.fixture(scope="session")
def districts():
    python, r = table("districts_ref_python"), table("districts_ref_R")
    return python.join(r[["eb_global_spdep", "eb_local_spdep", "survey_mean", "survey_se"]])


@pytest.fixture(scope="session")
def queen(districts):
    """Return the binary weights of the 24 districts, each with itself."""
    x, y = districts["ix"].to_numpy(), districts["iy"].to_numpy()
    near = (np.abs(x[:, None] - x) <= 1) & (np.abs(y[:, None] - y) <= 1)
    return csr_array(near.astype(float))


@pytest.fixture(scope="session")
def streets():
    nodes, edges = table("net_nodes"), table("net_edges")
    xy = nodes[["x", "y"]].to_numpy()
    lines = shapely.linestrings(np.stack([xy[edges["from"]], xy[edges["to"]]], axis=1))
    return gpd.GeoSeries(lines, crs=METRIC)


@pytest.fixture(scope="session")
def snapped():
    """Return the events where spatstat put them on the streets."""
    frame = table("events_ref_R")
    return gpd.GeoSeries(gpd.points_from_xy(frame["net_x"], frame["net_y"]), crs=METRIC)


@pytest.fixture(scope="session")
def midpoints():
    return table("net_kde_spatstat_midpoints")


@pytest.fixture(scope="session")
def of_python():
    return tree("ref_python")


@pytest.fixture(scope="session")
def of_r():
    return tree("ref_R")


@pytest.fixture(scope="session")
def of_r_network():
    return tree("ref_R_network")
