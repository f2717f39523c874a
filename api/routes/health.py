"""Whether the service is well: its database, its layers, its results."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answer import document
from api.deps import AudienceDep, CityDep, OnlyF, StoreDep
from geo.analyses.inputs import INPUTS
from geo.storage.store import Store
from layers import gate
from layers.base import Audience, LayerQuery
from layers.formats.values import moment
from layers.results import is_stale

router = APIRouter(tags=["Health"])


@router.get("/health", summary="How the service is", dependencies=[OnlyF])
def health(request: Request, store: StoreDep, city: CityDep, audience: AudienceDep) -> Response:
    """Answer with the state of the service; counts are those of what the reader may see."""
    counts = {
        name: gate.read(name, LayerQuery(limit=0, audience=audience), store, city).number_matched
        for name in gate.visible(audience)
    }
    body = {
        "status": "ok",
        "city": city.id,
        "database": _database(store),
        "counts": counts,
        "results": {name: _result(name, store, audience) for name in INPUTS},
    }
    return document(request, body)


def _database(store: Store) -> dict[str, Any]:
    told: dict[str, Any] = store.state()
    if told["journal_mode"].upper() == "WAL":
        return told
    note = (
        f"SQLite {told['sqlite']} can lose commits in WAL mode or this disk does not allow it;"
        f" the journal fell back to {told['journal_mode'].upper()}, which is safe but slower."
    )
    return {**told, "note": note}


def _result(name: str, store: Store, audience: Audience) -> dict[str, Any]:
    result = store.result(name)
    if result is None:
        return {"computed": False, "stale": True}
    told = {"computed": True, "stale": is_stale(result, store), "made_at": moment(result.made_at)}
    # Who kept asking could learn from the number when an incident or a report came.
    return told if audience == Audience.PUBLIC else told | {"n": result.n}
