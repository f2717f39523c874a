"""Do settings come from the environment, and stay light?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pydantic
import pytest

from api.settings import Settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CZUJKA_CITY", "torun")
    monkeypatch.setenv("CZUJKA_DATA_DIR", "/srv/czujka")
    monkeypatch.setenv("CZUJKA_HOSTS", "czujka.torun.pl, kamery.torun.pl")
    settings = Settings()
    assert settings.database == Path("/srv/czujka/torun.sqlite")
    assert {"czujka.torun.pl", "kamery.torun.pl", "localhost", "127.0.0.1"} <= settings.allowed_hosts


def test_settings_do_not_change() -> None:
    with pytest.raises(pydantic.ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_settings_load_without_the_spatial_libraries() -> None:
    code = "import sys, api.settings; sys.exit(bool({'geopandas', 'shapely', 'fastapi', 'numpy'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
