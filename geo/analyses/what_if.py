"""What would cameras that are only thought of add? Answered while the hand moves, and stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.analyses.beyond import Row, gate_of, thermal_of, zoom_of
from geo.analyses.drawing import DRAWN_TO_M
from geo.analyses.ideas import Hung, hung
from geo.analyses.situation import Situation
from geo.city import City
from geo.coverage.image_quality import Level, edition
from geo.coverage.privacy import private_seen
from geo.coverage.reach import ground_in_picture, turns
from geo.coverage.thermal import chosen_profile
from geo.coverage.watching import views, watch
from geo.coverage.what_if import Gain, gain
from geo.errors import BadInput
from geo.model.idea import Idea

_NOTHING = shapely.Polygon()
#: Height of a head, metres: assumed.
HEAD_M = 1.7


@dataclass(frozen=True, slots=True)
class Zone:
    """The ground that a camera sees at one level of image quality.

    Attributes
    ----------
    radius_m
        How far the level reaches.
    shape
        Polygons in metres.
    gain_m2
        What of it nobody sees now so well; none where that was not asked for.
    """

    level: Level
    radius_m: float
    shape: BaseGeometry
    gain_m2: float | None


@dataclass(frozen=True, slots=True)
class Private:
    """What of private ground is in view at the density that counts: square metres, and residential buildings."""

    ground_m2: float
    homes: int


@dataclass(frozen=True, slots=True)
class Beyond:
    """What an idea reaches beyond the cover of areas, as ``geo.analyses.beyond`` tells it.

    Attributes
    ----------
    gates, thermal
        The line on which plates are read; the ground of each thermal task by one profile.
    zoom
        Reach by zooming in; none where it was not asked for.
    at_a_moment
        The share of its view at which it looks at a moment, 1 for a camera that stands still.
    nearest_m
        Where the ground in its picture begins, and where a head of 1.7 m does; none for one that turns.
    """

    gates: list[Row]
    thermal: list[Row]
    zoom: list[Row]
    at_a_moment: float
    nearest_m: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Placed:
    """An idea where it can really hang, and what it would see.

    Attributes
    ----------
    zones
        By level, the farthest first; none where walls hide all ground.
    counting
        What it sees at the density that counts for privacy.
    gain
        What it alone would add at the level asked for.
    beyond
        What it reaches that no area counts.
    """

    hung: Hung
    zones: list[Zone]
    counting: BaseGeometry
    gain: Gain
    private: Private
    beyond: Beyond

    def at(self, level: Level) -> BaseGeometry:
        """Return what it sees at a level."""
        return next((zone.shape for zone in self.zones if zone.level == level), _NOTHING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What ideas would add, each alone and all together.

    Attributes
    ----------
    areas
        Reference and name of the areas, in the order of the gains.
    private_assumed
        Whether ground is only taken to be private, because no parcels are known.
    """

    placed: list[Placed]
    together: Gain
    private: Private
    areas: list[tuple[str, str]]
    private_assumed: bool


def ask(
    now: Situation,
    ideas: list[Idea],
    *,
    norm_edition: str,
    level: str,
    every_level: bool = True,
    thermal_profile: str | None = None,
) -> Outcome:
    """Return what ideas would add at a level of image quality.

    Parameters
    ----------
    every_level
        Tell the gain of each zone, and the reach by zooming in, too; while the hand moves, the one level that is asked
        for is enough.
    thermal_profile
        By which thermal cameras are told; the city's own one unless given.

    Raises
    ------
    BadInput
        If there is no such edition, level, thermal profile or kind of camera.
    """
    wanted = _level(norm_edition, level)
    levels = edition(norm_edition).levels
    told = levels if every_level else (wanted,)
    profile = chosen_profile(thermal_profile, now.city.thermal)
    placed = []
    for idea in ideas:
        where = hung(now, idea)
        special = _beyond(now, where, profile=profile, zoom=every_level)
        placed.append(_placed(now, where, levels, wanted, told, special))
    return Outcome(placed, *_together(now, placed, wanted), now.area_names, now.private.assumed)


def warm(now: Situation) -> None:
    """Load all that a first question would wait for, by asking one: kernels that were compiled before, and modules."""
    middle = shapely.point_on_surface(now.areas[0])
    here = crs.moved(np.array([middle]), now.city.crs, crs.STORED)[0]
    asked = ask(now, [Idea(lon=here.x, lat=here.y)], norm_edition=now.city.norm_edition, level=now.city.level)
    drawn(asked.placed[0], now.city)


def drawn(placed: Placed, city: City) -> np.ndarray:
    """Return the shapes of what a camera sees as they are drawn: a little simpler, longitude and latitude."""
    return on_earth([zone.shape for zone in placed.zones], city)


def on_earth(shapes: list[BaseGeometry], city: City) -> np.ndarray:
    """Return shapes in metres as they are drawn: a little simpler, longitude and latitude."""
    simple = shapely.simplify(shapes, DRAWN_TO_M)
    return crs.moved(simple, city.crs, crs.STORED)


def _level(norm_edition: str, name: str) -> Level:
    levels = {level.name: level for level in edition(norm_edition).levels}
    if name not in levels:
        raise BadInput(
            "A level of {edition} must be one of {choices}, not {given!r}.",
            edition=norm_edition,
            choices=", ".join(levels),
            given=name[:80],
        )
    return levels[name]


def _together(now: Situation, placed: list[Placed], wanted: Level) -> tuple[Gain, Private]:
    if len(placed) == 1:
        return placed[0].gain, placed[0].private
    view = shapely.union_all([one.at(wanted) for one in placed])
    return _gain(now, view, wanted), _private(now, [one.counting for one in placed])


def _beyond(now: Situation, where: Hung, *, profile: str, zoom: bool) -> Beyond:
    pose, city = where.pose, now.city
    turning = turns(pose)
    nearest_m = None if turning else (ground_in_picture(pose, 0.0)[0], ground_in_picture(pose, HEAD_M)[0])
    return Beyond(
        gate_of(where.lens, pose, city),
        thermal_of(where.lens, pose, now.occluders, city, profiles=(profile,)),
        zoom_of(where.lens, pose, now.occluders, city) if zoom else [],
        min(pose["hfov_deg"] / 360.0, 1.0) if turning else 1.0,
        nearest_m,
    )


def _placed(
    now: Situation,
    where: Hung,
    levels: tuple[Level, ...],
    wanted: Level,
    told: tuple[Level, ...],
    special: Beyond,
) -> Placed:
    seen, counting = _seen(now, where, [level.px_per_m for level in levels])
    shapes = {level.px_per_m: seen[level.px_per_m][1] for level in told if level.px_per_m in seen}
    added = {px: gain(left, [shapes[px]], areas=len(now.areas)) for px, left in now.unseen(shapes).items()}
    gains_m2 = {px: float(one.gain_m2.sum()) for px, one in added.items()}
    zones = [
        Zone(level, *seen[level.px_per_m], gains_m2.get(level.px_per_m)) for level in levels if level.px_per_m in seen
    ]
    mine = added.get(wanted.px_per_m) or _gain(now, _NOTHING, wanted)
    return Placed(where, zones, counting, mine, _private(now, [counting]), special)


def _seen(
    now: Situation, where: Hung, densities: list[float]
) -> tuple[dict[float, tuple[float, BaseGeometry]], BaseGeometry]:
    """Return how far a camera reaches and what it sees, by density, and what it sees at the one of private ground."""
    rules, height_m = now.city.privacy, now.city.cameras.target_height_m
    if rules.target_height_m != height_m:
        apart = _seen_at(now, where, [rules.px_per_m], rules.target_height_m)
        return _seen_at(now, where, densities, height_m), apart.get(rules.px_per_m, (0.0, _NOTHING))[1]
    found = _seen_at(now, where, [*dict.fromkeys([*densities, rules.px_per_m])], height_m)
    return found, found.get(rules.px_per_m, (0.0, _NOTHING))[1]


def _seen_at(
    now: Situation, where: Hung, densities: list[float], target_height_m: float
) -> dict[float, tuple[float, BaseGeometry]]:
    """Return how far a camera reaches and what it sees, by density; densities at which it sees nothing are left out."""
    one = watch(np.array([where.lens]), [where.pose], target_height_m=target_height_m)
    rows = [(px, i) for px in densities for i in range(len(one.looks))]
    density = np.array([px for px, _ in rows])
    shapes = views(one, rows, now.occluders)
    found = {px: shapely.union_all(shapes[density == px]) for px in densities}
    reach_m = {px: max((look.radii_m.get(px, 0.0) for look in one.looks), default=0.0) for px in densities}
    return {px: (reach_m[px], shape) for px, shape in found.items() if not shape.is_empty}


def _gain(now: Situation, view: BaseGeometry, level: Level) -> Gain:
    return gain(now.unseen({level.px_per_m: view})[level.px_per_m], [view], areas=len(now.areas))


def _private(now: Situation, shapes: list[BaseGeometry]) -> Private:
    ground_m2, homes = private_seen(now.private, shapes)
    return Private(ground_m2, homes)
