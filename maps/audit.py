"""Who saw or changed what? The log for those who audit it, and whether it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.city import City
from geo.storage import audit
from geo.storage.audit import Wanted
from geo.storage.store import Store
from maps.audit_words import actor_words, purpose_words, subject_words
from maps.render import Rendered, render
from maps.words import Words

#: Lines of one page.
LINES = 100


def audit_page(store: Store, city: City, words: Words, *, asked: Mapping[str, str]) -> Rendered:
    """Return the newest lines of the log that are asked for.

    Parameters
    ----------
    asked
        ``actor``, ``action``, ``subject`` (its beginning) and ``before`` (a line's number).
    """
    told = {name: str(asked.get(name, ""))[:100] for name in ("actor", "action", "subject", "before")}
    before = int(told["before"]) if told["before"].isascii() and told["before"].isdecimal() else None
    wanted = Wanted(told["actor"], told["action"], told["subject"], before if (before or 0) < 2**53 else None)
    with store.connection() as connection:
        broken = audit.first_broken(connection)
        lines = audit.lines(connection, newest=LINES, wanted=wanted)
        actions = audit.actions(connection)
    query = {name: value for name, value in told.items() if value} | {"lang": words.language}
    return render(
        "audit.html",
        words,
        city,
        page="audit",
        query=query,
        title=words("Who saw or changed what?"),
        answer=words("The log is whole.")
        if broken is None
        else words("The log was changed: line {line} does not follow from the one before.", line=broken),
        broken=broken is not None,
        asked=told,
        told=_sifted(told, words),
        actions=words.names("action", tuple(actions)),
        rows=[_row(line, city, words) for line in lines],
        older={**query, "before": str(lines[-1].seq)} if len(lines) == LINES else None,
    )


def _sifted(told: Mapping[str, str], words: Words) -> list[str]:
    """Return which lines were asked for, in words, for a printed page has no filters."""
    named = {
        words("Who"): told["actor"],
        words("Action"): told["action"] and words.name("action", told["action"]),
        words("Key of the subject begins with"): told["subject"],
        words("Before line"): told["before"],
    }
    return [f"{name}: {value}" for name, value in named.items() if value]


def _row(line: Any, city: City, words: Words) -> dict[str, str]:
    return {
        "seq": str(line.seq),
        "when": words.moment(line.at, city.zone),
        "who": actor_words(line, words),
        "role": words.name("role", line.role),
        "action": words.name("action", line.action),
        "about": subject_words(line.subject, city, words),
        "subject": line.subject,
        "purpose": purpose_words(line, city, words),
        "hash": line.hash[:12],
    }
