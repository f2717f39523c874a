"""What must somebody know of one report to decide about it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

from geo.casework.duplicates import Proposal
from geo.casework.inbox import File, Waiting
from geo.casework.personal_data import findings
from geo.casework.report_states import OPEN, TRANSITIONS
from geo.casework.triage import REPORTER
from geo.casework.working_days import days_late, last_moment
from geo.city import City
from geo.model.report import Factor
from geo.storage.cases import Case, Event
from maps.states import sign
from maps.submissions import MARKS
from maps.words import Words

#: The key that takes each step; no other key of the page, and none that a reader of screens needs.
KEYS = {
    "under_check": "s",
    "confirmed": "p",
    "not_confirmed": "n",
    "in_action": "r",
    "not_yet_checked_again": "u",
    "resolved": "z",
    "withdrawn": "w",
}


def moderated(one: Waiting, kept: File, city: City, words: Words, *, now: datetime) -> dict[str, Any]:
    """Return what the page tells of one report.

    Parameters
    ----------
    now
        An aware moment, from which terms are told.
    """
    told, case = one.told, one.case
    return {
        "ref": one.ref,
        "state": case.state,
        "seen": f"{one.ref}|{case.state}",
        "named": words.name("state", case.state),
        "sign": sign(case.state),
        "unit": words.name("unit", case.unit) if case.unit else None,
        "due": due_in_words(case, city, words, now),
        "late": one.late,
        "category": category(told["category"], city, words),
        "feeling": words.name("feeling", told["feeling"]),
        "day_part": words.name("day_part", told["day_part"]),
        "council": told["reporter"] == "council",
        "place": one.near,
        "on_map": told["geometry"] is not None,
        "sent": words.moment(told["created_at"], city.zone),
        "seen_on": words.day(kept.seen_at, city.zone) if kept.seen_at else None,
        "parts": marked(told["text"] or "", words),
        "kinds": [words.name("personal_data", kind) for kind in one.kinds],
        "photos": [{"id": photo.id, "width": photo.width_px, "height": photo.height_px} for photo in kept.photos],
        "marks": _marks(kept, words),
        "again": kept.again is not None,
        "history": [_step(event, city.zone, words) for event in reversed(kept.events)],
        "steps": steps_of(case.state, words),
        "merged_into": case.merged_into,
    }


def marked(text: str, words: Words) -> list[dict[str, str | None]]:
    """Return a text in parts, each with the kind of personal data that it seems to be, or none.

    Examples
    --------
    >>> from maps.words import words
    >>> [part["text"] for part in marked("Tel. 601 234 567!", words("en"))]
    ['Tel. ', '601 234 567', '!']
    """
    parts: list[dict[str, str | None]] = []
    end = 0
    for found in findings(text):
        parts.append({"text": text[end : found.start], "kind": None})
        parts.append({"text": text[found.start : found.end], "kind": words.name("personal_data", found.kind)})
        end = found.end
    return [part for part in (*parts, {"text": text[end:], "kind": None}) if part["text"]]


def due_in_words(case: Case, city: City, words: Words, now: datetime) -> str | None:
    """Return by which day the next step is due, or for how many working days it has been late; none if for no day."""
    if case.due_at is None or case.state not in OPEN:
        return None
    if case.due_at < now:
        days = days_late(case.due_at, now, city.zone)
        told = words.count("overdue by {n} working day", "overdue by {n} working days", days)
        return told if days else words("overdue")
    return words("by {day}", day=words.day(last_moment(case.due_at), city.zone))


def steps_of(state: str, words: Words) -> list[dict[str, Any]]:
    """Return the steps that a report in a state can take, each with its key."""
    return [
        {
            "to": step.end,
            "named": words.name("state", step.end),
            "sign": sign(step.end),
            "key": KEYS[step.end],
            "reason": step.reason,
            "unit": step.unit,
        }
        for step in TRANSITIONS
        if step.start == state
    ]


def twins(
    fid: int, pairs: Sequence[Proposal], listed: Mapping[int, Waiting], city: City, words: Words
) -> list[dict[str, Any]]:
    """Return the reports that may be the same as one, each with the reason, the likeliest first."""
    found = []
    for pair in pairs:
        if fid not in (pair.first, pair.second):
            continue
        other = listed[pair.second if pair.first == fid else pair.first]
        older, newer = listed[pair.first], listed[pair.second]
        found.append(
            {
                "ref": other.ref,
                "fid": other.fid,
                "state": words.name("state", other.case.state),
                "sign": sign(other.case.state),
                "category": category(other.told["category"], city, words),
                "day_part": words.name("day_part", other.told["day_part"]),
                "place": other.near,
                "sent": words.moment(other.told["created_at"], city.zone),
                "parts": marked(other.told["text"] or "", words),
                "why": _why(pair, words),
                "older": older.ref,
                "newer": newer.ref,
            }
        )
    return found


def category(key: str, city: City, words: Words) -> str:
    """Return what a category is called; its key where the profile knows it no more."""
    named = city.report_category(key)
    return key if named is None else words.of(named)


def _why(pair: Proposal, words: Words) -> list[str]:
    """Return in words why two reports may be one."""
    told = [words("{length} apart", length=words.length(pair.distance_m))]
    told.append(words("the same category") if pair.same_category else words("another category"))
    if pair.likeness:
        told.append(words("texts alike by {share}", share=words.percent(pair.likeness)))
    return told


def _marks(kept: File, words: Words) -> list[dict[str, str]]:
    """Return the marks of the place before and after, factor by factor; none where nobody marked it."""
    after = kept.again or {}
    return [
        {"factor": words.name("factor", factor), "before": _mark(kept.factors, factor, words), "after": _mark(after, factor, words)}
        for factor in get_args(Factor)
        if factor in kept.factors or factor in after
    ]  # fmt: skip


def _mark(marks: Mapping[str, int], factor: str, words: Words) -> str:
    return words.name("mark", MARKS[marks[factor]]) if factor in marks else "–"


def _step(event: Event, zone: ZoneInfo, words: Words) -> dict[str, str | None]:
    moved = event.action == "move"
    return {
        "when": words.moment(event.at, zone),
        "who": words("the reporter") if event.actor == REPORTER else event.actor,
        "what": words.name("state", event.state) if moved else words.name("step", event.action),
        "sign": sign(event.state) if moved else None,
        "unit": words.name("unit", event.unit) if event.unit and event.state == "in_action" and moved else None,
        "reason": event.reason,
        "moved": None if event.moved_m is None else words("by {away}", away=words.length(event.moved_m)),
    }
