"""How the service is put together: its store, its routes, its guards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from api import errors
from api.gazetteer import Named
from api.headers import SecurityHeaders
from api.held import Held
from api.jobs import Jobs
from api.limits import HeadAsGet, Hosts, Size
from api.pace import Pace
from api.policy import guard, without_policy
from api.routes import (
    account,
    accounts,
    audit,
    collections,
    editions,
    health,
    moderation,
    openapi,
    pages,
    patrol,
    processes,
    siting,
    submissions,
    what_if,
)
from api.settings import Settings
from geo.city import load_city
from geo.storage.store import Store

#: In the order in which a request is matched: `/` answers people before programs.
ROUTERS = (
    pages.router,
    submissions.router,
    moderation.router,
    editions.router,
    patrol.router,
    audit.router,
    account.router,
    accounts.router,
    collections.router,
    what_if.router,
    processes.router,
    siting.router,
    openapi.router,
    health.router,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the service on the city of the settings; nothing is opened before it starts.

    Parameters
    ----------
    settings
        Read from the environment where none are given.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="Czujka",
        version=_version(),
        description="What the city's cameras see, where its patrols are needed, where its women do not feel safe.",
        lifespan=_open,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Hosts, allowed=settings.allowed_hosts),
            Middleware(Size),
            Middleware(GZipMiddleware, compresslevel=5),
            Middleware(HeadAsGet),
        ],
        openapi_url=None,  # ours has its own route; FastAPI's pages for it would load scripts from another host
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(guard)],
    )
    app.state.settings = settings
    errors.install(app)
    app.mount("/static", StaticFiles(packages=[("maps", "static")]), name="static")
    for router in ROUTERS:
        app.include_router(router)
    if silent := without_policy(route for router in ROUTERS for route in router.routes):
        raise RuntimeError(f"every route must have a policy in api/policy.py, but these have none: {silent}")
    return app


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncIterator[None]:
    """Hold the city's store open while the service runs."""
    settings: Settings = app.state.settings
    app.state.city = load_city(settings.city)
    app.state.secret = settings.secret
    app.state.pace = Pace()
    app.state.named = Named()
    app.state.store = Store.open(settings.database, city_id=settings.city)
    app.state.held = Held(app.state.store, app.state.city)
    app.state.jobs = Jobs()
    try:
        yield
    finally:
        app.state.jobs.close()
        app.state.held.close()
        app.state.store.close()


def _version() -> str:
    try:
        return version("czujka")
    except PackageNotFoundError:
        return "0"
