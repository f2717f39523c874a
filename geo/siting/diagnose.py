"""Why is there no plan: which constraint stands in the way, and by how much?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from geo.siting.exact import branch_and_cut
from geo.siting.feasible import Violation, area_shares, covered_weight, spent_grosze, zloty
from geo.siting.layout import lay_out
from geo.siting.model import model_of
from geo.siting.problem import Floats, Ints, SitingProblem


def why_infeasible(problem: SitingProblem, *, seconds: float) -> tuple[Violation, ...]:
    """Return the constraints that stand in the way of any plan, each with what it would take.

    First what holds for one constraint by itself: locked options that are over the privacy cap or crowd a site, kinds
    with too few candidates. Otherwise each family of constraints (the budget, the numbers of kinds, private ground in
    all, minima of areas, the share of all) is dropped in turn: those without which there is a plan are named. Where no
    single one stands in the way, all of them do together.
    """
    alone = tuple(_alone(problem))
    if alone:
        return alone
    checks = (_budget, _kinds, _privacy, _areas, _share)
    found = [violation for check in checks for violation in check(problem, seconds / len(checks))]
    if found:
        return tuple(found)
    return (Violation("together", "No single constraint stands in the way: several do together.", {}),)


def _alone(problem: SitingProblem) -> Iterator[Violation]:
    cap = problem.privacy_cap_m2
    allowed = np.ones(problem.options, dtype=bool)
    allowed[problem.forbidden] = False
    if cap is not None:
        over = problem.locked[problem.private_m2[problem.locked] > cap]
        if len(over):
            values: dict[str, object] = {"options": over.tolist(), "most": cap}
            yield Violation(
                "locked", "Locked options see more than {most} m² of private ground each: {options}.", values
            )
        allowed &= problem.private_m2 <= cap
    sites, count = np.unique(problem.site[problem.locked], return_counts=True)
    for site in sites[count > problem.per_site]:
        values = {"site": int(site), "most": problem.per_site}
        yield Violation("locked", "More than {most} options are locked at the site {site}.", values)
    for kind, least in problem.kind_least.items():
        there = _at_most(problem, allowed & (problem.kind == kind))
        most = problem.kind_cap.get(kind, least)
        if there < least:
            values = {"kind": kind, "there": there, "least": least}
            yield Violation("kind_least", "{least} of the kind {kind} are needed, but {there} can be had.", values)
        elif most < least:
            values = {"kind": kind, "most": most, "least": least}
            yield Violation("kind_cap", "{least} of the kind {kind} are needed, but {most} are allowed.", values)


def _at_most(problem: SitingProblem, among: np.ndarray) -> int:
    """Return how many options of some can be chosen at all, so many at each site."""
    _, count = np.unique(problem.site[among], return_counts=True)
    return int(np.minimum(count, problem.per_site).sum())


def _best(problem: SitingProblem, worth: Floats, seconds: float, *, area: int | None = None) -> Ints | None:
    """Return the feasible plan whose options are worth most, together with the cover of an area where one is given.

    None where there is no plan, or where time ran out.
    """
    layout = lay_out(problem)
    model = model_of(problem, layout)
    goal = np.zeros(len(model.low))
    goal[: problem.options] = worth
    here = np.flatnonzero((layout.demand.area == area) & (layout.demand.base == 0))
    goal[layout.choices + here] = layout.demand.weight[here]
    outcome = branch_and_cut(
        replace(model, goals={"worth": goal}), "worth", seconds=seconds, gap=0.0, seed=0, start=None, asked=_never
    )
    return None if outcome.point is None else np.flatnonzero(outcome.point[: problem.options] > 0.5)


def _never(point: Floats | None, bound: float) -> bool:
    return False


def _budget(problem: SitingProblem, seconds: float) -> Iterator[Violation]:
    if problem.budget_grosze is None:
        return
    plan = _best(replace(problem, budget_grosze=None), -problem.cost_grosze.astype(float), seconds)
    if plan is not None:
        short = zloty(spent_grosze(problem, plan) - problem.budget_grosze)
        values: dict[str, object] = {"budget": zloty(problem.budget_grosze), "short": short}
        yield Violation("budget", "The budget of {budget} PLN is too small by {short} PLN.", values)


def _kinds(problem: SitingProblem, seconds: float) -> Iterator[Violation]:
    for kind, least in problem.kind_least.items():
        others = {name: number for name, number in problem.kind_least.items() if name != kind}
        of_kind = problem.kind == kind
        plan = _best(replace(problem, kind_least=others), of_kind.astype(float), seconds / len(problem.kind_least))
        if plan is not None:
            values: dict[str, object] = {"kind": kind, "there": int(of_kind[plan].sum()), "least": least}
            yield Violation(
                "kind_least", "{least} of the kind {kind} are needed, but beside all else at most {there} fit.", values
            )


def _privacy(problem: SitingProblem, seconds: float) -> Iterator[Violation]:
    if problem.privacy_total_m2 is None:
        return
    plan = _best(replace(problem, privacy_total_m2=None), -problem.private_m2, seconds)
    if plan is not None:
        seen = round(float(problem.private_m2[plan].sum()), 2)
        values: dict[str, object] = {"least": seen, "most": problem.privacy_total_m2}
        yield Violation(
            "privacy_total", "Any plan sees at least {least} m² of private ground; {most} m² are allowed.", values
        )


def _areas(problem: SitingProblem, seconds: float) -> Iterator[Violation]:
    for area, minimum in problem.area_minimum.items():
        others = {one: share for one, share in problem.area_minimum.items() if one != area}
        nothing = np.zeros(problem.options)
        plan = _best(replace(problem, area_minimum=others), nothing, seconds / len(problem.area_minimum), area=area)
        if plan is not None:
            share = f"{area_shares(problem, plan)[area]:.4f}"
            values: dict[str, object] = {"area": problem.area_name(area), "share": share, "least": f"{minimum:.4f}"}
            yield Violation(
                "area_minimum", "In {area} a share of at most {share} can be covered; {least} is the minimum.", values
            )


def _share(problem: SitingProblem, seconds: float) -> Iterator[Violation]:
    if problem.objective != "least_cost" or problem.area_minimum:
        return
    layout = lay_out(problem)
    whole = replace(
        problem, objective="cover", area=np.zeros(len(problem.weights), dtype=np.int64), area_minimum={}, area_names=()
    )
    plan = _best(whole, np.zeros(problem.options), seconds, area=0)
    if plan is not None:
        share = covered_weight(problem, plan) / layout.total.sum()
        values: dict[str, object] = {"share": f"{share:.4f}", "least": f"{problem.share:.4f}"}
        yield Violation("share", "A share of {least} is asked for, but at most {share} can be covered.", values)
