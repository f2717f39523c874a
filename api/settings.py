"""Where the service runs and on which city: one frozen object, read from the environment once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.secret import secret_of
from geo.errors import BadInput

_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def _told(name: str, usual: str | bool | int | Path) -> Any:
    """Return a field that the environment tells, and what it is otherwise."""
    variable = f"CZUJKA_{name}"

    def value() -> str | bool | int | Path:
        text = os.environ.get(variable)
        return usual if text is None else _read(variable, text, type(usual))

    return field(default_factory=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set, each by an environment variable such as ``CZUJKA_CITY``.

    Attributes
    ----------
    hosts
        Further names under which the service is reached, separated by commas; ``*`` means any, for a service behind a
        proxy that checks the name itself.
    https
        Whether readers reach the service by HTTPS: then the cookie of a session is never sent in the clear. Off for a
        service on this machine alone.
    forms_an_hour, plain_forms_an_hour
        How many reports one place may send in an hour: from browsers that did their little work, and from those that
        could not (no JavaScript).

    Raises
    ------
    BadInput
        If a value is none that there can be.
    """

    city: str = _told("CITY", "helsinki")
    data_dir: Path = _told("DATA_DIR", Path("var"))  # noqa: RUF009 - a field, read anew for each object
    host: str = _told("HOST", "127.0.0.1")
    port: int = _told("PORT", 8000)
    language: str = _told("LANGUAGE", "pl")
    hosts: str = _told("HOSTS", "")
    https: bool = _told("HTTPS", usual=False)
    forms_an_hour: int = _told("FORMS_AN_HOUR", 30)
    plain_forms_an_hour: int = _told("PLAIN_FORMS_AN_HOUR", 6)

    def __post_init__(self) -> None:
        """Check what was told."""
        _require("CZUJKA_PORT", self.port, least=0, most=65_535)
        _require("CZUJKA_FORMS_AN_HOUR", self.forms_an_hour, least=1, most=10**9)
        _require("CZUJKA_PLAIN_FORMS_AN_HOUR", self.plain_forms_an_hour, least=1, most=10**9)

    @property
    def database(self) -> Path:
        """The file of the city's store."""
        return self.data_dir / f"{self.city}.sqlite"

    @property
    def secret(self) -> bytes:
        """The service's own secret; made at the first start."""
        return secret_of(self.data_dir)

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The names under which the service answers."""
        further = (name.strip().lower() for name in self.hosts.split(","))
        return frozenset({"localhost", "127.0.0.1", "[::1]", self.host.lower(), *filter(None, further)})


def _read(variable: str, text: str, kind: type) -> str | bool | int | Path:
    """Return what a variable tells, as the kind that its setting has."""
    if kind is bool:
        if text.lower() not in (*_YES, *_NO):
            choices = ", ".join([*_YES, *_NO])
            raise BadInput(
                "The setting {name} must be one of {choices}, not {given!r}.",
                name=variable,
                choices=choices,
                given=text,
            )
        return text.lower() in _YES
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise BadInput(
                "The setting {name} must be a whole number, not {given!r}.", name=variable, given=text
            ) from None
    return Path(text) if issubclass(kind, Path) else text


def _require(name: str, given: int, *, least: int, most: int) -> None:
    if not least <= given <= most:
        raise BadInput(
            "The setting {name} must be from {least} to {most}, not {given}.",
            name=name,
            least=least,
            most=most,
            given=given,
        )
