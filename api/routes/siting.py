"""The planner's siting page, and what is done with the plans that are kept."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from api.deps import AudienceDep, CityDep, StoreDep
from api.routes.pages import Field, WordsDep, page
from geo.storage import plans
from maps import siting

router = APIRouter(include_in_schema=False)


@router.get("/maps/siting")
def planned(
    store: StoreDep,
    city: CityDep,
    told: WordsDep,
    audience: AudienceDep,
    plan: int | None = None,
    sheet: bool = False,
) -> Response:
    """Answer with the page on where to put the next cameras, or with the sheet of one plan."""
    return page(siting.siting_page(store, city, told, audience=audience, plan=plan, sheet=sheet))


@router.post("/maps/siting")
def kept(store: StoreDep, plan: Field, do: Field, name: Field = "") -> Response:
    """Rename a plan, take it away, or bring it back."""
    number = int(plan) if plan.isascii() and plan.isdecimal() and len(plan) < 10 else -1
    with store.connection(writing=True) as connection:
        if do == "rename":
            plans.rename(connection, number, name.strip()[:80])
        elif do == "remove":
            plans.take_away(connection, number)
        elif do == "restore":
            plans.bring_back(connection, number)
    shown = "" if do == "remove" else f"?plan={number}"
    return RedirectResponse(f"/maps/siting{shown}", status_code=303)
