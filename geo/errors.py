"""What can go wrong, as one small tree of errors.

CzujkaError
├── BadInput (ValueError)         what was given cannot be used              400
│   ├── FaultyFile                a file has faults, all of them listed      422
│   └── FaultyForm                a form has faults, all of them listed      422
├── NotFound (LookupError)        what was asked for is not there            404
└── Unavailable (RuntimeError)    a part that the work needs is not ready    503
    └── StorageFull               there is no room left to store anything    507

A message says what must hold, what was given and, where there are some, the choices. It is kept as a
template and its values, so that a page can say it in the reader's language; ``str(error)`` is English.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class CzujkaError(Exception):
    """An error that a user can act on.

    Parameters
    ----------
    template
        The English sentence with ``{names}`` for the values; it is also the key of the message catalogues.
    **values
        What stands in the place of the names.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(template.format(**values))


class BadInput(CzujkaError, ValueError):
    """What was given cannot be used."""


class NotFound(CzujkaError, LookupError):
    """What was asked for is not there."""


class Unavailable(CzujkaError, RuntimeError):
    """A part that the work needs is not ready."""


class StorageFull(Unavailable):
    """There is no room left to store anything; reading goes on."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file or a form: where it is, what must hold, what was given.

    Attributes
    ----------
    row
        As the user sees it in the file; none in a form.
    column
        The file's own heading, or the field of the form.
    """

    row: int | None
    column: str | None
    template: str
    values: dict[str, object]

    @property
    def message(self) -> str:
        """The fault as an English sentence."""
        return self.template.format(**self.values)


class FaultyFile(BadInput):
    """A file has faults; nothing of it was taken.

    Attributes
    ----------
    faults
        Every fault of the file, in the order of its rows.
    """

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "{name} must be free of faults to be imported, but it has {count}; nothing was imported.",
            name=name,
            count=len(self.faults),
        )


class FaultyForm(BadInput):
    """A form has faults; nothing of it was stored.

    Attributes
    ----------
    faults
        Every fault of the form, each with its field.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("A form must be free of faults to be stored, but it has {count}.", count=len(self.faults))
