"""How does a city's wish for new cameras become a problem that can be solved?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo.analyses import coverage, privacy
from geo.analyses.coverage import Inputs, heights_m
from geo.analyses.siting_cover import Picture, eyes_of, lit_of, private_m2_of, sight_of, unmasked
from geo.analyses.siting_demand import Demand, demand_of
from geo.analyses.siting_options import Options, documented, options_of
from geo.city import City
from geo.coverage.image_quality import Level, edition
from geo.coverage.privacy import Private
from geo.errors import BadInput
from geo.geometry.isovist import Occluders, prepare
from geo.model.plan import SitingWishes
from geo.siting.problem import Floats, Ints, SitingProblem
from geo.siting.programme import Programme, under
from geo.storage.store import Store


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
    lit = lit_of(store, city, demand) if wishes.after_dark else np.ones(len(demand.weight), dtype=bool)
    seen = sight_of(made, demand, occluders, city)
    # The lowest level of an edition needs no light.
    needs_light = level != edition(str(wishes.norm_edition)).levels[0]
    picture = Picture(seen, level, lit, dark=wishes.after_dark and needs_light)
    stands = picture.of(made.standing, made.standing_poses, np.arange(len(made.standing)))
    stands = unmasked(stands, inputs, demand)
    if wishes.caps.get("document"):
        covers_now = picture.of(made.looks, made.poses, eyes_of(made))
        unseen = np.where(np.asarray(stands.sum(axis=0)).ravel() > 0, 0.0, demand.weight)
        documented(made, covers_now @ unseen, wishes.caps["document"], city)
    problem = _problem(made, demand, stands, picture, wishes, private_m2_of(made, private, occluders, city))
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


def _problem(
    made: Options, demand: Demand, stands: csr_array, picture: Picture, wishes: SitingWishes, private_m2: Floats
) -> SitingProblem:
    frame = made.frame()
    shown = picture.of(made.looks, made.poses, eyes_of(made))
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
