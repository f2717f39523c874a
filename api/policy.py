"""Who may ask which route: all of it in one table, and nobody where it is silent."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route

from api.readers import Reader, ReaderDep
from layers.base import Audience

EVERYONE = frozenset(Audience)
SIGNED_IN = EVERYONE - {Audience.PUBLIC}
#: Who moves reports on; an admin manages accounts and sees no report.
HANDLERS = frozenset({Audience.COUNCIL, Audience.MODERATOR})
COORDINATORS = frozenset({Audience.COORDINATOR})
#: Who reads plans of patrols; nobody else, for a plan must not be foreseen.
PATROLS = COORDINATORS | {Audience.AUDITOR}

#: Which roles may ask each method and path. What a route tells of a layer is the gate's to decide, not this table's.
POLICY: dict[tuple[str, str], frozenset[Audience]] = {
    ("GET", "/"): EVERYONE,
    ("GET", "/conformance"): EVERYONE,
    ("GET", "/openapi.json"): EVERYONE,
    ("GET", "/health"): EVERYONE,
    ("GET", "/collections"): EVERYONE,
    ("GET", "/collections/{collection}"): EVERYONE,
    ("GET", "/collections/{collection}/queryables"): EVERYONE,
    ("GET", "/collections/{collection}/items"): EVERYONE,
    ("GET", "/collections/{collection}/items/{fid}"): EVERYONE,
    ("POST", "/what-if"): EVERYONE,
    # Which processes a role may start stands with each of them in api/processes.py; a job is its starter's alone.
    ("GET", "/processes"): EVERYONE,
    ("GET", "/processes/{process}"): EVERYONE,
    ("POST", "/processes/{process}/execution"): SIGNED_IN,
    ("GET", "/jobs"): EVERYONE,
    ("GET", "/jobs/{job}"): SIGNED_IN,
    ("GET", "/jobs/{job}/results"): SIGNED_IN,
    ("POST", "/jobs/{job}/finish"): SIGNED_IN,
    ("DELETE", "/jobs/{job}"): SIGNED_IN,
    ("GET", "/maps/planner"): EVERYONE,
    ("GET", "/maps/night"): EVERYONE,
    ("GET", "/maps/seasons"): EVERYONE,
    ("GET", "/maps/privacy"): EVERYONE,
    ("GET", "/maps/outages"): EVERYONE,
    ("GET", "/maps/siting"): frozenset({Audience.PLANNER, Audience.AUDITOR}),
    ("POST", "/maps/siting"): frozenset({Audience.PLANNER}),
    ("GET", "/maps/patrol"): EVERYONE,
    ("GET", "/maps/survey"): EVERYONE,
    ("GET", "/maps/walks"): EVERYONE,
    ("GET", "/maps/submissions"): EVERYONE,
    ("POST", "/maps/submissions"): EVERYONE,
    ("GET", "/maps/submissions/places"): EVERYONE,
    ("GET", "/maps/submissions/follow"): EVERYONE,
    ("POST", "/maps/submissions/follow"): EVERYONE,
    ("POST", "/maps/submissions/follow/correct"): EVERYONE,
    ("POST", "/maps/submissions/follow/erase"): EVERYONE,
    ("GET", "/maps/moderation"): HANDLERS | {Audience.COORDINATOR},
    ("POST", "/maps/moderation"): HANDLERS,
    ("GET", "/maps/moderation/photos/{photo}"): HANDLERS | {Audience.COORDINATOR},
    ("GET", "/maps/moderation/bulk"): frozenset({Audience.COUNCIL}),
    ("POST", "/maps/moderation/bulk"): frozenset({Audience.COUNCIL}),
    ("GET", "/maps/accounts"): frozenset({Audience.ADMIN}),
    ("POST", "/maps/accounts"): frozenset({Audience.ADMIN}),
    ("GET", "/maps/audit"): frozenset({Audience.AUDITOR}),
    ("GET", "/maps/editions"): EVERYONE,
    ("POST", "/maps/editions"): HANDLERS | {Audience.COORDINATOR},
    ("GET", "/maps/editions/{number}"): EVERYONE,
    ("POST", "/maps/editions/{number}"): HANDLERS | {Audience.COORDINATOR},
    ("GET", "/maps/editions/{number}/signed"): HANDLERS | {Audience.COORDINATOR},
    ("GET", "/maps/patrol/plan"): PATROLS,
    ("POST", "/maps/patrol/plan"): COORDINATORS,
    ("GET", "/maps/patrol/sheet"): PATROLS,
    ("GET", "/maps/patrol/visits"): PATROLS,
    ("POST", "/maps/patrol/visits"): COORDINATORS,
    ("GET", "/account/sign-in"): EVERYONE,
    ("POST", "/account/sign-in"): EVERYONE,
    ("POST", "/account/sign-out"): SIGNED_IN,
    ("GET", "/account/password"): EVERYONE,
    ("POST", "/account/password"): EVERYONE,
}
_SAFE = {"GET", "HEAD", "OPTIONS"}


async def guard(request: Request, reader: ReaderDep) -> None:
    """Let a request through if its route's policy says so; every route depends on this.

    Raises
    ------
    HTTPException
        401 if signing in would help, 403 if not.
    """
    allowed = POLICY.get((request.method, request.scope["route"].path), frozenset())
    if reader.audience not in allowed:
        if reader.audience == Audience.PUBLIC and allowed:
            raise HTTPException(401, "Please sign in first.", headers={"WWW-Authenticate": "Bearer"})
        raise HTTPException(403, "Your role may not do this.")
    if request.method not in _SAFE and reader.form_token is not None:
        await _require_own_form(request, reader)


def without_policy(routes: Iterable[BaseRoute]) -> list[tuple[str, str]]:
    """Return the methods and paths for which the table is silent: a build with any of them must fail."""
    asked = [(method, route.path) for route in routes if isinstance(route, Route) for method in route.methods or ()]
    return sorted(one for one in asked if one[0] != "HEAD" and one not in POLICY)


async def _require_own_form(request: Request, reader: Reader) -> None:
    """Refuse what a foreign page sends in the name of somebody who is signed in."""
    # A foreign page cannot send JSON without asking first, and we answer no such question.
    if request.headers.get("content-type", "").startswith("application/json"):
        return
    given = (await request.form()).get("form_token")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), str(reader.form_token).encode()):
        raise HTTPException(403, "This form is not ours, or it is too old; please load the page again.")
