"""The pages for people."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import HTMLResponse, Response

from api.answer import document
from api.deps import AudienceDep, CityDep, SettingsDep, StoreDep
from api.held import HeldDep
from api.negotiate import wanted
from api.readers import visitor
from api.routes.collections import landing_document
from maps import home, night, outages, patrol, planner, privacy, seasons, survey, walks
from maps.camera_list import ORDERS, Wanted
from maps.render import Rendered
from maps.words import Words, words

router = APIRouter(include_in_schema=False)

#: The layers of a page are drawn first; the city is made ready for questions so long after it.
AFTER_S = 3.0
LANDINGS = {"html": ["text/html"], "json": ["application/json"]}
Lang = Annotated[Literal["pl", "en"] | None, Query(description="The language of sentences; the city's own by default.")]
Field = Annotated[str, Form(max_length=5000)]


async def _words(settings: SettingsDep, lang: Lang = None) -> Words:
    return words(lang or settings.language)


WordsDep = Annotated[Words, Depends(_words)]


async def _wanted(
    q: Annotated[str, Query(max_length=100)] = "",
    kind: Annotated[str, Query(max_length=60)] = "",
    sort: Annotated[str, Query(max_length=60)] = ORDERS[0],
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> Wanted:
    return Wanted(q=q, kind=kind, sort=sort, page=page)


WantedDep = Annotated[Wanted, Depends(_wanted)]


@router.get("/")
def home_page(request: Request, store: StoreDep, city: CityDep, told: WordsDep) -> Response:
    """Answer people with the first page, programs with the service's description."""
    if wanted(request, LANDINGS) == "json":
        return document(request, landing_document(request))
    return page(home.home_page(store, city, told))


@router.get("/maps/planner")
def planner_page(
    store: StoreDep,
    city: CityDep,
    held: HeldDep,
    told: WordsDep,
    wanted: WantedDep,
    edition: str | None = None,
    level: str | None = None,
    profile: str | None = None,
) -> Response:
    """Answer with the map of what cameras see; by the time a camera is put on it, the city is ready for questions."""
    answer = page(planner.planner_page(store, city, told, edition=edition, level=level, profile=profile, wanted=wanted))
    answer.background = BackgroundTask(held.begin, after_s=AFTER_S)
    return answer


@router.get("/maps/outages")
def outages_page(
    store: StoreDep,
    city: CityDep,
    told: WordsDep,
    audience: AudienceDep,
    edition: str | None = None,
    level: str | None = None,
) -> Response:
    """Answer with the map of cameras out of order and of what nobody sees because of them."""
    return page(outages.outages_page(store, city, told, edition=edition, level=level, audience=audience))


@router.get("/maps/seasons")
def seasons_page(
    store: StoreDep, city: CityDep, told: WordsDep, edition: str | None = None, level: str | None = None
) -> Response:
    """Answer with the map of what trees hide in summer."""
    return page(seasons.seasons_page(store, city, told, edition=edition, level=level))


@router.get("/maps/privacy")
def privacy_page(
    store: StoreDep, city: CityDep, told: WordsDep, audience: AudienceDep, px: float | None = None
) -> Response:
    """Answer with the map of private ground in view."""
    return page(privacy.privacy_page(store, city, told, px=px, audience=audience))


@router.get("/maps/night")
def night_page(
    store: StoreDep,
    city: CityDep,
    told: WordsDep,
    day: str | None = None,
    hour: str | None = None,
    second: bool = False,
    edition: str | None = None,
    level: str | None = None,
) -> Response:
    """Answer with the map of what cameras see after dark."""
    return page(night.night_page(store, city, told, day=day, hour=hour, second=second, edition=edition, level=level))


@router.get("/maps/patrol")
def patrol_page(request: Request, store: StoreDep, city: CityDep, told: WordsDep, audience: AudienceDep) -> Response:
    """Answer with the map of hotspots."""
    return page(patrol.patrol_page(store, city, told, audience=audience, query=dict(request.query_params)))


@router.get("/maps/survey")
def survey_page(request: Request, store: StoreDep, city: CityDep, told: WordsDep) -> Response:
    """Answer with the map of how safe people feel."""
    return page(survey.survey_page(store, city, told, query=dict(request.query_params)))


@router.get("/maps/walks")
def walks_page(request: Request, store: StoreDep, city: CityDep, told: WordsDep, audience: AudienceDep) -> Response:
    """Answer with the map of marks of safety walks, area by area."""
    return page(walks.walks_page(store, city, told, audience=audience, query=dict(request.query_params)))


def page(rendered: Rendered, *, status: int = 200) -> HTMLResponse:
    """Return a page under a policy that lets it load from this host only and run its own script."""
    policy = (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; connect-src 'self';"
        f" script-src 'self' 'nonce-{rendered.nonce}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HTMLResponse(rendered.html(visitor()), status_code=status, headers=headers)
