"""How far do cameras reach in what no area counts? The planner's tables and drawings of plates, warmth and zoom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from geo.city import City
from geo.coverage.thermal import chosen_profile
from geo.model.result import Result
from geo.profile.cameras import CameraKind
from geo.storage.store import Store
from layers.base import LayerQuery
from layers.gate import read
from maps.ground import items, windowed
from maps.legend import Entry, Swatch, line
from maps.page import Drawing
from maps.words import Words

#: So many rows of a table; the file has them all.
MOST_ROWS = 60
TASKS = ("johnson_detect", "johnson_recognise", "johnson_identify")


@dataclass(frozen=True, slots=True)
class Beyond:
    """What is told of cameras beyond the cover of areas.

    Attributes
    ----------
    gates, thermal, zoom
        Rows of the tables.
    profile
        The thermal profile in use.
    profiles
        Names of those that the city has.
    of
        How many cameras each table is of, by its name.
    result
        None if it has not been computed.
    stale
        Whether the register has changed since.
    """

    profile: str
    profiles: dict[str, str]
    gates: list[dict[str, Any]] = field(default_factory=list)
    thermal: list[dict[str, Any]] = field(default_factory=list)
    zoom: list[dict[str, Any]] = field(default_factory=list)
    of: dict[str, int] = field(default_factory=dict)
    result: Result | None = None
    stale: bool = False

    @property
    def any(self) -> bool:
        """Tell whether there is such a camera at all."""
        return any(self.of.values())


def beyond(store: Store, city: City, words: Words, *, profile: str | None, px_per_m: float) -> Beyond:
    """Return what is told of gates, thermal cameras and zoom lenses.

    Parameters
    ----------
    profile
        Name of a thermal profile of the city; its own one if not given.
    px_per_m
        The density at which zooming is told.

    Raises
    ------
    BadInput
        If the city has no such profile; the message names the choices.
    """
    profiles = {name: words.of(one.words) for name, one in city.thermal.profiles.items()}
    profile = chosen_profile(profile, city.thermal)
    gates = read("gates", LayerQuery(limit=MOST_ROWS), store, city)
    result = gates.result
    if result is None:
        return Beyond(profile, profiles)
    query = LayerQuery(equal={"profile": profile}, shapes=False)
    thermal = read("thermal-ground", query, store, city).frame
    zoom = read("zoom-reach", LayerQuery(equal={"px_per_m": px_per_m}, limit=MOST_ROWS), store, city).frame
    return Beyond(
        profile,
        profiles,
        gates=[_named(row) | {"at": _at(row)} for row in gates.frame.to_dict("records")],
        thermal=_thermal(thermal)[:MOST_ROWS],
        zoom=[_named(row) | {"at": _at(row)} for row in zoom.to_dict("records")],
        of={name: result.summary[name]["all"] for name in ("gates", "thermal", "zoom")},
        result=result,
        stale=gates.stale,
    )


def drawings(found: Beyond, words: Words, *, with_cameras: dict[str, float]) -> list[Drawing]:
    """Return what of it is on the map; gates are fetched as the cameras are, for from afar they would be specks."""
    made = []
    if found.of.get("gates"):
        told = {
            "away": words("plates are read up to {far} m away", far="{far}"),
            "narrow": words("narrower than the lane"),
        }
        made.append(Drawing("gates", items("gates"), told=told, **with_cameras))
    if found.of.get("thermal"):
        names = words.names("thermal_task", TASKS)
        url = items("thermal-ground", profile=found.profile)
        made.append(Drawing("thermal", url, tasks=names, **windowed(len(TASKS) * found.of["thermal"])))
    return made


def legend(found: Beyond, words: Words) -> list[Entry]:
    """Return what the drawings mean."""
    _ = words
    made = []
    if found.of.get("gates"):
        made.append(Entry(_("Gates:"), (Swatch(line("#1F2933"), _("number plates are read")),), toggle="gates"))
    if found.of.get("thermal"):
        ground = Swatch(line("#9D174D", dashed=True), found.profiles[found.profile])
        made.append(Entry(_("Thermal:"), (ground,), toggle="thermal", shown=False))
    return made


def card(words: Words, city: City, profile: str) -> dict[str, dict[str, Any]]:
    """Return what the card of a camera asks for and says, by kind of camera."""
    return {key: said for key, kind in city.camera_kinds.items() if (said := _said(words, city, kind, profile))}


def _said(words: Words, city: City, kind: CameraKind, profile: str) -> dict[str, Any] | None:
    _ = words
    if kind.gate:
        said = _("Reads number plates from {near} to {far} m away, on a line {width} m wide. It counts in no area.", near="{near}", far="{far}", width="{width}")  # fmt: skip
        return {"url": items("gates"), "said": said}
    if kind.spectrum == "thermal":
        told = {"tasks": words.names("thermal_task", TASKS), "by": words.of(city.thermal.profiles[profile].words)}
        said = _("{task} up to {radius} m", task="{task}", radius="{radius}")
        return {"url": items("thermal-ground", profile=profile), "said": said} | told
    if kind.tele_hfov_deg:
        said = _("Zoomed in on one spot, in the line of sight: {levels}.", levels="{levels}")
        return {"url": items("zoom-reach"), "said": said}
    return None


def method(found: Beyond, words: Words, city: City) -> list[str]:
    """Return how it was reckoned, in sentences."""
    _ = words
    sentences = []
    if found.of.get("gates"):
        sentences.append(_("A camera that reads plates is told by its gate: the line on which a plate at {height} m still has {px} px per metre ({source}). Neither walls nor the speed of cars are reckoned with.", height=words.number(city.gates.plate_height_m, digits=1), px=words.number(city.gates.px_per_m), source=city.gates.source))  # fmt: skip
    if found.of.get("thermal"):
        sentences.append(_("Thermal cameras are told by the named profile {profile}, chosen above: two pixels a cycle on the critical dimension of the target ({source}). Neither the contrast of warmth nor air and rain are reckoned with.", profile=found.profiles[found.profile], source=city.thermal.profiles[found.profile].source))  # fmt: skip
    if found.of.get("zoom"):
        sentences.append(_("By zooming in a turning camera sees one spot at a time, farther than the cover counts: told is the farthest ground in its line of sight, at most {most} away.", most=words.length(city.cameras.longest_sight_m)))  # fmt: skip
    return sentences


def _named(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name != "geometry"}
    return told | {"name": row["name"] or row["ref"]}


def _thermal(frame: Any) -> list[dict[str, Any]]:
    """Return one row a camera: how far each task reaches, and the ground that the first one watches."""
    rows: dict[int, dict[str, Any]] = {}
    for row in frame.to_dict("records"):
        mine = rows.setdefault(row["camera"], _named(row) | {"tasks": {}})
        mine["tasks"][row["task"]] = row["radius_m"]
        mine["area_m2"] = max(mine["area_m2"], row["area_m2"])
    return list(rows.values())


def _at(row: dict[str, Any]) -> str:
    point = row["geometry"].representative_point()
    return f"{point.x:.6f},{point.y:.6f}"
