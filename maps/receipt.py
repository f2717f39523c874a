"""What does somebody without an account see of their own report?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapely.geometry import mapping

from geo.casework.report_states import OPEN
from geo.casework.triage import Followed
from geo.casework.working_days import last_moment
from geo.city import City
from geo.storage.cases import Event
from geo.storage.store import Store
from layers.base import LayerQuery
from layers.gate import read
from maps.ground import extent, ground_map, made_up
from maps.legend import correction_legend
from maps.moderated import category
from maps.page import Tool
from maps.render import Rendered, render
from maps.states import sign
from maps.submissions import BLANK
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


def followed_page(
    store: Store,
    city: City,
    words: Words,
    *,
    code: str,
    found: Followed,
    given: Mapping[str, str] | None = None,
    wrongs: Sequence[str] = (),
    done: str | None = None,
) -> Rendered:
    """Return the page that shows where a report stands; only whoever has its code comes here.

    Parameters
    ----------
    given, wrongs
        What was typed as a correction that was refused, and why, in the reader's language.
    done
        What came of a correction that was taken.
    """
    case = found.case
    is_open = case.state in OPEN
    return render(
        "followed.html",
        words,
        city,
        page="submissions",
        title=words("What became of your report?"),
        code=code,
        wrongs=list(wrongs),
        done=done,
        state=words.name("state", case.state),
        sign=sign(case.state),
        unit=words.name("unit", case.unit) if case.unit else None,
        due=words.day(last_moment(case.due_at), city.zone) if case.due_at else None,
        merged=case.merged_into is not None,
        category=category(found.category, city, words),
        sent=words.moment(found.created_at, city.zone),
        given=BLANK | {"text": found.text or "", "place_words": found.place_words or ""} | dict(given or {}),
        place_kept=_place_kept(found, words),
        open=is_open,
        steps=[_step(event, city, words) for event in found.events],
        **(_stage(store, city, words, found) if is_open else {"map": None, "known_places": []}),
    )


def _place_kept(found: Followed, words: Words) -> str:
    if found.geometry is None:
        return words("So far it is told in words only. What you change here takes its stead; the rest stays.")
    return words("The place that you told is on the map. It stays unless you mark another one or change the words.")


def _stage(store: Store, city: City, words: Words, found: Followed) -> dict[str, Any]:
    """Return the map with the place as it is, on which another can be marked; none if the city has no map yet."""
    bounds = extent(store, city)
    if bounds is None:
        return {"map": None, "known_places": []}
    streets = read("streets", LayerQuery(), store, city).frame
    page = ground_map(bounds, store)
    before = None if found.geometry is None else mapping(found.geometry)
    page.add(Tool("reportPlace", {"before": before}))
    page.add(Tool("placeSearch"))
    return {
        "map": page.parts(),
        "known_places": sorted({*streets["name"].dropna(), *city.part_names()}),
        "legend": correction_legend(words),
        "ribbon": words("synthetic data: city and reports are made up") if made_up(store) else None,
        "source_line": city.attribution,
    }


def _step(event: Event, city: City, words: Words) -> dict[str, str]:
    """Return a step as its reporter sees it: no name of whoever took it."""
    return {
        "when": words.moment(event.at, city.zone),
        "what": words.name("step", event.action) if event.action != "move" else words.name("state", event.state),
        "reason": event.reason,
    }
