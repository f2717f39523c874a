"""The first page: it leads each group to its map."""

from __future__ import annotations

from typing import Any

from geo.city import City
from geo.storage.store import Store
from layers.base import LayerQuery
from layers.gate import read
from maps.ground import made_up
from maps.render import Rendered, render
from maps.words import Words


def home_page(store: Store, city: City, words: Words) -> Rendered:
    """Return the first page."""
    return render(
        "home.html",
        words,
        city,
        page="home",
        title=words("What does the city see, and what does it not?"),
        made_up=made_up(store),
        demo=store.demo_loaded_at() is not None and city.demo.places is not None,
        doors=[_planner(store, words), _patrol(store, words), _submissions(store, city, words)],
    )


def _planner(store: Store, words: Words) -> dict[str, Any]:
    cameras, streets = store.count("cameras"), store.count("streets")
    fact = words.count("{n} camera among the city's buildings: what it sees, and where nothing is seen.", "{n} cameras among the city's buildings: what they see, and where nothing is seen.", cameras)  # fmt: skip
    return {
        "who": words("For those who plan cameras"),
        "question": words("What do the cameras not see?"),
        "fact": fact if cameras and streets else words("No cameras yet; the page says how to bring them in."),
        "action": words("Map of cameras"),
        "href": f"/maps/planner?lang={words.language}",
    }


def _patrol(store: Store, words: Words) -> dict[str, Any]:
    incidents = store.count("incidents")
    fact = words("Where incidents gather, and how sure that is.")
    return {
        "who": words("For those who coordinate patrols"),
        "question": words("Where to send the patrols?"),
        "fact": fact if incidents else words("No incidents yet; the page says how to bring them in."),
        "action": words("Map of hotspots"),
        "href": f"/maps/patrol?lang={words.language}",
    }


def _submissions(store: Store, city: City, words: Words) -> dict[str, Any]:
    shown = read("reports", LayerQuery(), store, city).number_matched
    return {
        "who": words("For the Women's Council and all who live here"),
        "question": words("Which places need attention?"),
        "fact": words.count("Report a place in a minute, without an account. {n} square of the public map has reports.", "Report a place in a minute, without an account. {n} squares of the public map have reports.", shown),
        "action": words("Report a place"),
        "href": f"/maps/submissions?lang={words.language}",
    }  # fmt: skip
