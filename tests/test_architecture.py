"""Does the house stand? Arrows only down, no cycles, each library in its home, no drawers."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = {"geo": 0, "layers": 1, "maps": 2, "api": 3}
#: Within geo, plain values and pure mathematics stand below what keeps and what computes by name.
BELOW = {"geo.analyses": {"geo.model", "geo.geometry", "geo.coverage", "geo.hotspots", "geo.disclosure", "geo.storage"}}
HOMES = {
    "fastapi": "api",
    "starlette": "api",
    "uvicorn": "api",
    "typer": "api",
    "folium": "maps",
    "branca": "maps",
    "sqlalchemy": "geo.storage",
    "alembic": "geo.storage",
    "sqlite3": "geo.storage",
    "pysqlite3": "geo.storage",
    "osmium": "geo.ingest",
    "highspy": "geo.siting",
}
DRAWERS = {"utils", "util", "helpers", "common", "core", "services", "managers", "misc"}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_of(path): path
    for floor in FLOORS
    for path in sorted((ROOT / floor).rglob("*.py"))
    if "versions" not in path.parts
}


def imports_of(module: str) -> set[str]:
    """Return what a module imports anywhere, function bodies included; a relative import is a fault of style."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


IMPORTS = {module: imports_of(module) for module in MODULES}


@pytest.mark.parametrize("module", MODULES)
def test_arrows_run_only_down(module: str) -> None:
    floor = FLOORS[module.split(".")[0]]
    upward = {name for name in IMPORTS[module] if FLOORS.get(name.split(".")[0], 0) > floor}
    assert not upward


def test_no_module_below_the_analyses_imports_them() -> None:
    for above, floors in BELOW.items():
        for module, names in IMPORTS.items():
            if any(module.startswith(below) for below in floors):
                assert not {name for name in names if name.startswith(above)}, module


def test_there_is_no_import_cycle() -> None:
    edges = {
        module: {name for name in names if name in MODULES and name != module} for module, names in IMPORTS.items()
    }
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("library", HOMES)
def test_a_library_stays_in_its_home(library: str) -> None:
    home = HOMES[library]
    strangers = [
        module
        for module, names in IMPORTS.items()
        if not module.startswith(home) and any(name.split(".")[0] == library for name in names)
    ]
    assert not strangers


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_a_sentence_and_is_no_drawer(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    first = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0]
    assert first.endswith((".", "?", "!")), "a module opens with one sentence"
    assert not DRAWERS & set(module.split("."))
    assert text.count("\n") <= 350


def test_only_the_gate_calls_the_layers() -> None:
    callers = []
    for module, path in MODULES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        found = [call for call in calls if isinstance(call, ast.Attribute) and call.attr == "find"]
        if any("store" in ast.unparse(call.value) or "layer" in ast.unparse(call.value) for call in found):
            callers.append(module)
    assert callers == ["layers.gate"]


def test_pages_and_routes_read_things_only_through_the_gate() -> None:
    """A store read from above the layers would be a second way in."""
    second_ways = []
    for module, path in MODULES.items():
        if module.split(".")[0] not in ("maps", "api") or module == "api.cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            reads = isinstance(node, ast.Attribute) and node.attr in ("read_page", "result_items", "plan_items")
            family = isinstance(node, ast.Attribute) and node.attr == "read" and "store" in ast.unparse(node.value)
            if reads or family:
                second_ways.append(f"{module}: {ast.unparse(node)}")
    assert not second_ways
