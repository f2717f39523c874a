"""The pages for people."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.answer import document
from api.deps import CityDep, SettingsDep, StoreDep
from api.negotiate import wanted
from api.routes.collections import landing_document
from geo.casework.submission import submit as submit_report
from geo.errors import FaultyForm
from maps.home import home_page
from maps.patrol import patrol_page
from maps.planner import planner_page
from maps.render import Rendered
from maps.submissions import submissions_page, thanks_page
from maps.words import Words, words

router = APIRouter(include_in_schema=False)

LANDINGS = {"html": ["text/html"], "json": ["application/json"]}
Lang = Annotated[Literal["pl", "en"] | None, Query()]
Field = Annotated[str, Form(max_length=5000)]


async def _words(settings: SettingsDep, lang: Lang = None) -> Words:
    return words(lang or settings.language)


WordsDep = Annotated[Words, Depends(_words)]


@router.get("/")
def home(request: Request, store: StoreDep, city: CityDep, told: WordsDep) -> Response:
    """Answer people with the first page, programs with the service's description."""
    if wanted(request, LANDINGS) == "json":
        return document(request, landing_document(request))
    return page(home_page(store, city, told))


@router.get("/maps/planner")
def planner(
    store: StoreDep, city: CityDep, told: WordsDep, edition: str | None = None, level: str | None = None
) -> Response:
    """Answer with the map of what cameras see."""
    return page(planner_page(store, city, told, edition=edition, level=level))


@router.get("/maps/patrol")
def patrol(store: StoreDep, city: CityDep, told: WordsDep) -> Response:
    """Answer with the map of hotspots."""
    return page(patrol_page(store, city, told))


@router.get("/maps/submissions")
def submissions(store: StoreDep, city: CityDep, told: WordsDep) -> Response:
    """Answer with the form and the map of reported places."""
    return page(submissions_page(store, city, told))


@router.post("/maps/submissions")
def submit(
    store: StoreDep,
    city: CityDep,
    told: WordsDep,
    feeling: Field = "",
    lon: Field = "",
    lat: Field = "",
    place_words: Field = "",
    category: Field = "",
    day_part: Field = "",
    text: Field = "",
) -> Response:
    """Store a report, or show the form again with what is wrong and all that was typed."""
    given = {"feeling": feeling, "lon": lon, "lat": lat, "place_words": place_words}
    given |= {"category": category, "day_part": day_part, "text": text}
    try:
        submit_report(store, city, given)
    except FaultyForm as error:
        wrongs = {str(fault.column): [told.error(fault)] for fault in error.faults}
        return page(submissions_page(store, city, told, given=given, wrongs=wrongs), status=422)
    # Seen other: reloading the page that follows sends nothing twice.
    return RedirectResponse(f"/maps/submissions/thanks?lang={told.language}", status_code=303)


@router.get("/maps/submissions/thanks")
def thanks(city: CityDep, told: WordsDep) -> Response:
    """Answer with the page that follows a stored report."""
    return page(thanks_page(city, told))


def page(rendered: Rendered, *, status: int = 200) -> HTMLResponse:
    """Return a page under a policy that lets it load from this host only and run its own script."""
    policy = (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; connect-src 'self';"
        f" script-src 'self' 'nonce-{rendered.nonce}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HTMLResponse(rendered.html, status_code=status, headers=headers)
