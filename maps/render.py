"""How a page is made of its template, its words and its facts; every text is escaped."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from geo.city import City
from maps.words import Words


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page and the nonce under which its one inline script may run."""

    html: str
    nonce: str


def render(
    template: str, words: Words, city: City, *, page: str, query: dict[str, str] | None = None, **facts: Any
) -> Rendered:
    """Return a page.

    Parameters
    ----------
    page
        Which entry of the navigation it is.
    query
        The parameters of this page, which a change of language keeps.
    **facts
        What the template tells.
    """
    nonce = secrets.token_urlsafe(16)
    other = "en" if words.language == "pl" else "pl"
    context: dict[str, Any] = {"map": None, "alarm": False, "script_words": script_words(words)} | facts
    context |= {"words": words, "_": words, "plural": words.count, "city": city, "page": page, "nonce": nonce}
    context["other_language"] = urlencode((query or {}) | {"lang": other})
    return Rendered(_environment().get_template(template).render(context), nonce)


def script_words(words: Words) -> dict[str, str]:
    """Return the words that the scripts of the pages set as text."""
    _ = words
    return {
        "map": _("Map; its facts stand in the tables beside it"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "whole": _("Show the whole area"),
        "closer": _("Zoom in to see streets, buildings and cameras."),
        "loading": _("Loading …"),
        "failed": _("The data could not be loaded. Please reload the page."),
        "unnamed": _("way without a name"),
        "camera": _("Camera"),
        "kind": _("kind"),
        "mount": _("mount"),
        "height": _("height"),
        "bearing": _("bearing"),
        "opening": _("opening"),
        "operator": _("operator"),
        "all_round": _("all round"),
        "assumed": _("assumed"),
        "sees_nothing": _("Sees nothing at the levels of this norm."),
        "counted": _("incidents"),
        "reports": _("Reports:"),
        "approximate": _("approximate"),
        "chosen_on_map": _("Chosen: a point on the map. Drag it to correct it."),
        "locating": _("Looking for your position …"),
        "turn": _("Turn"),
        "new_view": _("new field of view"),
        "gain_streets": _("gain on streets"),
        "gain_ground": _("gain of ground"),
        "overlap": _("seen by others already"),
        "sees_no_ground": _("From here it sees no ground: turn it away from the wall, or move it."),
        "copied": _("The link is copied."),
        "in_address": _("The link stands in the address bar."),
        "not_located": _("Your position could not be found; choose the place on the map or describe it."),
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("maps"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
