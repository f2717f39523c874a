"""Reading a parcel off a row, and whether its use makes it private."""

from __future__ import annotations

import re

from geo.city import City
from geo.ingest import words
from geo.ingest.row import Row, Values

#: A parcel may have several uses, with or without their sizes: ``B, RIIIa``, ``B-RIIIa``, ``B 0.0500; Bp 0.0100``.
_BETWEEN_USES = re.compile(r"[,;/+|-]")


def things(row: Row, city: City) -> list[Values]:
    """Return the values of a parcel; it is residential where one of its uses is, or where no use is told.

    Notes
    -----
    The use is the word of the land and building register, such as ``B`` or ``tereny mieszkaniowe``. A use that is
    not known is kept as it is written: such a parcel counts as no private ground.
    """
    told = row.text("kind")
    if told is None:
        row.notebook.count("Parcels without a use were taken as residential: {count}.")
        return [{"ref": row.text("ref")}]
    uses = _uses(told)
    private = [use for use in uses if use in city.privacy.parcel_kinds]
    if not private:
        row.notebook.count("Parcels of other uses were taken, and count as no private ground: {count}.")
    return [{"ref": row.text("ref"), "kind": (private or uses or [told])[0]}]


def _uses(told: str) -> list[str]:
    """Return the uses that a cell names."""
    known = words.words("parcel_kind")
    if words.folded(told) in known:
        return [known[words.folded(told)]]
    named = [part.split()[0] for part in _BETWEEN_USES.split(told) if part.strip()]
    return [known.get(words.folded(use), told) for use in named]
