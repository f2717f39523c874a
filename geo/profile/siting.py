"""What a city takes siting to cost, where cameras may hang, and what weighs how much."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from geo.profile.part import Part, Words

#: What a camera of a plan hangs on: a bend of a facade, a straight one, a lamp post, a roof.
Host = Literal["corner", "wall", "lamp", "roof"]


class SitingProgramme(Part):
    """A programme that a city has announced.

    Attributes
    ----------
    numbers
        How many points of each kind: ``new``, ``replace``, ``modernise``, ``document``.
    cameras_before
        How many cameras stand before it.
    """

    words: Words
    numbers: dict[str, int]
    budget_grosze: int
    cameras_before: int


class SitingDefaults(Part):
    """Costs, candidates and weights of a siting plan; all of them are assumed until the city tells its own.

    Attributes
    ----------
    kinds
        The camera kinds that are offered at first.
    device_grosze
        A camera with its place in the recorder, by camera kind.
    host_grosze
        What else a new point costs, by what it hangs on: power, network, the work.
    renew_grosze
        The work of putting another camera where one stands.
    modernise_grosze
        The work of putting a sharper camera of the same view where one stands.
    modern_kind
        The camera kind by which one that stands is modernised.
    document_grosze
        The design of a point that is built later.
    yearly_grosze
        What a camera costs a year: power, link, service, its share of the watch.
    life_years
        Over how many years the purchase of a camera is spread.
    lamp_grosze, lamp_yearly_grosze, lamp_life_years
        A new lamp, what it costs a year, how long it lasts.
    hosts
        What candidates hang on.
    facade_step_m, least_facade_m
        How far apart candidates of a straight facade are, and the shortest facade that has any.
    corner_deg
        A facade that turns by at least so much has a candidate at its corner.
    roof_m
        Lowest and highest building whose roof is a candidate.
    spacing_m, from_cameras_m
        How near candidates come to each other, and to cameras that stand.
    most_sites
        The most candidate sites that are weighed against each other.
    bearing_step_deg
        How far apart the orientations of one site are at most.
    demand_step_m
        How far apart the points along streets are that are to be seen.
    target_height_m
        The height at which somebody is to be seen: a head.
    near_m
        How far from a street an incident or a place may lie whose weight goes to it.
    dwell_share
        A turning camera counts for what it watches at least so much of the time.
    weights
        How much each source of demand matters beside the others; a source that is not named matters nothing.
    never
        Who tells of incidents that never make demand: those whom the plan itself sends or the camera itself shows.
    """

    kinds: tuple[str, ...]
    device_grosze: dict[str, int]
    host_grosze: dict[Host, int]
    renew_grosze: int
    modernise_grosze: int
    modern_kind: str
    document_grosze: int
    yearly_grosze: int
    life_years: float = Field(gt=0)
    lamp_grosze: int
    lamp_yearly_grosze: int
    lamp_life_years: float = Field(gt=0)
    hosts: tuple[Host, ...]
    facade_step_m: float = Field(gt=0)
    least_facade_m: float
    corner_deg: float
    roof_m: tuple[float, float]
    spacing_m: float
    from_cameras_m: float
    most_sites: int
    bearing_step_deg: float = Field(gt=0)
    demand_step_m: float = Field(ge=5, le=10)
    target_height_m: float
    near_m: float
    dwell_share: float = Field(gt=0, le=1)
    weights: dict[str, float]
    never: tuple[str, ...]
    programmes: dict[str, SitingProgramme] = Field(default_factory=dict)
