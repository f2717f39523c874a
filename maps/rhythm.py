"""The hours of a week as a picture and as a table with the same numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from babel.dates import get_day_names
from markupsafe import Markup, escape
from numpy.typing import NDArray

from maps.words import Words

_LEFT, _TOP, _WIDE, _HIGH = 34, 2, 13.4, 14
_HOURS_NAMED = (0, 6, 12, 18, 22)


def week(hours: list[Any]) -> NDArray[np.float64]:
    """Return (7, 24) incidents by weekday from Monday and hour, of a table by season as well."""
    return np.asarray(np.asarray(hours, dtype=float).sum(axis=0))


def week_chart(words: Words, table: NDArray[np.float64]) -> Markup:
    """Return the picture: darker squares for hours with more incidents."""
    most = float(table.max()) or 1.0
    squares = Markup("").join(
        Markup(
            '<rect x="{x:.1f}" y="{y}" width="{w:.1f}" height="{h}" fill="#B13F3F" fill-opacity="{shade:.2f}"/>'
        ).format(
            x=_LEFT + hour * _WIDE,
            y=_TOP + day * _HIGH,
            w=_WIDE - 1,
            h=_HIGH - 1,
            shade=0.08 + 0.92 * float(table[day, hour]) / most,
        )
        for day in range(7)
        for hour in range(24)
    )
    names = Markup("").join(
        Markup('<text x="0" y="{}" font-size="11" fill="#52606D">{}</text>').format(_TOP + day * _HIGH + 11, name)
        for day, name in enumerate(weekdays(words))
    )
    below = _TOP + 7 * _HIGH + 11
    clock = Markup("").join(
        Markup('<text x="{:.1f}" y="{}" font-size="11" fill="#52606D">{}</text>').format(
            _LEFT + hour * _WIDE, below, hour
        )
        for hour in _HOURS_NAMED
    )
    label = escape(busiest(words, table))
    return Markup('<svg class="week" viewBox="0 0 358 {}" role="img" aria-label="{}">{}{}{}</svg>').format(
        below + 3, label, squares, names, clock
    )


def busiest(words: Words, table: NDArray[np.float64]) -> str:
    """Return in words when most happens."""
    if not table.sum():
        return words("The hours of no incident are known.")
    day, hour = np.unravel_index(int(table.argmax()), table.shape)
    night = float(table[:, [22, 23, 0, 1, 2, 3, 4, 5]].sum() / table.sum())
    return words(
        "Most incidents happen on {day} from {first} to {last}; {share} of all fall between 22 and 6.",
        day=words.name("on_day", str(int(day))),
        first=int(hour),
        last=(int(hour) + 1) % 24,
        share=words.percent(night),
    )


def weekdays(words: Words) -> list[str]:
    """Return the short names of the days from Monday."""
    named = get_day_names("abbreviated", locale=words.locale)
    return [str(named[day]).rstrip(".") for day in range(7)]
