"""What a camera that is only thought of would add; nothing is stored."""

from __future__ import annotations

import json
from typing import Annotated, Any

import shapely
from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from api.deps import CityDep, StoreDep
from geo.analyses import coverage
from geo.analyses.what_if import Idea, Outcome, Placed, Situation, ask, drawn, situation
from geo.city import City
from geo.coverage.what_if import Gain
from geo.storage.store import Store

router = APIRouter(tags=["Planning"])
#: A variant has at most so many cameras; more are a siting plan.
MOST = 20


class Question(BaseModel):
    """Cameras that are thought of, and the level at which they should see."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    norm_edition: Annotated[str, Field(max_length=40)]
    level: Annotated[str, Field(max_length=40)]
    ideas: Annotated[list[Idea], Field(min_length=1, max_length=MOST)]


@router.post("/what-if", summary="What cameras that are thought of would add")
def what_if(request: Request, store: StoreDep, city: CityDep, question: Annotated[Question, Body()]) -> JSONResponse:
    """Answer with what each camera would see and add, and all together; nothing is stored."""
    now = _situation(request, store, city)
    outcome = ask(now, question.ideas, norm_edition=question.norm_edition, level=question.level)
    return JSONResponse(_told(outcome, city))


def _situation(request: Request, store: Store, city: City) -> Situation:
    """Return the city held ready; read anew where its inputs have changed."""
    state = request.app.state
    held: Situation | None = getattr(state, "situation", None)
    if held is None or held.digest != store.digest(coverage.INPUTS):
        held = state.situation = situation(store, city)
    return held


def _told(outcome: Outcome, city: City) -> dict[str, Any]:
    return {
        "placed": [_placed(one, outcome, city) for one in outcome.placed],
        "together": _gain(outcome.together, outcome),
    }


def _placed(one: Placed, outcome: Outcome, city: City) -> dict[str, Any]:
    shapes = [json.loads(shape) for shape in shapely.to_geojson(drawn(one, city))]
    return {
        "lon": round(one.lon, 7),
        "lat": round(one.lat, 7),
        "moved_m": round(one.moved_m, 2),
        "facade_deg": one.outward_deg,
        "bearing_deg": one.bearing_deg,
        "zones": [
            {"px_per_m": zone.px_per_m, "area_m2": round(zone.shape.area, 1), "geometry": shape}
            for zone, shape in zip(one.zones, shapes, strict=True)
        ],
        "gain": _gain(one.gain, outcome),
    }


def _gain(gain: Gain, outcome: Outcome) -> dict[str, Any]:
    areas = zip(outcome.areas, gain.gain_m2, gain.gain_street_m, strict=True)
    return {
        "seen_m2": round(gain.seen_m2, 1),
        "gain_m2": round(float(gain.gain_m2.sum()), 1),
        "gain_street_m": round(float(gain.gain_street_m.sum()), 1),
        "overlap_m2": round(gain.overlap_m2, 1),
        "areas": [
            {"area": ref, "area_name": name, "gain_m2": round(float(m2), 1), "gain_street_m": round(float(m), 1)}
            for (ref, name), m2, m in areas
            if m2 > 0
        ],
    }
