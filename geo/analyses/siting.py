"""Where should the next cameras stand? A plan for a city's wishes, with its proof and its reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import numpy as np

from geo.analyses.inputs import SITING as INPUTS
from geo.analyses.siting_problem import Prepared, prepared
from geo.analyses.siting_reasons import Reasons, reasons_of
from geo.analyses.siting_told import frames_of, places_of, summary_of
from geo.city import City
from geo.engine import Dismissed, Doing
from geo.model.plan import SitingPlan, SitingWishes
from geo.siting.explain import Step
from geo.siting.feasible import counts, covered_weight, judge
from geo.siting.problem import Ints, SitingProblem
from geo.siting.rough import rough_bound
from geo.siting.solution import Goal, Progress, SitingSolution
from geo.siting.solve import solve
from geo.storage import plans
from geo.storage.store import Store

#: Of a hundred steps so many are told when the problem stands, and when the plan is found.
READY, FOUND, WHOLE = 20, 85, 100
#: Smaller budgets are planned first, each in such a part of the time: what they bring the plan never falls below.
LESS, LESS_SHARE = (0.5, 0.75), 0.06
#: Progress is told no more often than this.
PAUSE_S = 0.25


def run(store: Store, city: City, wishes: SitingWishes, doing: Doing | None = None) -> SitingPlan:
    """Find a plan; the store is left as it is.

    Parameters
    ----------
    doing
        Told how far the work is and what is found so far; ends it early, with the best plan found by then.

    Raises
    ------
    BadInput
        If the city lacks what a plan needs, or a wish names what it does not have.
    """
    doing = doing or Doing()
    doing.tell(0, WHOLE, {"phase": "reading"})
    digest = store.digest(INPUTS)
    asked = prepared(store, city, wishes)
    doing.tell(READY, WHOLE, {"phase": "searching"})
    rng = np.random.default_rng(wishes.seed)
    smaller = _smaller_budgets(asked, rng, doing)
    start = _best_start(asked.problem, [*(step.solution.chosen for step in smaller), *_earlier(store, asked, digest)])
    watch = _Watch(asked, doing, wishes.time_limit_s)
    solution = solve(
        asked.problem,
        time_limit_s=wishes.time_limit_s * (1 - len(smaller) * LESS_SHARE),
        gap=wishes.gap,
        rng=rng,
        start=start,
        told=watch,
    )
    _go_on(doing)
    solution = replace(solution, chosen=_designed(asked, solution.chosen))
    doing.tell(FOUND, WHOLE, {"phase": "explaining"})
    reasons = reasons_of(asked, solution, smaller, rng=rng, doing=doing)
    _go_on(doing)
    return _plan(store, city, asked, solution, reasons, digest)


def _plan(
    store: Store, city: City, asked: Prepared, solution: SitingSolution, reasons: Reasons, digest: str
) -> SitingPlan:
    sources = store.sources(*INPUTS)
    return SitingPlan(
        name=asked.wishes.name,
        wishes=asked.wishes.model_dump(mode="json"),
        frames=frames_of(asked, solution, reasons),
        summary=summary_of(asked, solution, reasons),
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        synthetic=any(source.synthetic for source in sources if source.family != "areas"),
        norm_edition=str(asked.wishes.norm_edition),
        inputs_digest=digest,
        made_at=datetime.now(UTC),
    )


def _go_on(doing: Doing) -> None:
    if doing.dismissed.is_set():
        raise Dismissed


class _Watch:
    """Tells how the search goes on, now and then; it may be asked from within the solver, so it never raises."""

    def __init__(self, asked: Prepared, doing: Doing, seconds: float) -> None:
        self.asked, self.doing, self.seconds = asked, doing, seconds
        self.last = -np.inf
        self.rough = rough_bound(asked.problem)

    def __call__(self, now: Progress) -> bool:
        if self.doing.dismissed.is_set() or self.doing.finish_early.is_set():
            return True
        if monotonic() - self.last >= PAUSE_S:
            self.last = monotonic()
            part = min(now.seconds / self.seconds, 1.0)
            self.doing.tell(READY + int(part * (FOUND - READY)), WHOLE, so_far(self.asked, now, self.rough))
        return False


def so_far(asked: Prepared, now: Progress, rough: float) -> dict[str, Any]:
    """Return where a search stands, as plain JSON values: shares of all weight, or grosze where costs are sought."""
    value, bound = in_shares(asked.problem, now.goal, rough)
    problem = asked.problem
    return {
        "phase": "searching",
        "goal": now.goal.name,
        "value": value,
        "bound": bound,
        "gap": abs(bound - value) / value if value else None,
        "seconds": round(now.seconds, 1),
        "points": len(now.chosen),
        "spent_grosze": int(problem.cost_grosze[now.chosen].sum()),
        "places": places_of(asked, now.chosen),
    }


def in_shares(problem: SitingProblem, goal: Goal, rough: float) -> tuple[float, float]:
    """Return value and bound of a goal as shares of all weight, at most the rough bound; costs stay grosze."""
    if goal.name == "spend":
        return goal.value, max(goal.bound, 0.0) if np.isfinite(goal.bound) else 0.0
    whole = 1.0 if goal.name == "share" else float(problem.weights.sum()) or 1.0
    most = rough if goal.name == "cover" else whole
    return goal.value / whole, max(min(goal.bound, most) / whole, goal.value / whole)


def _smaller_budgets(asked: Prepared, rng: np.random.Generator, doing: Doing) -> list[Step]:
    """Return what smaller budgets would bring, the smallest first; each is planned from the one before."""
    budget = asked.problem.budget_grosze
    if budget is None:
        return []
    steps: list[Step] = []
    start: Ints | None = None
    for part in LESS:
        less = replace(asked.problem, budget_grosze=int(budget * part))
        found = solve(
            less,
            time_limit_s=asked.wishes.time_limit_s * LESS_SHARE,
            rng=rng,
            start=start,
            told=lambda now: doing.dismissed.is_set() or doing.finish_early.is_set(),
        )
        _go_on(doing)
        if found.goals:
            last = np.empty(0, dtype=np.int64) if start is None else start
            added, dropped = np.setdiff1d(found.chosen, last), np.setdiff1d(last, found.chosen)
            steps.append(Step(float(less.budget_grosze or 0), found, added, dropped))
            start = found.chosen
    return steps


def _earlier(store: Store, asked: Prepared, digest: str) -> list[Ints]:
    """Return what kept plans for the same wishes and a smaller budget chose, so that more money never brings less."""
    mine = asked.wishes.model_dump(mode="json")
    place = {ref: i for i, ref in enumerate(asked.options["ref"])}
    found = []
    with store.connection() as connection:
        for plan in plans.listed(connection):
            alike = all(plan.wishes.get(name) == value for name, value in mine.items() if name not in _FREE)
            if alike and plan.inputs_digest == digest and plan.wishes["budget_grosze"] <= mine["budget_grosze"]:
                refs = plan.summary.get("refs", [])
                if refs and all(ref in place for ref in refs):
                    found.append(np.sort(np.array([place[ref] for ref in refs], dtype=np.int64)))
    return found


#: What may differ between two plans of which one is a start for the other.
_FREE = ("name", "budget_grosze", "time_limit_s", "gap", "seed")


def _best_start(problem: SitingProblem, starts: list[Ints]) -> Ints | None:
    """Return the start that covers most among those that keep all constraints."""
    able = [start for start in starts if judge(problem, start)]
    weight = [covered_weight(problem, start) for start in able]
    return able[int(np.argmax(weight))] if able else None


def _designed(asked: Prepared, chosen: Ints) -> Ints:
    """Give the points that are designed only to the sites that would add most: they cost the same and see nothing."""
    problem = asked.problem
    design = problem.kind == "document"
    number = int(design[chosen].sum())
    if not number or np.any(design[problem.locked]):
        return chosen
    built = chosen[~design[chosen]]
    gain = problem.covers @ np.where(counts(problem, built) > 0, 0.0, problem.weights)
    best: dict[int, float] = {}
    for site, worth in zip(problem.site, gain, strict=True):
        best[int(site)] = max(best.get(int(site), 0.0), float(worth))
    free = [
        int(i) for i in np.flatnonzero(design)
        if problem.site[i] not in problem.site[built] and i not in problem.forbidden
    ]  # fmt: skip
    free.sort(key=lambda i: (-best[int(problem.site[i])], i))
    plan = np.sort(np.concatenate([built, free[:number]]).astype(np.int64))
    return plan if judge(problem, plan) else chosen
