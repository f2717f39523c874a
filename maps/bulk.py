"""How does the Women's Council send many places at once? A table, or the walk on which they were marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.casework.bulk import ENDINGS, HEADINGS, MOST_ROWS
from geo.casework.submission import sent_token
from geo.city import City
from geo.errors import BadInput, Fault, FaultyFile
from maps.render import Rendered, render
from maps.words import Words

#: More faults than this are not listed; by then the file is another one than was meant.
_MOST_FAULTS = 200


def bulk_page(
    city: City,
    words: Words,
    *,
    given: Mapping[str, str] | None = None,
    error: BadInput | None = None,
    stored: int | None = None,
) -> Rendered:
    """Return the page with the form.

    Parameters
    ----------
    given
        What was chosen before.
    error
        Why nothing was stored.
    stored
        How many reports were.
    """
    faults = error.faults if isinstance(error, FaultyFile) else ()
    blank = {"category": "", "feeling": "", "day_part": "", "sent": sent_token()}
    return render(
        "bulk.html",
        words,
        city,
        page="moderation",
        title=words("Send many places at once"),
        given=blank | {name: value for name, value in (given or {}).items() if name in blank and value},
        wrong=words.error(error) if error else None,
        faults=[_fault(fault, words) for fault in faults[:_MOST_FAULTS]],
        unlisted=max(0, len(faults) - _MOST_FAULTS),
        stored=stored,
        most=MOST_ROWS,
        endings=",".join(ENDINGS),
        headings=[named[0] for field, named in HEADINGS.items() if not field.startswith("factor_")],
        categories={key: words.of(named) for key, named in city.report_categories.items()},
        feelings=words.names("feeling", ("bad", "good")),
        day_parts=words.names("day_part", ("day", "dusk", "night", "always")),
    )


def _fault(fault: Fault, words: Words) -> dict[str, Any]:
    return {"row": fault.row, "column": fault.column or "–", "what": words.error(fault)}
