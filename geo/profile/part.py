"""What all parts of a profile share: they cannot be changed, and know no words but their own."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a profile."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Part):
    """One thing's name in the languages of the interface."""

    pl: str
    en: str
