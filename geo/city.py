"""What a city's profile says: its name, its CRS, its kinds of areas, its words, its defaults."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from geo.errors import NotFound
from geo.profile.cameras import CameraDefaults, CameraKind, GateDefaults, ThermalDefaults
from geo.profile.casework import TriageDefaults
from geo.profile.hotspots import Category, HotspotDefaults
from geo.profile.lighting import Lighting
from geo.profile.part import Part as _Part
from geo.profile.part import Words
from geo.profile.patrols import PatrolDefaults
from geo.profile.privacy import PrivacyDefaults
from geo.profile.siting import SitingDefaults
from geo.profile.upkeep import OutageDefaults, TreeDefaults

_FOLDER = files("geo.cities")


class BuildingDefaults(_Part):
    """What is assumed of a building where its source is silent."""

    height_m: float
    level_height_m: float
    roof_height_m: float
    passage_height_m: float = Field(description="A body that begins at or above this height hides no ground.")


class StreetDefaults(_Part):
    """How wide a street's space is taken by kind, and which kinds are no street at all."""

    width_m: dict[str, float]
    other_width_m: float
    left_out: tuple[str, ...]


class HelpPoint(_Part):
    """Where a person in need can turn."""

    words: Words
    phone: str
    hours: Words


class DisclosureDefaults(_Part):
    """How coarse the public sees reported places and incidents.

    Attributes
    ----------
    cell_m
        Side of the smallest squares of the public grid.
    sensitive, fewest_sensitive
        Categories of reports that count in a square only where it holds at least so many of them.
    period_months
        How long a period lasts at whose close the public map changes: 1, 2, 3, 4, 6 or 12.
    """

    cell_m: float
    fewest_reports: int
    sensitive: tuple[str, ...]
    fewest_sensitive: int
    period_months: Literal[1, 2, 3, 4, 6, 12]


class CameraSystem(_Part):
    """A system of made-up cameras.

    Attributes
    ----------
    where
        ``streets``: at crossings and on the facades of the centre; ``estates``: on the houses of estates;
        ``units``: at and around the houses of municipal units.
    camera_name
        What its cameras are called, with ``{n}`` for the number.
    operator
        None: each municipal unit runs its own.
    """

    name: str
    camera_name: str
    cameras: int
    where: Literal["streets", "estates", "units"]
    owner: str
    operator: str | None = None


class Fabric(_Part):
    """What a made-up city is like: streets, houses, lamps, areas and cameras within the real boundary.

    Attributes
    ----------
    centre
        Longitude and latitude of the market square.
    buildings
        About how many: the city grows from its centre until it has them, or until its ground is used up.
    old_radius_m, dense_radius_m
        How far from the centre the old town and the closed blocks of tenements reach.
    lamps, trees
        The most there are.
    units
        How many municipal units there are: schools, libraries, offices, …
    areas
        Into how many areas of the kind ``report_by`` the city is divided.
    area_name
        Their names, with ``{n}`` for the number.
    """

    centre: tuple[float, float]
    seed: int
    buildings: int
    old_radius_m: float = 550.0
    dense_radius_m: float = 1200.0
    lamps: int = 15_000
    trees: int = 4_000
    units: int = 60
    areas: int
    area_name: str
    systems: tuple[CameraSystem, ...]


class Demo(_Part):
    """The open data, or the made-up ones, that show the city without a register of its own."""

    places: str | None = None
    sectors: tuple[int, int] | None = Field(default=None, description="Columns and rows of made-up sectors.")
    fabric: Fabric | None = None
    incidents: int = 0
    reports: int = 0
    seed: int = 0


class City(_Part):
    """A city's profile."""

    id: str
    name: str
    words: Words
    crs: str
    time_zone: str
    language: str = "pl"
    licence: str
    attribution: str
    boundary: str | None = None
    parts: str | None = Field(default=None, description="GeoJSON with the names of the city's parts as points.")
    norm_edition: str
    level: str
    area_kinds: dict[str, Words]
    report_by: str = Field(description="The area kind by which shares are told.")
    cameras: CameraDefaults
    camera_kinds: dict[str, CameraKind]
    thermal: ThermalDefaults
    gates: GateDefaults
    buildings: BuildingDefaults
    streets: StreetDefaults
    lighting: Lighting
    outages: OutageDefaults
    trees: TreeDefaults
    incident_categories: dict[str, Category]
    report_categories: dict[str, Words]
    report_categories_version: str = Field(description="Which list of categories it is; each report keeps its own.")
    retired_report_categories: dict[str, Words] = Field(
        default_factory=dict, description="What can be chosen no more, for the reports that were told so."
    )
    help_points: tuple[HelpPoint, ...]
    hotspots: HotspotDefaults
    disclosure: DisclosureDefaults
    privacy: PrivacyDefaults
    siting: SitingDefaults
    place_kinds: dict[str, Words]
    triage: TriageDefaults
    patrols: PatrolDefaults
    demo: Demo = Demo()

    def report_category(self, key: str) -> Words | None:
        """Return what a category of reports is called, also one that can be chosen no more; none if it never could."""
        return self.report_categories.get(key) or self.retired_report_categories.get(key)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the city lives."""
        return ZoneInfo(self.time_zone)

    def part_names(self) -> list[str]:
        """Return the names of the city's parts that come with the profile, in order of the alphabet."""
        if self.parts is None:
            return []
        places = json.loads(self.file(self.parts).read_text(encoding="utf-8"))["features"]
        return sorted(
            {str(place["properties"]["nazwa"]) for place in places if place["properties"]["src"] == "geonames"}
        )

    def file(self, name: str) -> Traversable:
        """Return a data file that is shipped with the profiles."""
        return _FOLDER / "data" / name


def cities() -> list[str]:
    """Return the names of the profiles, in order of the alphabet."""
    names = (entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
    return sorted(name.removesuffix(".toml") for name in names if not name.startswith("_"))


def load_city(name: str) -> City:
    """Read a city's profile, laid over the defaults that all cities share.

    Raises
    ------
    NotFound
        If there is no such profile; the message lists those there are.
    """
    if name not in cities():
        raise NotFound("A city must be one of {choices}, not {given!r}.", choices=", ".join(cities()), given=name)
    return City.model_validate(_laid_over(_read("_defaults"), _read(name)) | {"id": name})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Merge two tables: what stands above wins, tables are merged within."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(below.get(key), dict)
        merged[key] = _laid_over(below[key], value) if both else value
    return merged
