"""How does a benchmark put its table into docs/performance.md, and what does it say of its machine?"""

from __future__ import annotations

import os
import platform
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


def machine() -> str:
    """Return processor, cores and Python, and how busy the machine is with other work."""
    model = next(
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    )
    return f"{model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}"


def write(name: str, lines: list[str]) -> None:
    """Put lines between the markers of a benchmark, at the end of the page if there are none yet."""
    begin, end = f"<!-- bench: {name} -->", f"<!-- /bench: {name} -->"
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Performance\n"
    if begin not in text:
        text = f"{text.rstrip()}\n\n{begin}\n{end}\n"
    head, rest = text.split(begin)
    PAGE.write_text(head + begin + "\n" + "\n".join(lines) + "\n" + end + rest.split(end)[1], encoding="utf-8")
    print("\n".join(lines))
