"""How a page is made of its template, its words and its facts; every text is escaped."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from geo.city import City
from maps.words import Words


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who has signed in.

    Attributes
    ----------
    form_token
        What the forms of their pages send back.
    """

    name: str
    role: str
    form_token: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page that is ready to be written for whoever reads it.

    Attributes
    ----------
    nonce
        Under which its one inline script may run.
    """

    template: str
    context: dict[str, Any]
    nonce: str

    def html(self, visitor: Visitor | None = None) -> str:
        """Return the page as text; every value in it is escaped."""
        return _environment().get_template(self.template).render(self.context, visitor=visitor)


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
    return Rendered(template, context, nonce)


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
        "at_a_moment": _("It can turn there; at a moment it looks at {share} % of it.", share="{share}"),
        "by_presets": _("It can turn there; at a moment it looks along one of its {n} presets.", n="{n}"),
        "sees_nothing": _("Sees nothing at the levels of this norm."),
        "counted": _("incidents"),
        "reports": _("Reports:"),
        "approximate": _("approximate"),
        "chosen_on_map": _("Chosen: a point on the map. Drag it to correct it."),
        "click_map": _("Click the map, or:"),
        "corners": _(
            "Corners: {n}; at least {fewest} are needed. Click on, or take the last one back.",
            n="{n}",
            fewest="{fewest}",
        ),
        "locating": _("Looking for your position …"),
        "located_outside": _("Your position is outside the city; choose the place on the map or describe it."),
        "not_located": _("Your position could not be found; choose the place on the map or describe it."),
    }


class _Kept(FileSystemBytecodeCache):
    """Templates as they were compiled, told apart by what they hold; where nothing can be written, none are kept."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template for the next start."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


@cache
def _environment() -> Environment:
    # Beside the templates, as Python keeps what it compiles: to compile them takes longer than to fill them.
    folder = Path(__file__).parent / "templates" / "__pycache__"
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    return Environment(
        loader=PackageLoader("maps"),
        bytecode_cache=_Kept(str(folder)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
