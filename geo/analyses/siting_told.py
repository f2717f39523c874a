"""How is a siting plan told: its points on the map, its numbers, its reasons?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo import crs
from geo.analyses.drawing import drawn
from geo.analyses.siting_cover import option_views
from geo.analyses.siting_masks import masks_of
from geo.analyses.siting_problem import Prepared
from geo.analyses.siting_reasons import Reasons
from geo.coverage.privacy import private_seen
from geo.siting.explain import Step
from geo.siting.feasible import Violation, area_shares, counts, covered_weight
from geo.siting.problem import Floats, Ints, SitingProblem
from geo.siting.programme import ledger
from geo.siting.rivals import NONE, Rival
from geo.siting.rough import rough_bound
from geo.siting.solution import SitingSolution

#: What demand is told apart from metres of street and places: something that happened.
_NOT_HAPPENED = ("streets", "places", "reports")


def places_of(asked: Prepared, chosen: Ints) -> list[list[float]]:
    """Return longitude and latitude of chosen options, for a map."""
    lens = np.array(asked.made.lens).reshape(-1, 2)[asked.options["eye"].to_numpy(dtype=int)[chosen]]
    there = gpd.GeoSeries(shapely.points(lens), crs=asked.inputs.profile.crs).to_crs(crs.STORED)
    return np.column_stack([there.x, there.y]).round(6).tolist() if len(there) else []


def frames_of(asked: Prepared, solution: SitingSolution, reasons: Reasons) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of a plan: its points, what they see and add, masks, and the sites that were weighed."""
    chosen = ordered(solution, reasons)
    views = views_of(asked, chosen)
    refs = asked.options["ref"].to_numpy(dtype=object)[chosen]
    frames = {
        "siting-sites": _sites(asked, chosen, reasons, views),
        "siting-views": _frame(asked, views, site=refs, n=_numbers(chosen)),
        "siting-adds": _adds(asked, chosen, reasons),
        "siting-masks": masks_of(asked, chosen),
        "siting-candidates": _candidates(asked, chosen),
    }
    there = {name: frame[~frame.geometry.is_empty] for name, frame in frames.items()}
    return {name: drawn(frame) if len(frame) else frame.to_crs(crs.STORED) for name, frame in there.items()}


def ordered(solution: SitingSolution, reasons: Reasons) -> Ints:
    """Return the options of a plan in the order in which they are numbered: what adds most comes first."""
    adds = {one.option: one.adds for one in reasons.rivals}
    return np.array(sorted(solution.chosen.tolist(), key=lambda i: (-adds.get(i, 0.0), i)), dtype=np.int64)


def _numbers(chosen: Ints) -> list[int]:
    return list(range(1, len(chosen) + 1))


def _frame(asked: Prepared, shapes: Any, **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=np.asarray(shapes, dtype=object), crs=asked.inputs.profile.crs)


def views_of(asked: Prepared, chosen: Ints) -> np.ndarray:
    """Return what each chosen option sees at the level asked for, as (C,) polygons in metres; empty for a design."""
    made, px = asked.made, asked.level.px_per_m
    sectors = [(i, look) for i in chosen.tolist() for look in made.looks[i] if px in look.radii_m]
    target_height_m = asked.inputs.profile.siting.target_height_m
    return option_views(made, chosen, sectors, asked.occluders, px=px, target_height_m=target_height_m)


def _sites(asked: Prepared, chosen: Ints, reasons: Reasons, views: np.ndarray) -> gpd.GeoDataFrame:
    """Return one row a point of the plan, those that add most first."""
    problem, frame = asked.problem, asked.options
    whole = float(problem.weights.sum()) or 1.0
    lens = shapely.points(np.array(asked.made.lens).reshape(-1, 2)[frame["eye"].to_numpy(dtype=int)[chosen]])
    mine = frame.iloc[chosen]
    beaten = {one.option: one for one in reasons.rivals}
    area = shapely.STRtree(asked.inputs.areas.geometry.array).nearest(lens) if len(lens) else np.empty(0, dtype=int)
    columns: dict[str, Any] = {name: mine[name].to_numpy(dtype=object) for name in _OF_OPTION}
    columns["camera"] = _replaced(asked, mine["replaces"].to_numpy(dtype=int))
    columns["area"] = asked.inputs.areas["ref"].to_numpy(dtype=object)[area]
    columns["area_name"] = asked.inputs.areas["name"].to_numpy(dtype=object)[area]
    columns["sees_share"] = (problem.covers[chosen] @ problem.weights / whole).round(6)
    columns["private_m2"] = problem.private_m2[chosen].round(1)
    columns["view_m2"] = shapely.area(views).round(1)
    columns["locked"] = np.isin(chosen, problem.locked)
    told = [_told(asked, beaten[int(i)], whole) if beaten else dict.fromkeys(_TOLD) for i in chosen]
    columns |= {name: [one[name] for one in told] for name in _TOLD}
    return _frame(asked, lens, n=_numbers(chosen), **columns)


#: What is told of a point as it stands among the options, and beside it as ``_told`` tells it.
_OF_OPTION = (
    *(
        "ref",
        "site_ref",
        "kind",
        "camera_kind",
        "host",
        "bearing_deg",
        "opening_deg",
        "height_m",
        "cost_grosze",
        "name",
    ),
)
_TOLD = (
    *("adds_share", "adds_street_m", "adds_incidents", "adds_places"),
    *("runner_up", "runner_up_name", "runner_up_loss_share"),
)


def _told(asked: Prepared, one: Rival, whole: float) -> dict[str, Any]:
    """Return what a point adds that nothing else sees, in metres and things, and what would stand in its place."""
    parts = asked.demand.parts
    happened = [part[one.only].sum() for name, part in parts.items() if name not in _NOT_HAPPENED]
    found = one.runner_up != NONE
    return {
        "adds_share": round(one.adds / whole, 6),
        "adds_street_m": round(float(parts["streets"][one.only].sum()), 1),
        "adds_incidents": round(float(sum(happened))),
        "adds_places": round(float(parts["places"][one.only].sum()), 2),
        "runner_up": str(asked.options["ref"].iloc[one.runner_up]) if found else None,
        "runner_up_name": asked.options["name"].iloc[one.runner_up] if found else None,
        "runner_up_loss_share": round(one.loss / whole, 6),
    }


def _replaced(asked: Prepared, row: Ints) -> list[str | None]:
    refs = asked.inputs.cameras["ref"].to_numpy(dtype=object)
    return [str(refs[i]) if i >= 0 else None for i in row]


def _adds(asked: Prepared, chosen: Ints, reasons: Reasons) -> gpd.GeoDataFrame:
    """Return the places along streets that each point alone sees."""
    xy = asked.demand.along.xy
    known = {one.option: one for one in reasons.rivals}
    beaten = [known[int(i)] for i in chosen if int(i) in known]
    shapes = [shapely.multipoints(xy[one.only]) if len(one.only) else shapely.MultiPoint() for one in beaten]
    refs = [str(asked.options["ref"].iloc[one.option]) for one in beaten]
    return _frame(asked, shapes, site=refs, n=_numbers(np.arange(len(refs))))


def _candidates(asked: Prepared, chosen: Ints) -> gpd.GeoDataFrame:
    """Return one row a site of new points, with its best option and what that would add to the plan."""
    problem, frame = asked.problem, asked.options
    whole = float(problem.weights.sum()) or 1.0
    depth = counts(problem, chosen)
    gain = problem.covers @ np.where(depth == 0, problem.weights, 0.0) / whole
    sees = problem.covers @ problem.weights / whole
    told = frame.assign(gain=gain, sees=sees, picked=np.isin(np.arange(len(frame)), chosen))
    told["barred"] = np.isin(np.arange(len(frame)), problem.forbidden)
    new = told[told["kind"] == "new"]
    taken = set(told.loc[told["picked"], "site"])
    order = new.sort_values(["site", "gain", "sees"], ascending=[True, False, False], kind="stable")
    best = order.drop_duplicates("site")
    lens = shapely.points(np.array(asked.made.lens).reshape(-1, 2)[best["eye"].to_numpy(dtype=int)])
    return _frame(
        asked,
        lens,
        site_ref=best["site_ref"].to_numpy(dtype=object),
        ref=best["ref"].to_numpy(dtype=object),
        host=best["host"].to_numpy(dtype=object),
        name=best["name"].to_numpy(dtype=object),
        cost_grosze=best["cost_grosze"].to_numpy(dtype=int),
        gain_share=best["gain"].round(6).to_numpy(),
        sees_share=best["sees"].round(6).to_numpy(),
        chosen=best["site"].isin(taken).to_numpy(),
        forbidden=best["barred"].to_numpy(dtype=bool),
    )


def summary_of(asked: Prepared, solution: SitingSolution, reasons: Reasons) -> dict[str, Any]:
    """Return the numbers of a plan and its reasons, as plain JSON values; weight is told as shares of all."""
    problem, chosen = asked.problem, solution.chosen
    views = views_of(asked, chosen)
    private_m2, homes = private_seen(asked.private, views[~shapely.is_empty(views)]) if len(chosen) else (0.0, 0)
    nothing = np.empty(0, dtype=np.int64)
    return {
        "status": solution.status,
        "seconds": round(solution.seconds, 1),
        "objective": problem.objective,
        "goals": [_goal(problem, goal) for goal in solution.goals],
        "why": [_violation(one) for one in solution.why],
        "budget_grosze": problem.budget_grosze,
        "spent_grosze": solution.spent_grosze,
        "before_share": _share(problem, nothing),
        "after_share": _share(problem, chosen) if solution.goals else None,
        "areas": _areas(asked, solution),
        "kinds": _kinds(problem, chosen),
        "private": {
            "counting_m2": round(float(problem.private_m2[chosen].sum()), 1),
            "level_m2": round(private_m2, 1),
            "homes": homes,
            "assumed": asked.private.assumed,
        },
        "refs": [str(ref) for ref in asked.options["ref"].to_numpy(dtype=object)[chosen]],
        "demand": {"share": asked.demand.share, "counts": {k: list(both) for k, both in asked.demand.counts.items()}},
        "size": _size(asked),
        "curve": [_budget(problem, step) for step in reasons.curve],
        "minimum": _minimum(asked, reasons),
        "fairness": _fairness(problem, reasons),
        "ledger": _ledger(asked, solution),
    }


def _size(asked: Prepared) -> dict[str, int]:
    problem, made = asked.problem, asked.made
    return {
        "found": made.found,
        "weighed": made.weighed,
        "options": problem.options,
        "points": len(problem.weights),
    }


def _goal(problem: SitingProblem, goal: Any) -> dict[str, Any]:
    whole = 1.0 if goal.name in ("share", "spend") else float(problem.weights.sum()) or 1.0
    bound = goal.bound / whole if np.isfinite(goal.bound) else (0.0 if goal.name == "spend" else 1.0)
    value = goal.value / whole
    if goal.name != "spend":
        rough = rough_bound(problem) / whole if goal.name == "cover" else 1.0
        bound = max(min(bound, rough), value)
    gap = abs(bound - value) / abs(value) if value else None
    return {"name": goal.name, "value": value, "bound": bound, "gap": gap}


def _violation(one: Violation) -> dict[str, Any]:
    values = {name: str(value) for name, value in one.values.items()}
    return {"constraint": one.constraint, "template": one.template, "values": values}


def _share(problem: SitingProblem, chosen: Ints) -> float:
    return covered_weight(problem, chosen) / (float(problem.weights.sum()) or 1.0)


def _areas(asked: Prepared, solution: SitingSolution) -> list[dict[str, Any]]:
    problem = asked.problem
    before: Floats = area_shares(problem, np.empty(0, dtype=np.int64))
    after = solution.by_area if len(solution.by_area) else before
    weight = np.bincount(problem.area, problem.weights, problem.areas) / (float(problem.weights.sum()) or 1.0)
    lens = np.array(asked.made.lens).reshape(-1, 2)[asked.options["eye"].to_numpy(dtype=int)[solution.chosen]]
    near = shapely.STRtree(asked.inputs.areas.geometry.array).nearest(shapely.points(lens)) if len(lens) else []
    points = np.bincount(np.asarray(near, dtype=int), minlength=problem.areas)
    refs, names = asked.inputs.areas["ref"], asked.inputs.areas["name"]
    return [
        {"ref": str(ref), "name": str(name), "weight": float(weight[i]), "points": int(points[i])}
        | {"before": float(before[i]), "after": float(after[i]), "minimum": problem.area_minimum.get(i)}
        for i, (ref, name) in enumerate(zip(refs, names, strict=True))
    ]  # fmt: skip


def _kinds(problem: SitingProblem, chosen: Ints) -> list[dict[str, Any]]:
    kind = problem.kind[chosen]
    cost = problem.cost_grosze[chosen]
    return [
        {"kind": str(name), "points": int((kind == name).sum()), "cost_grosze": int(cost[kind == name].sum())}
        for name in ("new", "replace", "modernise", "document")
        if np.any(kind == name)
    ]


def _budget(problem: SitingProblem, step: Step) -> dict[str, Any]:
    first = next((_goal(problem, goal) for goal in step.solution.goals), None)
    return {
        "budget_grosze": int(step.asked),
        "spent_grosze": step.solution.spent_grosze,
        "share": _share(problem, step.solution.chosen),
        "points": len(step.solution.chosen),
        "added": len(step.added),
        "dropped": len(step.dropped),
        "gap": first["gap"] if first else None,
        "status": step.solution.status,
    }


def _minimum(asked: Prepared, reasons: Reasons) -> dict[str, Any] | None:
    if reasons.area is None or not reasons.minimum:
        return None
    problem = asked.problem
    steps = [
        {
            "minimum": step.asked,
            "reached": bool(step.solution.goals),
            "share": _share(problem, step.solution.chosen) if step.solution.goals else None,
            "moved": len(step.added),
            "status": step.solution.status,
        }
        for step in reasons.minimum
    ]
    return {"area": problem.area_name(reasons.area), "steps": steps}


def _fairness(problem: SitingProblem, reasons: Reasons) -> dict[str, Any] | None:
    fair = reasons.fairness
    if fair is None:
        return None
    whole = float(problem.weights.sum()) or 1.0
    return {
        "least_share": fair.least_share,
        "free_least_share": fair.free_least_share,
        "share": fair.total / whole,
        "free_share": fair.free_total / whole,
        "price": fair.price,
        "proven": fair.fair.status == "optimal" and fair.free.status == "optimal",
    }


def _ledger(asked: Prepared, solution: SitingSolution) -> dict[str, Any] | None:
    if asked.programme is None or not solution.goals:
        return None
    books = ledger(asked.programme, asked.problem, solution)
    entries = [
        {"kind": e.kind, "asked": e.asked, "chosen": e.chosen, "spent_grosze": e.spent_grosze} for e in books.entries
    ]
    return {
        "entries": entries,
        "left_grosze": books.left_grosze,
        "cameras_before": books.cameras_before,
        "cameras_after": books.cameras_after,
    }
