"""Do the documents tell the truth about the tree?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from layers import LAYERS

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_names_a_path_of_a_machine(document: Path) -> None:
    assert not re.search(r"(^|\W)/(tmp|work|root|home)/\w", document.read_text(encoding="utf-8"))


def test_every_command_of_the_readme_is_one() -> None:
    commands = set(re.findall(r"czujka ([a-z]+)", README))
    assert commands
    listed = subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", "--help"], capture_output=True, text=True, check=True
    )
    for command in commands:
        assert re.search(rf"^\s+{command}\b", listed.stdout, re.MULTILINE), command


def test_every_make_target_of_the_readme_is_one() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", README)) - {"and"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_layer_that_documents_name_is_one() -> None:
    for document in DOCUMENTS:
        for layer in re.findall(r"/collections/([a-z-]+)/items", document.read_text(encoding="utf-8")):
            assert layer in LAYERS


def test_locks_name_no_host() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"https?://|--index-url|--find-links", lock.read_text(encoding="utf-8")), lock


def test_every_dependency_is_told_and_locked() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").lower()
    locked = (ROOT / "requirements/serve.txt").read_text(encoding="utf-8")
    for dependency in project["dependencies"]:
        name = re.split(r"[<>=\[]", dependency)[0]
        assert name in told, name
        assert re.search(rf"^{name}==", locked, re.MULTILINE), name
