"""What a camera that is only thought of would add; nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import shapely
from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import from_json, to_json
from starlette.responses import Response

from api.deps import CityDep
from api.held import HeldDep
from api.problem import problem
from geo.analyses import what_if as answers
from geo.city import City
from geo.model.idea import Idea

if TYPE_CHECKING:
    from geo.analyses.beyond import Row
    from geo.analyses.what_if import Beyond, Outcome, Placed, Private
    from geo.coverage.free_arc import Arc
    from geo.coverage.what_if import Gain

router = APIRouter(tags=["Planning"])
#: A variant has at most so many cameras; more are a siting plan.
MOST = 20
#: So long a question waits for the city to be made ready before it is told to come again.
WAIT_S = 1.0
_PREPARING = "The city is being made ready for questions; please ask again in a moment."


class Question(BaseModel):
    """Cameras that are thought of, and the level at which they should see.

    Attributes
    ----------
    every_level
        Tell the gain at each level of the edition, and the reach by zooming in, too.
    thermal_profile
        Name of a thermal profile of the city; its own one unless given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    norm_edition: Annotated[str, Field(max_length=40)]
    level: Annotated[str, Field(max_length=40)]
    every_level: bool = True
    thermal_profile: Annotated[str | None, Field(max_length=80)] = None
    ideas: Annotated[list[Idea], Field(min_length=1, max_length=MOST)]


@router.post("/what-if", summary="What cameras that are thought of would add")
def what_if(request: Request, held: HeldDep, city: CityDep, question: Annotated[Question, Body()]) -> Response:
    """Answer with what each camera would see and add, and all together; nothing is stored.

    503 with Retry-After while the register is read for the first time, or anew because it has changed.
    """
    now = held.get(wait_s=WAIT_S)
    if now is None:
        return problem(request.scope, 503, _PREPARING, headers={"Retry-After": "1"})
    outcome = answers.ask(now, **dict(question))
    told = _told(outcome, city) | {"state": now.digest[:16]}
    # Written by the compiled core of pydantic: json takes five times as long, a twentieth of a whole answer.
    return Response(to_json(told, inf_nan_mode="null"), media_type="application/json")


def _told(outcome: Outcome, city: City) -> dict[str, Any]:
    return {
        "placed": [_placed(one, outcome, city) for one in outcome.placed],
        "together": _gain(outcome.together, outcome) | _private(outcome.private),
        "private_assumed": outcome.private_assumed,
    }


def _placed(one: Placed, outcome: Outcome, city: City) -> dict[str, Any]:
    where = one.hung
    return {
        "lon": round(where.lon, 7),
        "lat": round(where.lat, 7),
        "at": where.at,
        "moved_m": round(where.moved_m, 2),
        "height_m": where.pose["height_m"],
        "facade_deg": where.outward_deg,
        "bearing_deg": where.pose["bearing_deg"],
        "free": _arc(where.free),
        "turn": _arc(where.turn),
        "zones": [
            {
                "level": zone.level.name,
                "px_per_m": zone.level.px_per_m,
                "radius_m": round(zone.radius_m, 1),
                "area_m2": round(zone.shape.area, 1),
                "gain_m2": None if zone.gain_m2 is None else round(zone.gain_m2, 1),
                "geometry": from_json(shape),
            }
            for zone, shape in zip(one.zones, shapely.to_geojson(answers.drawn(one, city)), strict=True)
        ],
        "gain": _gain(one.gain, outcome) | _private(one.private),
        "beyond": _beyond(one.beyond, city),
    }


def _beyond(beyond: Beyond, city: City) -> dict[str, Any]:
    """Return what no area counts: lines and ground with their shapes, reaches as numbers."""
    drawn_ = [row for row in (*beyond.gates, *beyond.thermal) if not row["geometry"].is_empty]
    shapes = shapely.to_geojson(answers.on_earth([row["geometry"] for row in drawn_], city)) if drawn_ else []
    shape = {id(row): from_json(text) for row, text in zip(drawn_, shapes, strict=True)}

    def told(rows: list[Row]) -> list[Row]:
        return [row | {"geometry": shape.get(id(row))} for row in rows]

    nearest = beyond.nearest_m
    return {
        "gates": told(beyond.gates),
        "thermal": told(beyond.thermal),
        "zoom": [{name: value for name, value in row.items() if name != "geometry"} for row in beyond.zoom],
        "at_a_moment": round(beyond.at_a_moment, 3),
        "ground_from_m": None if nearest is None else round(nearest[0], 1),
        "head_from_m": None if nearest is None else round(nearest[1], 1),
    }


def _arc(arc: Arc | None) -> dict[str, float] | None:
    return None if arc is None else {"from_deg": round(arc.from_deg, 1), "width_deg": round(arc.width_deg, 1)}


def _private(private: Private) -> dict[str, Any]:
    return {"private_m2": round(private.ground_m2, 1), "homes": private.homes}


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
