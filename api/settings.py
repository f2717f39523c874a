"""Where the service runs and on which city: one frozen object, read from the environment once."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set, each by an environment variable such as ``CZUJKA_CITY``.

    Attributes
    ----------
    hosts
        Further names under which the service is reached, separated by commas; ``*`` means any, for a service behind a
        proxy that checks the name itself.
    """

    model_config = SettingsConfigDict(env_prefix="CZUJKA_", frozen=True, extra="forbid")

    city: str = "helsinki"
    data_dir: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    language: str = "pl"
    hosts: str = ""

    @property
    def database(self) -> Path:
        """The file of the city's store."""
        return self.data_dir / f"{self.city}.sqlite"

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The names under which the service answers."""
        further = (name.strip().lower() for name in self.hosts.split(","))
        return frozenset({"localhost", "127.0.0.1", "[::1]", self.host.lower(), *filter(None, further)})
