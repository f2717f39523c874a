"""Reading a street or a lamp off a row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from geo.city import City
from geo.ingest import measures, words
from geo.ingest.row import Row, Values
from geo.profile.lighting import Schedule


def things(row: Row, city: City) -> list[Values]:
    """Return the values of a street; in a tunnel, covered or below the ground it is underground."""
    return values(row)


def lamps(row: Row, city: City) -> list[Values]:
    """Return the values of a lamp; its schedule is one of the city's profile."""
    told = {
        "schedule": row.read("schedule", partial(_schedule, known=city.lighting.schedules)),
        "lit_radius_m": row.read("lit_radius_m", measures.metres),
    }
    return [values | told for values in lamp_values(row)]


def values(row: Row) -> list[Values]:
    """Return the values of a street, for which no city need be known."""
    return [
        {"ref": row.text("ref"), "kind": row.text("kind"), "name": row.text("name"), "underground": underground(row)}
    ]


def lamp_values(row: Row) -> list[Values]:
    """Return the values of a lamp, for which no city need be known."""
    return [{"ref": row.text("ref")}]


def underground(row: Row) -> bool:
    """Tell whether no street camera can see a street."""
    told = row.read("underground", words.yes_or_no)
    if told is not None:
        return told
    level = row.read("level", measures.level)
    return _is(row, "tunnel") or _is(row, "covered") or (level is not None and level < 0)


def _schedule(given: object, *, known: Mapping[str, Schedule]) -> str:
    """Read a lighting schedule: its key, its name in the profile, or a usual word for it."""
    usual = {word: key for word, key in words.words("lighting_schedule").items() if key in known}
    named = {key: (key, schedule.words.pl, schedule.words.en) for key, schedule in known.items()}
    table = words.turned_round(named) | usual
    return words.meaning(given, table, "A lighting schedule must be one of {choices}, not {given!r}.")


def _is(row: Row, name: str) -> bool:
    """Tell whether a tag says anything but no: ``tunnel=building_passage`` is one."""
    return name in row.cells and words.words("yes_no").get(words.folded(row.text(name) or "")) != "no"
