"""What the words of registers mean."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from geo.errors import BadInput


def folded(text: str) -> str:
    """Return a text's letters and digits only, without case and diacritics.

    Examples
    --------
    >>> folded("Płn.-wsch.")
    'plnwsch'
    >>> folded("camera:type")
    'cameratype'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(letter for letter in plain if letter.isalnum())


def slug(text: str) -> str:
    """Return a text as a reference: letters and digits, joined by hyphens.

    Examples
    --------
    >>> slug("Bydgoskie Przedmieście")
    'bydgoskie-przedmiescie'
    """
    return "-".join(filter(None, (folded(word) for word in text.replace("-", " ").split())))


@functools.cache
def words(name: str) -> Mapping[str, str]:
    """Return a table of ``words.toml`` turned round: the value of each word."""
    return turned_round(_tables()[name])


def turned_round(named: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the value of each word, folded."""
    return {folded(word): value for value, listed in named.items() for word in listed}


@functools.lru_cache(maxsize=65_536)
def says_nothing(text: str) -> bool:
    """Tell whether a cell's text means that there is no value, such as ``brak`` or ``-``."""
    told = text.strip().casefold()
    return told in _absent() or not told


def meaning(given: object, table: Mapping[str, str], template: str) -> str:
    """Return what a word means in a table.

    Parameters
    ----------
    template
        Says that a value must be one of ``{choices}``, not ``{given}``.
    """
    found = table.get(folded(str(given)))
    if found is None:
        raise BadInput(template, choices=", ".join(dict.fromkeys(table.values())), given=given)
    return found


def yes_or_no(given: object) -> bool:
    """Read a yes or a no, Polish or English.

    Examples
    --------
    >>> yes_or_no("tak"), yes_or_no(False)
    (True, False)
    """
    return meaning(given, words("yes_no"), "This must be one of {choices}, not {given!r}.") == "yes"


@functools.cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files("geo.ingest") / "words.toml").read_text(encoding="utf-8"))


@functools.cache
def _absent() -> frozenset[str]:
    return frozenset(_tables()["absent"])
