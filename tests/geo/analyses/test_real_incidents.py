"""Does the document on hotspots hold what the three real sets give?"""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_table_of_the_document_is_what_the_code_computes() -> None:
    spec = importlib.util.spec_from_file_location("real_incidents", ROOT / "tests/benchmarks/real_incidents.py")
    assert spec
    assert spec.loader
    real = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(real)
    document = (ROOT / "docs/hotspots.md").read_text(encoding="utf-8")
    assert real.table() in document
