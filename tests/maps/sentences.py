"""Which sentences does the interface have? Gathered from the source, for the catalogue and its test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file

ROOT = Path(__file__).parents[2]
#: Calls whose first argument is a sentence, or whose first two are its singular and plural.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "words": None,
    "_": None,
    "rich": None,
    "BadInput": None,
    "Unavailable": None,
    "count": (1, 2),
    "plural": (1, 2),
}
SENTENCE = re.compile(r"^[A-Z][^\n]* [^\n]*[.;:]$|^[A-Z{][^\n]* [^\n]*\{\w+\}[^\n]*$", re.DOTALL)

Key = str | tuple[str, str]


def of_pages() -> set[Key]:
    """Return the sentences of pages and commands; a pair is a singular and its plural."""
    found: set[Key] = set()
    places = (
        ("maps/*.py", "python"),
        ("maps/templates/*.html", "jinja2.ext:babel_extract"),
        ("api/*cli.py", "python"),
        ("api/terminal.py", "python"),
        ("api/routes/*.py", "python"),
        ("api/passwords.py", "python"),
        ("api/people.py", "python"),
        ("api/secret.py", "python"),
    )
    for pattern, method in places:
        for path in sorted(ROOT.glob(pattern)):
            for _, message, _, _ in extract_from_file(method, path, keywords=KEYWORDS):
                found.add(tuple(message) if isinstance(message, tuple | list) else message)
    return found


def of_commands() -> set[str]:
    """Return what ``czujka --help`` says."""
    import typer

    from api.cli import app

    return set(_helps(typer.main.get_command(app)))


def of_core() -> set[str]:
    """Return the sentences that errors, faults and notes of ``geo``, the gate and the settings carry."""
    files = [*sorted((ROOT / "geo").rglob("*.py")), ROOT / "layers/gate.py", ROOT / "api/settings.py"]
    spoken = [path for path in files if not {"migrations", "fabric"} & set(path.parts)]
    return {text for path in spoken for text in _constants(path)}


def _helps(command: object) -> Iterator[str]:
    for part in (command, *getattr(command, "params", [])):
        if getattr(part, "help", None):
            yield part.help  # type: ignore[attr-defined]
    for below in getattr(command, "commands", {}).values():
        yield from _helps(below)


def _constants(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    described = {
        id(keyword.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "description"
    }
    pieces = {id(v) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for v in node.values}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in documentation | described | pieces and SENTENCE.match(node.value):
            yield node.value
