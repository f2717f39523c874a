"""What a format is: a media type, the end of a file's name, and how a page is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from layers.base import Page


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes
    ----------
    title
        Its name as people know it.
    write
        Writes a page; the mapping holds further members of the collection, such as links, for formats that
        have a place for them.
    """

    title: str
    media_type: str
    suffix: str
    write: Callable[[Page, Mapping[str, Any]], bytes]

    def encode(self, page: Page, members: Mapping[str, Any] | None = None) -> bytes:
        """Return the page as bytes."""
        return self.write(page, members or {})
