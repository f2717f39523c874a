"""Does the service begin with what a first page needs, and nothing that only computes?"""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Libraries that compute, draw or read files: they are loaded by the first request that needs them.
LATER = {"numba", "scipy", "pyvrp", "highspy", "folium", "branca", "PIL", "holidays", "openpyxl", "osmium", "pyogrio"}
#: The map of what cameras see is drawn by folium.
DRAWS = {"folium", "branca"}


def loaded_by(code: str) -> set[str]:
    """Return the modules that a Python of its own has loaded after some code."""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, check=True, text=True
    )
    return set(told.stdout.split())


@pytest.mark.parametrize(
    ("code", "later"),
    [
        ("import api.app; api.app.create_app()", LATER),
        ("import maps.planner", LATER - DRAWS),
        ("import layers.formats", LATER),
        ("import api.cli", LATER | {"fastapi", "geopandas", "sqlalchemy"}),
    ],
)
def test_what_only_computes_is_loaded_later(code: str, later: set[str]) -> None:
    assert not loaded_by(code) & later


def test_no_analysis_is_loaded_before_it_is_run() -> None:
    service = {name for name in loaded_by("import api.app; api.app.create_app()") if name.startswith("geo.analyses.")}
    assert service <= {f"geo.analyses.{name}" for name in ("hotspots_closed", "inputs", "kept", "registry", "renew")}


def test_a_module_of_a_room_is_loaded_when_something_of_it_is_used() -> None:
    assert "maps.night" not in loaded_by("from maps import night")
    assert "maps.night" in loaded_by("from maps import night; night.night_page")
    assert "maps.night" in loaded_by("from maps.night import night_page")


def test_what_is_put_into_a_module_of_a_room_is_put_into_the_module_itself() -> None:
    code = "from geo.siting import rough; rough.STEPS = 7; from geo.siting.rough import STEPS; assert STEPS == 7"
    assert "geo.siting.rough" in loaded_by(code)


def test_a_room_has_no_module_that_is_not_there() -> None:
    with pytest.raises(ImportError, match="nowhere"):
        from maps import nowhere  # type: ignore[attr-defined]  # noqa: F401
