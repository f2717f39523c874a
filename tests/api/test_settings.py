"""Do settings come from the environment, and stay light?"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from api.settings import Settings
from geo.errors import BadInput


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CZUJKA_CITY", "torun")
    monkeypatch.setenv("CZUJKA_DATA_DIR", "/srv/czujka")
    monkeypatch.setenv("CZUJKA_HOSTS", "czujka.torun.pl, kamery.torun.pl")
    settings = Settings()
    assert settings.database == Path("/srv/czujka/torun.sqlite")
    assert {"czujka.torun.pl", "kamery.torun.pl", "localhost", "127.0.0.1"} <= settings.allowed_hosts


@pytest.mark.parametrize(("text", "https"), [("1", True), ("True", True), ("off", False), ("0", False)])
def test_what_is_so_or_not_is_told_in_a_word(monkeypatch: pytest.MonkeyPatch, text: str, https: bool) -> None:
    monkeypatch.setenv("CZUJKA_HTTPS", text)
    assert Settings().https is https


@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        ("CZUJKA_PORT", "http", "The setting CZUJKA_PORT must be a whole number, not 'http'."),
        ("CZUJKA_PORT", "65536", "The setting CZUJKA_PORT must be from 0 to 65535, not 65536."),
        ("CZUJKA_FORMS_AN_HOUR", "0", "The setting CZUJKA_FORMS_AN_HOUR must be from 1 to 1000000000, not 0."),
        (
            "CZUJKA_HTTPS",
            "maybe",
            "The setting CZUJKA_HTTPS must be one of 1, true, yes, on, 0, false, no, off, not 'maybe'.",
        ),
    ],
)
def test_a_value_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, text: str, said: str) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(BadInput) as refused:
        Settings()
    assert str(refused.value) == said


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_settings_load_without_the_spatial_libraries() -> None:
    code = "import sys, api.settings; sys.exit(bool({'geopandas', 'shapely', 'fastapi', 'numpy', 'pydantic'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
