"""Where the service runs and on which city: one frozen object, read from the environment once."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.secret import secret_of


class Settings(BaseSettings):
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
    """

    model_config = SettingsConfigDict(env_prefix="CZUJKA_", frozen=True, extra="forbid")

    city: str = "helsinki"
    data_dir: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    language: str = "pl"
    hosts: str = ""
    https: bool = False
    forms_an_hour: int = Field(default=30, ge=1)
    plain_forms_an_hour: int = Field(default=6, ge=1)

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
