"""How does a city's wish for new cameras become a problem that can be solved?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array, diags_array

from geo import crs
from geo.analyses import coverage, privacy
from geo.analyses.coverage import Inputs, heights_m, masks_of
from geo.analyses.siting_demand import Demand, demand_of
from geo.analyses.siting_options import Options, documented, options_of
from geo.city import City
from geo.coverage.image_quality import Level, edition
from geo.coverage.privacy import Private, footprint
from geo.coverage.reach import Look, looks
from geo.errors import BadInput
from geo.geometry.isovist import Occluders, prepare
from geo.geometry.isovists import isovists
from geo.model.plan import SitingWishes
from geo.siting.problem import Floats, Ints, SitingProblem
from geo.siting.programme import Programme, under
from geo.siting.sight import Sight, covers, sight
from geo.storage.store import Store

#: Another state of these families makes a plan stale.
INPUTS = (*coverage.INPUTS, "parcels", "lamps", "places", "incidents", "reports")
#: A view of private ground smaller than this is none.
_LEAST_M2 = 0.05


@dataclass(frozen=True, slots=True)
class Prepared:
    """A problem, and what its numbers stand for.

    Attributes
    ----------
    options
        One row an option, as ``geo.analyses.siting_options.Options.frame`` returns them.
    wishes
        As they were asked for, with what the profile has for the rest.
    level
        How well a place must be seen.
    lit
        ``(N,)`` which points lamps light; all of them by day.
    """

    problem: SitingProblem
    options: pd.DataFrame
    made: Options
    demand: Demand
    inputs: Inputs
    private: Private
    wishes: SitingWishes
    level: Level
    occluders: Occluders
    programme: Programme | None
    lit: np.ndarray


def settled(city: City, wishes: SitingWishes) -> SitingWishes:
    """Return wishes with what the profile has for all that they leave open.

    Raises
    ------
    BadInput
        If the profile has no such programme or area kind.
    """
    rules = city.siting
    full: dict[str, Any] = {
        "camera_kinds": wishes.camera_kinds or rules.kinds,
        "hosts": rules.hosts if wishes.hosts is None else wishes.hosts,
        "weights": rules.weights if wishes.weights is None else wishes.weights,
        "norm_edition": wishes.norm_edition or city.norm_edition,
    }
    full["level"] = wishes.level or (city.level if full["norm_edition"] == city.norm_edition else None)
    if full["level"] is None:
        full["level"] = edition(full["norm_edition"]).levels[1].name
    if wishes.programme is not None:
        programme = programme_of(city, wishes.programme)
        full |= {"caps": dict(programme.numbers), "budget_grosze": programme.budget_grosze}
    return wishes.model_copy(update=full)


def programme_of(city: City, name: str) -> Programme:
    """Return a programme of the profile.

    Raises
    ------
    BadInput
        If there is none of that name.
    """
    known = city.siting.programmes
    if name not in known:
        raise BadInput(
            "A programme must be one of {choices}, not {given!r}.", choices=", ".join(known) or "-", given=name[:80]
        )
    told = known[name]
    return Programme(told.numbers, told.budget_grosze, told.cameras_before)


def prepared(store: Store, city: City, wishes: SitingWishes) -> Prepared:
    """Return the problem that a planner's wishes make of a city.

    Raises
    ------
    BadInput
        If the city lacks areas, cameras or streets, or if a wish names what it does not have.
    """
    wishes = settled(city, wishes)
    inputs = coverage.read_inputs(store, city)
    level = _level(wishes)
    demand = demand_of(store, inputs, wishes.weights or {})
    if not demand.weight.any():
        raise BadInput("There must be streets, places or incidents of some weight to be seen, but there are none.")
    private = privacy.private_of(privacy.read_inputs(store, city))
    made = options_of(store, inputs, demand, private, wishes)
    occluders = prepare(np.asarray(inputs.footprints.geometry.array, dtype=object), heights_m(inputs.footprints))
    lit = _lit(store, city, demand) if wishes.after_dark else np.ones(len(demand.weight), dtype=bool)
    seen = _sight(made, demand, occluders, city)
    # The lowest level of an edition needs no light.
    needs_light = level != edition(str(wishes.norm_edition)).levels[0]
    picture = _Picture(seen, level, lit, dark=wishes.after_dark and needs_light)
    stands = picture.of(made.standing, made.standing_poses, np.arange(len(made.standing)))
    stands = _unmasked(stands, inputs, demand)
    if wishes.caps.get("document"):
        covers_now = picture.of(made.looks, made.poses, _eyes(made))
        unseen = np.where(np.asarray(stands.sum(axis=0)).ravel() > 0, 0.0, demand.weight)
        documented(made, covers_now @ unseen, wishes.caps["document"], city)
    problem = _problem(made, demand, stands, picture, wishes, _private_m2(made, private, occluders, city))
    return _pruned(
        Prepared(
            problem=problem,
            options=made.frame(),
            made=made,
            demand=demand,
            inputs=inputs,
            private=private,
            wishes=wishes,
            level=level,
            occluders=occluders,
            programme=None if wishes.programme is None else programme_of(city, wishes.programme),
            lit=lit,
        )
    )


@dataclass(frozen=True, slots=True)
class _Picture:
    """Which points cameras see well enough; in the dark where lamps light or infrared light reaches."""

    seen: Sight
    level: Level
    lit: np.ndarray
    dark: bool

    def of(self, sectors: list[Any], poses: list[dict[str, Any]], eye: Ints) -> csr_array:
        """Return `a_ij` of cameras with sectors at eyes."""
        by_day = covers(self.seen, eye, sectors, self.level.px_per_m)
        if not self.dark:
            return by_day
        reach_m = [float(pose.get("ir_range_m") or 0.0) for pose in poses]
        short = [[_within(look, far) for look in mine] for mine, far in zip(sectors, reach_m, strict=True)]
        by_infrared = covers(self.seen, eye, short, self.level.px_per_m)
        return csr_array(by_day @ diags_array(self.lit.astype(float)) + by_infrared)


def _within(look: Look, far_m: float) -> Look:
    return Look(look.bearing_deg, look.opening_deg, look.near_m, {px: min(r, far_m) for px, r in look.radii_m.items()})


def _level(wishes: SitingWishes) -> Level:
    levels = {level.name: level for level in edition(str(wishes.norm_edition)).levels}
    if wishes.level not in levels:
        raise BadInput(
            "A level of {edition} must be one of {choices}, not {given!r}.",
            edition=wishes.norm_edition,
            choices=", ".join(levels),
            given=wishes.level,
        )
    return levels[str(wishes.level)]


def _eyes(made: Options) -> Ints:
    return np.array([row["eye"] for row in made.rows], dtype=np.int64)


def _sight(made: Options, demand: Demand, occluders: Occluders, city: City) -> Sight:
    """Return which points each eye sees within the farthest reach of what may hang there."""
    reach_m = np.zeros(len(made.lens))
    at = [
        *enumerate(made.standing),
        *((row["eye"], sectors) for row, sectors in zip(made.rows, made.looks, strict=True)),
    ]
    for eye, sectors in at:
        far = max((max(look.radii_m.values()) for look in sectors), default=0.0)
        reach_m[eye] = max(reach_m[eye], far)
    lens = np.array(made.lens).reshape(-1, 2)
    return sight(
        lens,
        demand.along.xy,
        occluders,
        reach_m=np.minimum(reach_m, city.cameras.longest_sight_m),
        height_m=np.array(made.height_m),
        target_height_m=city.siting.target_height_m,
    )


def _lit(store: Store, city: City, demand: Demand) -> np.ndarray:
    """Return which points lamps light that are on all night.

    Raises
    ------
    BadInput
        If it was never computed what the lamps light.
    """
    if store.result("night") is None:
        raise BadInput("What is seen in the dark must be computed first: czujka run night.")
    lit = crs.to_metric(store.result_items("lit-ground", equal={"schedule": city.lighting.default}), city.crs)
    found = np.zeros(len(demand.weight), dtype=bool)
    points = shapely.points(demand.along.xy)
    found[shapely.STRtree(lit.geometry.array).query(points, predicate="intersects")[0]] = True
    return found


def _unmasked(stands: csr_array, inputs: Inputs, demand: Demand) -> csr_array:
    """Take out of what cameras see what they mask."""
    masks = masks_of(inputs)
    if not masks:
        return stands
    there = stands.tocoo()
    kept = np.ones(len(there.data), dtype=bool)
    for camera, shapes in masks.items():
        mine = np.flatnonzero(there.coords[0] == camera)
        hidden = shapely.union_all(shapes)
        kept[mine] = ~shapely.intersects_xy(hidden, demand.along.xy[there.coords[1][mine]])
    row, column = (each[kept] for each in there.coords)
    return csr_array((np.ones(kept.sum()), (row, column)), shape=stands.shape)


def _private_m2(made: Options, private: Private, occluders: Occluders, city: City) -> Floats:
    """Return the private ground that each option sees at the density that counts for privacy."""
    rules = city.privacy
    lens = np.array(made.lens).reshape(-1, 2)
    rows = [
        (i, look)
        for i, pose in enumerate(made.poses)
        if made.looks[i]
        for look in looks(pose, target_height_m=rules.target_height_m)
        if rules.px_per_m in look.radii_m
    ]
    if not rows:
        return np.zeros(len(made.rows))
    option = np.array([i for i, _ in rows])
    eye = _eyes(made)[option]
    views = isovists(
        lens[eye],
        occluders,
        range_m=np.array([look.radii_m[rules.px_per_m] for _, look in rows]),
        bearing_deg=np.array([look.bearing_deg for _, look in rows]),
        field_of_view_deg=np.array([look.opening_deg for _, look in rows]),
        near_m=np.array([look.near_m for _, look in rows]),
        viewpoint_height_m=np.array(made.height_m)[eye],
        target_height_m=rules.target_height_m,
        inside="empty",
    ).polygons()
    found = np.bincount(option, weights=footprint(private, views).m2, minlength=len(made.rows))
    return np.where(found < _LEAST_M2, 0.0, found)


def _problem(
    made: Options, demand: Demand, stands: csr_array, picture: _Picture, wishes: SitingWishes, private_m2: Floats
) -> SitingProblem:
    frame = made.frame()
    shown = picture.of(made.looks, made.poses, _eyes(made))
    renewing = bool((frame["replaces"] >= 0).any())
    caps: Mapping[str, int] = {kind: wishes.caps.get(kind, 0) for kind in ("replace", "modernise", "document")}
    if "new" in wishes.caps:
        caps = {**caps, "new": wishes.caps["new"]}
    return SitingProblem(
        weights=demand.weight,
        covers=shown,
        site=frame["site"].to_numpy(dtype=np.int64),
        cost_grosze=frame["cost_grosze"].to_numpy(dtype=np.int64),
        kind=frame["kind"].to_numpy(dtype=str) if len(frame) else np.empty(0, dtype="<U9"),
        budget_grosze=None if wishes.objective == "least_cost" else wishes.budget_grosze,
        kind_cap=caps,
        covered=np.asarray(stands.sum(axis=0), dtype=np.int64).ravel(),
        stands=stands if renewing else csr_array((0, len(demand.weight))),
        replaces=frame["replaces"].to_numpy(dtype=np.int64),
        area=demand.area,
        objective=wishes.objective,
        backup_depth=wishes.backup_depth,
        share=wishes.share,
        private_m2=private_m2,
        privacy_cap_m2=wishes.privacy_cap_m2,
        privacy_total_m2=wishes.privacy_total_m2,
    )


def _pruned(full: Prepared) -> Prepared:
    """Leave out new points that could never add anything, name the areas, and lock and forbid what is asked for."""
    problem, frame, wishes = full.problem, full.options, full.wishes
    depth = wishes.backup_depth if wishes.objective == "backup" else 1
    base = problem.covered - np.asarray(problem.stands.sum(axis=0), dtype=np.int64).ravel()
    gain = problem.covers @ np.where(base < depth, problem.weights, 0.0)
    useful = (gain > 0) | frame["kind"].isin(["document"]).to_numpy()
    locked = _named(frame, wishes.locked, gain, must=True)
    forbidden = _named(frame, wishes.forbidden, gain, must=False)
    kept = np.flatnonzero(useful | np.isin(np.arange(len(frame)), locked))
    place = np.full(len(frame), -1)
    place[kept] = np.arange(len(kept))
    smaller = replace(
        problem,
        covers=problem.covers[kept],
        **{name: getattr(problem, name)[kept] for name in ("site", "cost_grosze", "kind", "replaces", "private_m2")},
        area_names=tuple(str(name) for name in full.inputs.areas["name"]),
        area_minimum=_minimum(full.inputs, wishes),
        locked=place[locked],
        forbidden=np.setdiff1d(place[forbidden], [-1]),
    )
    if full.programme is not None:
        smaller = under(full.programme, smaller)
    rows = frame.iloc[kept].reset_index(drop=True)
    made = full.made
    looking = Options(
        made.lens, made.height_m, [made.rows[i] for i in kept], [made.looks[i] for i in kept],
        made.standing, made.standing_poses, [made.poses[i] for i in kept], made.found, made.weighed,
    )  # fmt: skip
    return replace(full, problem=smaller, options=rows, made=looking)


def _named(frame: pd.DataFrame, refs: tuple[str, ...], gain: Floats, *, must: bool) -> Ints:
    """Return the options that references name: of a site that is locked the best, of one that is forbidden all."""
    found: list[int] = []
    for ref in refs:
        mine = np.flatnonzero(((frame["ref"] == ref) | (frame["site_ref"] == ref)).to_numpy())
        if must and not len(mine):
            raise BadInput("A locked site must be a candidate, but {given!r} is none any more.", given=ref)
        found += [int(mine[np.argmax(gain[mine])])] if must else mine.tolist()
    return np.unique(np.array(found, dtype=np.int64))


def _minimum(inputs: Inputs, wishes: SitingWishes) -> dict[int, float]:
    place = {str(ref): i for i, ref in enumerate(inputs.areas["ref"])}
    strange = [ref for ref in wishes.area_minimum if ref not in place]
    if strange:
        raise BadInput(
            "An area must be one of {choices}, not {given!r}.", choices=", ".join(place), given=strange[0][:80]
        )
    return {place[ref]: share for ref, share in wishes.area_minimum.items() if share > 0}
