"""One row of a file while things are made of it, and the faults that are found on the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from geo.errors import BadInput, Fault
from geo.ingest.report import Notebook
from geo.ingest.words import says_nothing

T = TypeVar("T")

#: The values of one thing, by the names of its model's fields.
Values = dict[str, Any]


@dataclass(slots=True)
class Row:
    """The cells of one row by field.

    Attributes
    ----------
    number
        As the user sees it in the file.
    cells
        What stands there; a field without a value is left out.
    headers
        The file's own header of each field.
    notebook
        What is noted on the way.
    unread
        Faults of single values: the thing is there, but this is not what it can be.
    refused
        Why the whole row is not what the family holds.
    """

    number: int
    cells: Mapping[str, Any]
    headers: Mapping[str, str]
    notebook: Notebook
    unread: list[Fault] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)

    def read(self, name: str, reader: Callable[[Any], T]) -> T | None:
        """Return what a reader makes of a cell; none, and a fault noted, where it cannot."""
        if name not in self.cells:
            return None
        try:
            return reader(self.cells[name])
        except BadInput as error:
            self.fault(name, error.template, **error.values)
            return None

    def text(self, name: str) -> str | None:
        """Return a cell as text."""
        return text(self.cells[name]) if name in self.cells else None

    def fault(self, name: str | None, template: str, **values: object) -> None:
        """Note a fault of a value."""
        self.unread.append(Fault(self.number, self.header(name), template, values))

    def refuse(self, name: str | None, template: str, **values: object) -> None:
        """Note why the row is no thing of the family."""
        self.refused.append(Fault(self.number, self.header(name), template, values))

    def header(self, name: str | None) -> str | None:
        """Return the file's own header of a field."""
        return None if name is None else self.headers.get(name, name)

    @property
    def faults(self) -> list[Fault]:
        """All faults of the row."""
        return [*self.refused, *self.unread]


def told(cell: Any) -> bool:
    """Tell whether a cell has a value."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return False
    return not (isinstance(cell, str) and says_nothing(cell))


def text(cell: Any) -> str:
    """Return a cell as text; a whole number without a decimal point.

    Examples
    --------
    >>> text(12.0), text("012 ")
    ('12', '012')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
