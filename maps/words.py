"""What the interface says, in the reader's language.

English sentences are the keys; ``locale/pl.po`` holds the Polish ones. Names of levels, kinds and the like are kept
with their context, since one English word may need several Polish ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from maps.catalogue import catalogue

if TYPE_CHECKING:
    from geo.profile.part import Words as Named

LANGUAGES = ("pl", "en")


class Said(Protocol):
    """A sentence with its values, as errors, faults and notes carry it."""

    @property
    def template(self) -> str:
        """The English sentence."""

    @property
    def values(self) -> Mapping[str, object]:
        """What stands in the place of its names."""


@cache
def words(language: str) -> Words:
    """Return the words of a language; of the first one if there is no such language."""
    return Words(language if language in LANGUAGES else LANGUAGES[0])


class Words:
    """The sentences, numbers and dates of one language.

    Parameters
    ----------
    language
        One of ``LANGUAGES``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale(language)
        self._catalogue = catalogue(language)

    def __call__(self, sentence: str, /, **values: Any) -> str:
        """Return a sentence with its values in place."""
        return self._catalogue.gettext(sentence).format(**values)

    def rich(self, sentence: str, /, **values: Any) -> Markup:
        """Return a sentence as markup, its values escaped and in bold."""
        bold = {name: Markup("<strong>{}</strong>").format(value) for name, value in values.items()}
        return Markup(escape(self._catalogue.gettext(sentence))).format(**bold)

    def count(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """Return the sentence that fits a number, which takes the place of ``{n}``."""
        return self._catalogue.ngettext(one, many, n).format(n=self.number(n), **values)

    def name(self, context: str, word: str) -> str:
        """Return what a level, a kind, a state … is called."""
        named = self._catalogue.pgettext(context, word)
        return word.replace("_", " ") if named == word else named

    def names(self, context: str, choices: tuple[str, ...]) -> dict[str, str]:
        """Return the names of several, by their keys."""
        return {choice: self.name(context, choice) for choice in choices}

    def of(self, named: Named) -> str:
        """Return the name that a city profile gives to one of its things."""
        return named.pl if self.language == "pl" else named.en

    def error(self, error: Said) -> str:
        """Return what an error, a fault or a note says."""
        return self._catalogue.gettext(error.template).format(**error.values)

    def number(self, value: float, *, digits: int = 0) -> str:
        """Return a number as the language writes it: 1 750; 38,1."""
        return format_decimal(
            round(value, digits), format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=self.locale
        )

    def percent(self, share: float) -> str:
        """Return a share as a percentage; what is more than nothing never reads as 0 %."""
        return (
            "< " + format_percent(0.01, locale=self.locale)
            if 0 < share < 0.005
            else format_percent(round(share, 2), locale=self.locale)
        )

    def length(self, metres: float) -> str:
        """Return a length in m or, from 1 km on, in km."""
        return f"{self.number(metres)} m" if metres < 1000 else f"{self.number(metres / 1000, digits=1)} km"

    def area(self, square_metres: float) -> str:
        """Return an area in m² or, from 1 ha on, in ha."""
        return (
            f"{self.number(square_metres)} m²"
            if square_metres < 10_000
            else f"{self.number(square_metres / 10_000, digits=1)} ha"
        )

    def moment(self, when: datetime, zone: ZoneInfo) -> str:
        """Return a moment in the city's own time."""
        return format_datetime(when.astimezone(zone), "d MMMM y, HH:mm", locale=self.locale)

    def day(self, when: datetime, zone: ZoneInfo) -> str:
        """Return a day in the city's own time."""
        return format_date(when.astimezone(zone), "d.MM.y" if self.language == "pl" else "d MMM y", locale=self.locale)

    def listed(self, values: Mapping[str, int]) -> str:
        """Return counted names as one line: ``a 3, b 2``."""
        return ", ".join(f"{name} {self.number(count)}" for name, count in values.items())
