"""Reading a place where people gather off a row."""

from __future__ import annotations

from functools import partial

from geo.city import City
from geo.ingest import words
from geo.ingest.row import Row, Values


def things(row: Row, city: City) -> list[Values]:
    """Return the values of a place; its kind is one of the city's profile."""
    kind = row.read("kind", partial(_kind, city=city))
    return [{"ref": row.text("ref"), "kind": kind, "name": row.text("name")}]


def _kind(given: object, *, city: City) -> str:
    """Read the kind of a place: its key, its name in the profile, or a usual word for it."""
    usual = {word: key for word, key in words.words("place_kind").items() if key in city.place_kinds}
    named = {key: (key, kind.pl, kind.en) for key, kind in city.place_kinds.items()}
    table = words.turned_round(named) | usual
    return words.meaning(given, table, "A place kind must be one of {choices}, not {given!r}.")
