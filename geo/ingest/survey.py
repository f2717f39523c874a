"""Reading what an area answered to a question of a survey off a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.city import City
from geo.errors import BadInput
from geo.ingest import words
from geo.ingest.measures import number
from geo.ingest.report import Notebook
from geo.ingest.row import Row, Values
from geo.model import Survey

_WHOLE_MUST = "A number of people must be a whole number from 0 on, not {given!r}."
_SHARE_MUST = "A share must lie between 0 and 1, or between 0 % and 100 %, not {given!r}."
_QUESTION = "poczucie bezpieczeństwa"


def things(row: Row, city: City) -> list[Values]:
    """Return the values of one area's answers in one wave, or of one person's answer.

    A row tells how many were asked and how many of them agreed (or which share did), or it is one person's answer: yes
    or no. A file without a column of questions has but one.
    """
    for name, must in (("area", "A survey must name the area."), ("wave", "A survey must name its wave.")):
        if row.text(name) is None:
            row.fault(name, must)
    asked, agreed = _single(row) if "answer" in row.cells else _summed(row)
    question = row.text("question") or _QUESTION
    told = {"area": row.text("area"), "wave": row.text("wave"), "question": question}
    return [{"ref": row.text("ref"), **told, "asked": asked, "agreed": agreed}]


def _single(row: Row) -> tuple[int | None, int | None]:
    said = row.read("answer", words.yes_or_no)
    return (None, None) if said is None else (1, int(said))


def _summed(row: Row) -> tuple[int | None, int | None]:
    asked, agreed = row.read("asked", _whole), row.read("agreed", _whole)
    if "asked" not in row.cells:
        row.fault("asked", "A survey must say how many people were asked.")
    if agreed is None and "agreed" not in row.cells:
        share = row.read("share", _share)
        if "share" not in row.cells:
            row.fault("agreed", "A survey must say how many people agreed, or which share.")
        agreed = None if share is None or asked is None else round(share * asked)
        if agreed is not None:
            row.notebook.count("Shares were turned into whole numbers of people: {count}.")
    return asked, agreed


def _whole(given: Any) -> int:
    count = number(given, _WHOLE_MUST)
    if count < 0 or not count.is_integer():
        raise BadInput(_WHOLE_MUST, given=given)
    return int(count)


def _share(given: Any) -> float:
    """Read a share: 0,78 or 78 %; a bare number above 1 is taken as per cent."""
    share = number(str(given).rstrip("% "), _SHARE_MUST)
    share = share / 100 if str(given).rstrip().endswith("%") or share > 1 else share
    if not 0 <= share <= 1:
        raise BadInput(_SHARE_MUST, given=given)
    return share


def say(taken: Sequence[Survey], notebook: Notebook) -> None:
    """Note which waves and questions there are, for a misspelt one makes a wave of its own."""
    notebook.say(
        "Waves: {waves}. Questions: {questions}.",
        waves=", ".join(sorted({thing.wave for thing in taken})),
        questions="; ".join(sorted({thing.question for thing in taken})),
    )
