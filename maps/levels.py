"""Which levels of image quality can a page show, and which one is asked for?"""

from __future__ import annotations

from geo.city import City
from geo.coverage.image_quality import EDITIONS
from geo.coverage.image_quality import edition as edition_of
from geo.errors import BadInput
from maps.legend import RAMP
from maps.words import Words


def densities(edition: str) -> dict[str, float]:
    """Return the levels of an edition with their pixels per metre, coarsest first."""
    return {level.name: level.px_per_m for level in edition_of(edition).levels}


def drawn_levels(words: Words, edition: str) -> dict[str, str]:
    """Return the levels that are drawn with their names, coarsest first; the finest ones end before a camera's foot."""
    return {name: words.name("level", name) for name in list(densities(edition))[: len(RAMP)]}


def chosen_level(level: str | None, edition: str, levels: dict[str, str], city: City) -> str:
    """Return the level asked for, or the one of the city profile, or its like in the other edition.

    Raises
    ------
    BadInput
        If there is no such level; the message names the choices.
    """
    if level is None:
        return city.level if city.level in levels else list(levels)[1]
    if level in levels:
        return level
    ranks = {name: rank for other in EDITIONS for rank, name in enumerate(densities(other))}
    if level in ranks and ranks[level] < len(levels):
        # A change of edition keeps the rank: detect becomes outline.
        return list(levels)[ranks[level]]
    raise BadInput(
        "A level of {edition} must be one of {choices}, not {given!r}.",
        edition=edition,
        choices=", ".join(levels),
        given=level[:80],
    )
