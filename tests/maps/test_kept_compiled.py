"""Are catalogues and templates compiled once, and anew where their source has changed?"""

from __future__ import annotations

import gettext
import io
import os
from pathlib import Path

import pytest

from maps.catalogue import compiled

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Camera"\nmsgstr "{said}"\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "pl.po"
    path.write_text(PO.format(said="Kamera"), encoding="utf-8")
    return path


def said(made: bytes) -> str:
    return gettext.GNUTranslations(io.BytesIO(made)).gettext("Camera")


def test_a_catalogue_is_compiled_once(source: Path) -> None:
    assert said(compiled(source)) == "Kamera"
    kept = source.parent / "__pycache__" / "pl.mo"
    before = kept.stat()
    assert said(compiled(source)) == "Kamera"
    assert kept.stat() == before


@pytest.mark.parametrize("later_s", [-3600, 3600])
def test_a_catalogue_of_another_time_is_compiled_anew(source: Path, later_s: int) -> None:
    compiled(source)
    was = source.stat().st_mtime
    source.write_text(PO.format(said="Kamerka"), encoding="utf-8")
    os.utime(source, (was + later_s, was + later_s))
    assert said(compiled(source)) == "Kamerka"


def test_where_nothing_can_be_written_it_is_compiled_each_time(source: Path) -> None:
    (source.parent / "__pycache__").write_text("a file stands in the way")
    assert said(compiled(source)) == said(compiled(source)) == "Kamera"
