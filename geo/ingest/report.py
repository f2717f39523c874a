"""What an import tells the one who asked for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from geo.errors import Fault

#: Told how many rows are done, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a reader should know of an import: a sentence with its values."""

    template: str
    values: dict[str, object]

    @property
    def message(self) -> str:
        """The note as an English sentence."""
        return self.template.format(**self.values)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file.

    Attributes
    ----------
    family
        The family of things that was imported.
    name
        The name of the source.
    rows_read
        Rows with anything in them, without the header.
    taken
        Rows that were taken; those that were not are in ``not_taken``.
    added
        Things that were added: more than ``taken`` where a row tells of several cameras.
    not_taken
        Why rows were not taken, in the order of rows; a row can have several faults.
    notes
        What was detected, repaired, assumed or left aside.
    dry_run
        Whether all of this was only tried.
    """

    family: str
    name: str
    rows_read: int
    taken: int
    added: int
    not_taken: tuple[Fault, ...]
    notes: tuple[Note, ...]
    dry_run: bool


@dataclass(slots=True)
class Notebook:
    """Collects notes; those that are counted become one sentence with ``{count}``."""

    said: list[Note] = field(default_factory=list)
    counted: Counter[tuple[str, tuple[tuple[str, object], ...]]] = field(default_factory=Counter)

    def say(self, template: str, **values: object) -> None:
        """Add a note."""
        self.said.append(Note(template, values))

    def count(self, template: str, **values: object) -> None:
        """Count one more case of a note."""
        self.counted[template, tuple(sorted(values.items()))] += 1

    def notes(self) -> tuple[Note, ...]:
        """Return all notes, the counted ones last."""
        told = (Note(template, dict(values) | {"count": n}) for (template, values), n in self.counted.items())
        return (*self.said, *told)
