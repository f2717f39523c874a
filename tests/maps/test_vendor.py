"""Is what we vendored what its makers published?"""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

STATIC = Path(__file__).parents[2] / "maps/static"
VENDOR = STATIC / "vendor"


def test_every_vendored_file_has_the_hash_that_is_written_down() -> None:
    told = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))
    known = {f"{part}/{name}": digest for part, facts in told.items() for name, digest in facts["sha256"].items()}
    there = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "vendor.toml"
    }
    assert there == known


def test_every_part_names_version_and_licence_and_ships_it() -> None:
    for part, facts in tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8")).items():
        assert facts["version"]
        assert facts["licence"]
        assert (VENDOR / part / "LICENSE").is_file()


def test_no_style_and_no_script_of_ours_reaches_another_host() -> None:
    for path in [*STATIC.glob("*.js"), *STATIC.glob("*.css"), *(STATIC.parent / "templates").glob("*.html")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(src|href)\s*=\s*["'](https?:)?//|fetch\(["']https?|url\(["']?https?:""", text), path
        assert not re.search(r"innerHTML|insertAdjacentHTML|\|\s*safe\b|document\.write", text), path
