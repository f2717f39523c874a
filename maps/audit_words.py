"""What does a line of the log say in the reader's language? Kept is what the service writes; words are for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from geo.city import City
from maps.hotspot_words import shift_name
from maps.words import Words

#: Purposes that are the same in every line; each has a name in the catalogue.
PURPOSES = (
    "own session",
    "own password",
    "moderation",
    "edition",
    "accounts",
    "audit",
    "plan",
    "plan and done",
    "one visit",
    "backup",
    "merge",
    "separate",
    "place",
    "text",
    "text place",
    "receipt",
    "one-time password",
    "open",
    "close",
    "end sessions",
)
#: Who acts where nobody has signed in.
ACTORS = ("reporter", "retention", "operator")
#: Subjects that stand for themselves: pages, families, and layers whose exact features are exported.
SUBJECTS = (
    "account",
    "accounts",
    "audit",
    "database",
    "editions",
    "reports",
    "visits",
    "incidents",
    "hotspots",
    "shift-hotspots",
    "edition-places",
)
_NOBODY = ("public", "service", "command")

Said = Callable[[Words, str, re.Match[str]], str]


def actor_words(line: Any, words: Words) -> str:
    """Return who acted: the name of an account, or what acts without one."""
    return words.name("actor", line.actor) if line.role in _NOBODY else str(line.actor)


def subject_words(subject: str, city: City, words: Words) -> str:
    """Return what a line is about.

    Examples
    --------
    >>> from geo.city import load_city
    >>> from maps.words import words
    >>> subject_words("editions/3", load_city("torun"), words("en"))
    'edition 3'
    """
    family, _, rest = subject.partition("/")
    if not rest:
        return words.name("subject", subject) if subject in SUBJECTS else subject
    if family == "patrol":
        return _patrol(rest, city, words)
    if family == "reports":
        name, _, photos = rest.partition("/")
        return words("photos of report {name}", name=name) if photos else words("report {name}", name=name)
    if family == "editions":
        return words("edition {n}", n=rest)
    return words("account {name}", name=rest) if family == "accounts" else subject


def purpose_words(line: Any, city: City, words: Words) -> str:
    """Return why, or how, somebody acted; what is not known is told as it is kept."""
    if line.purpose in PURPOSES:
        return words.name("purpose", line.purpose)
    for pattern, said in _PATTERNS:
        found = pattern.fullmatch(line.purpose)
        if found:
            return said(words, line.subject, found)
    if line.purpose.startswith("restored from "):
        return _restored(line.purpose.removeprefix("restored from "), city, words)
    return str(line.purpose)


def _patrol(rest: str, city: City, words: Words) -> str:
    written, _, which = rest.partition("/")
    try:
        day = words.day(datetime.combine(date.fromisoformat(written), time(12), city.zone), city.zone)
    except ValueError:
        return rest
    if which == "year":
        return words("yearly plan of patrols from {day}", day=day)
    if which == "effect":
        return words("effect of patrols since {day}", day=day)
    try:
        return words("plan of patrols, {day}, {shift}", day=day, shift=shift_name(words, city, which))
    except (KeyError, ValueError):
        return words("plan of patrols, {day}, {shift}", day=day, shift=which)


def _restored(moment: str, city: City, words: Words) -> str:
    try:
        made = words.moment(datetime.fromisoformat(moment), city.zone)
    except ValueError:
        made = moment
    return words("brought back from the copy of {moment}", moment=made)


def _changed(words: Words, subject: str, found: re.Match[str]) -> str:
    context = "role" if subject.startswith("accounts/") else "state"
    return words(
        "from {before} to {after}", before=_name(words, context, found[1]), after=_name(words, context, found[2])
    )


def _name(words: Words, context: str, key: str) -> str:
    return f"„{words.name(context, key)}”" if words.language == "pl" else f"“{words.name(context, key)}”"


#: Purposes that tell a number, a state or a name.
_PATTERNS: tuple[tuple[re.Pattern[str], Said], ...] = (
    (re.compile(r"(\w+) > (\w+)"), _changed),
    (re.compile(r"add as (\w+)"), lambda words, _, it: words("added as {role}", role=_name(words, "role", it[1]))),
    (
        re.compile(r"(\d+) features as (\w+)"),
        lambda words, _, it: words.count(
            "{n} feature as {format}", "{n} features as {format}", int(it[1]), format=it[2]
        ),
    ),
    (
        re.compile(r"(\d+) from a file"),
        lambda words, _, it: words.count("{n} report from a file", "{n} reports from a file", int(it[1])),
    ),
    (
        re.compile(r"(\d+) visits of a file"),
        lambda words, _, it: words.count("{n} visit from a file", "{n} visits from a file", int(it[1])),
    ),
    (
        re.compile(r"(\d+) reports, (\d+) texts"),
        lambda words, _, it: words(
            "kept long enough: {reports} reports, texts and photos of {texts} closed ones", reports=it[1], texts=it[2]
        ),
    ),
    (
        re.compile(r"plan (\d+), seed (\d+), inputs (\w+)"),
        lambda words, _, it: words("plan {n}, seed {seed}, inputs {inputs}", n=it[1], seed=it[2], inputs=it[3]),
    ),
    (
        re.compile(r"evaluation (\d+), (\d+) places, (\d+) weeks"),
        lambda words, _, it: words(
            "evaluation {n}: {places} places, {weeks} weeks", n=it[1], places=it[2], weeks=it[3]
        ),
    ),
    (re.compile(r"undo of plan (\d+)"), lambda words, _, it: words("plan {n} taken back", n=it[1])),
    (re.compile(r"sheet of plan (\d+)"), lambda words, _, it: words("sheet of plan {n}", n=it[1])),
    (
        re.compile(r"sheet of plan (\d+) (\w+)"),
        lambda words, _, it: words("sheet of plan {n} as a file ({format})", n=it[1], format=it[2]),
    ),
    (re.compile(r"[0-9a-f]{64}"), lambda words, _, it: words("SHA-256 {hash}", hash=it[0])),
)
