"""Reading the outage of a camera off a row, and whether outages overlap."""

from __future__ import annotations

from collections.abc import Sequence

from geo.city import City
from geo.ingest.moments import Interval, of_cell
from geo.ingest.report import Notebook
from geo.ingest.row import Row, Values
from geo.model import Outage


def things(row: Row, city: City) -> list[Values]:
    """Return the values of an outage; without an end it lasts still.

    Notes
    -----
    A day without a time is the whole of it: from its first second, or until its last.
    """
    camera = row.text("camera")
    if camera is None:
        row.fault("camera", "An outage must name its camera; there is none.")
    begins, ends = _interval(row, "off_from", city), _interval(row, "off_to", city)
    if begins is None and "off_from" not in row.cells:
        row.fault("off_from", "An outage must have a beginning; there is none.")
    if begins is not None and ends is not None and ends.last < begins.first:
        row.fault("off_to", "An outage must not end before it begins: it ends {given}.", given=row.text("off_to"))
        ends = None
    return [
        {
            "ref": row.text("ref"),
            "camera": camera,
            "off_from": begins and begins.first,
            "off_to": ends and ends.last,
            "reason": row.text("reason"),
        }
    ]


def _interval(row: Row, name: str, city: City) -> Interval | None:
    return row.read(name, lambda given: of_cell(given, city.zone))


def say(taken: Sequence[Outage], notebook: Notebook) -> None:
    """Note what a reader must know of outages that overlap and of those that last."""
    overlapping, lasting = 0, sum(outage.off_to is None for outage in taken)
    until: dict[str, Outage] = {}
    for outage in sorted(taken, key=lambda one: one.off_from):
        longest = until.get(outage.camera)
        if longest is not None and (longest.off_to is None or outage.off_from <= longest.off_to):
            overlapping += 1
        if longest is None or _ends_later(outage, longest):
            until[outage.camera] = outage
    if overlapping:
        notebook.say(
            "Outages that overlap an earlier one of the same camera, their time counted once: {count}.",
            count=overlapping,
        )
    if lasting:
        notebook.say("Outages without an end, taken as lasting still: {count}.", count=lasting)


def _ends_later(outage: Outage, other: Outage) -> bool:
    return other.off_to is not None and (outage.off_to is None or outage.off_to > other.off_to)
