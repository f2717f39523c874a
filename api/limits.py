"""Which requests are turned away before any route looks at them."""

from __future__ import annotations

import sys

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problem import problem

MAX_BODY_BYTES = 1024 * 1024
#: Where photos come in, three of them and their form; where a table or a walk does.
LARGE = {"/maps/submissions": 40 * 1024 * 1024, "/maps/moderation/bulk": 5 * 1024 * 1024}
MAX_URL_BYTES = 8 * 1024


class Hosts:
    """Turns away requests for a host name under which the service is not reached: links are made of that name."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        self.app = app
        self.allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or self._known(Headers(scope=scope).getlist("host")):
            await self.app(scope, receive, send)
            return
        detail = "The Host header must name this service; CZUJKA_HOSTS lists further names."
        await problem(scope, 400, detail)(scope, receive, send)

    def _known(self, given: list[str]) -> bool:
        if len(given) != 1:
            return False
        name, colon, port = given[0].lower().rpartition(":")
        host = name if colon and port.isdecimal() else given[0].lower()
        return host in self.allowed or ("*" in self.allowed and host.replace(".", "").replace("-", "").isalnum())


class Size:
    """Turns away long addresses and large bodies, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif (length := len(scope["raw_path"]) + len(scope["query_string"])) > MAX_URL_BYTES:
            detail = f"An address must have at most {MAX_URL_BYTES} bytes, not {length}."
            await problem(scope, 414, detail)(scope, receive, send)
        elif _announced(scope) > (most := LARGE.get(scope["path"], MAX_BODY_BYTES)):
            await problem(scope, 413, _too_large(most), headers={"Connection": "close"})(scope, receive, send)
        else:
            await self.app(scope, _counting(receive, most), send)


class HeadAsGet:
    """Lets HEAD be answered by the routes of GET; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self.app({**scope, "method": "GET"} if head else scope, receive, send)


def _announced(scope: Scope) -> int:
    given = Headers(scope=scope).get("content-length", "0")
    return int(given) if given.isdecimal() and len(given) < 20 else sys.maxsize


def _too_large(most: int) -> str:
    return f"A request body must be at most {most} bytes."


def _counting(receive: Receive, most: int) -> Receive:
    """Return a receiver that stops where the body grows too large."""
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > most:
            raise HTTPException(413, _too_large(most))
        return message

    return counted
