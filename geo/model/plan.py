"""What a planner asks of a siting plan, and how the plan that came of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import geopandas as gpd
from pydantic import BaseModel, ConfigDict, Field

from geo.profile.siting import Host

OptionKind = Literal["new", "replace", "modernise", "document"]
Ref = Annotated[str, Field(min_length=1, max_length=300)]
Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(max_length=80)]
Level = Annotated[str, Field(max_length=40)]


class SitingWishes(BaseModel):
    """What a planner asks of a plan; what is not told is as the city profile has it.

    Attributes
    ----------
    name
        Of the variant.
    budget_grosze
        What may be spent on all points together.
    programme
        Key of a programme of the city profile: its numbers, exactly, and its budget stand in the place of those here.
    camera_kinds
        Which kinds of camera new and replaced points may have.
    caps
        At most so many points of a kind; without a cap any number is new, and none is replaced, modernised or designed.
    objective, backup_depth, share
        As in ``geo.siting.problem.SitingProblem``.
    weights
        How much each source of demand matters beside the others.
    norm_edition, level
        How well a place must be seen to count.
    after_dark
        Count only what is seen in the dark: where lamps light, or as far as infrared light reaches.
    turning
        Count all that a camera that turns could watch, though it looks one way at a time.
    hosts
        What new points may hang on.
    off_private
        No new point on private ground.
    area_minimum
        Share of the weight of an area, by its reference, that must be covered.
    privacy_cap_m2, privacy_total_m2
        Private ground that one point, and all together, may see.
    locked, forbidden
        References of options or sites that must, and must not, be in the plan.
    time_limit_s, gap
        When the search ends: after so long, or so near to the bound.
    seed
        Of the random numbers of the search.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: Name = ""
    budget_grosze: Annotated[int, Field(ge=0, le=10**13)]
    programme: Name | None = None
    camera_kinds: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    caps: dict[OptionKind, Annotated[int, Field(ge=0, le=100_000)]] = Field(default_factory=dict)
    objective: Literal["cover", "backup", "max_min", "least_cost"] = "cover"
    backup_depth: Annotated[int, Field(ge=2, le=5)] = 2
    share: Share = 0.5
    weights: dict[Name, Annotated[float, Field(ge=0, le=1000)]] | None = None
    norm_edition: Level | None = None
    level: Level | None = None
    after_dark: bool = False
    turning: bool = False
    hosts: tuple[Host, ...] | None = None
    off_private: bool = True
    area_minimum: dict[Ref, Share] = Field(default_factory=dict)
    privacy_cap_m2: Annotated[float | None, Field(ge=0)] = None
    privacy_total_m2: Annotated[float | None, Field(ge=0)] = None
    locked: Annotated[tuple[Ref, ...], Field(max_length=500)] = ()
    forbidden: Annotated[tuple[Ref, ...], Field(max_length=2000)] = ()
    time_limit_s: Annotated[float, Field(ge=1, le=3600)] = 60.0
    gap: Share = 0.0
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0


@dataclass(frozen=True, slots=True)
class SitingPlan:
    """A plan as it was found; kept whole, beside others.

    Attributes
    ----------
    wishes
        What was asked for, as plain JSON values.
    frames
        One frame a layer it fills, EPSG:4326, by the layer's name.
    summary
        Its numbers and reasons, as plain JSON values.
    sources
        Names of the sources that went in, none twice.
    inputs_digest
        State of the inputs; another state in the store means that the plan is stale.
    """

    name: str
    wishes: Mapping[str, Any]
    frames: Mapping[str, gpd.GeoDataFrame]
    summary: Mapping[str, Any]
    sources: tuple[str, ...]
    synthetic: bool
    norm_edition: str
    inputs_digest: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """What is told of a plan that is kept, without its frames."""

    id: int
    name: str
    wishes: Mapping[str, Any]
    summary: Mapping[str, Any]
    sources: tuple[str, ...]
    synthetic: bool
    norm_edition: str
    inputs_digest: str
    made_at: datetime
    deleted_at: datetime | None
