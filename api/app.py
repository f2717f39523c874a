"""How the service is put together: its store, its routes, its guards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from api import errors
from api.headers import SecurityHeaders
from api.limits import HeadAsGet, Hosts, Size
from api.routes import collections, health, openapi, pages, what_if
from api.settings import Settings
from geo.city import load_city
from geo.storage.store import Store


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
    )
    app.state.settings = settings
    errors.install(app)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(packages=[("maps", "static")]), name="static")
    app.include_router(collections.router)
    app.include_router(what_if.router)
    app.include_router(openapi.router)
    app.include_router(health.router)
    return app


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncIterator[None]:
    """Hold the city's store open while the service runs."""
    settings: Settings = app.state.settings
    app.state.city = load_city(settings.city)
    app.state.store = Store.open(settings.database, city_id=settings.city)
    try:
        yield
    finally:
        app.state.store.close()


def _version() -> str:
    try:
        return version("czujka")
    except PackageNotFoundError:
        return "0"
