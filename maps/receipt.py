"""What does somebody without an account see of their own report?"""

from __future__ import annotations

from geo.casework.report_states import OPEN
from geo.casework.triage import Followed
from geo.casework.working_days import last_moment
from geo.city import City
from geo.storage.cases import Event
from maps.render import Rendered, render
from maps.states import sign
from maps.words import Words


def thanks_page(city: City, words: Words, *, code: str | None) -> Rendered:
    """Return the page that follows a stored report, with its code."""
    return render("thanks.html", words, city, page="submissions", alarm=True, title=words("Thank you"), code=code)


def follow_page(city: City, words: Words, *, wrong: str | None = None, done: str | None = None) -> Rendered:
    """Return the page that asks for a code.

    Parameters
    ----------
    wrong, done
        What came of the last try, in the reader's language.
    """
    title = words("What became of your report?")
    return render("follow.html", words, city, page="submissions", title=title, wrong=wrong, done=done)


def followed_page(city: City, words: Words, *, code: str, found: Followed, wrong: str | None = None) -> Rendered:
    """Return the page that shows where a report stands; only whoever has its code comes here."""
    case = found.case
    return render(
        "followed.html",
        words,
        city,
        page="submissions",
        title=words("What became of your report?"),
        code=code,
        wrong=wrong,
        state=words.name("state", case.state),
        sign=sign(case.state),
        unit=words.name("unit", case.unit) if case.unit else None,
        due=words.day(last_moment(case.due_at), city.zone) if case.due_at else None,
        merged=case.merged_into is not None,
        category=words.of(city.report_categories[found.category]),
        sent=words.moment(found.created_at, city.zone),
        text=found.text or "",
        open=case.state in OPEN,
        steps=[_step(event, city, words) for event in found.events],
    )


def _step(event: Event, city: City, words: Words) -> dict[str, str]:
    """Return a step as its reporter sees it: no name of whoever took it."""
    return {
        "when": words.moment(event.at, city.zone),
        "what": words.name("step", event.action) if event.action != "move" else words.name("state", event.state),
        "reason": event.reason,
    }
