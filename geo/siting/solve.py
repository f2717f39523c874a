"""Which plan is best, and how far can any other be better?"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext

import numpy as np

from geo.siting.crossing import crossed
from geo.siting.cuts import in_use, with_cuts
from geo.siting.diagnose import why_infeasible
from geo.siting.exact import LARGE, branch_and_cut, relax, without_idle
from geo.siting.feasible import Verdict, Violation, area_shares, judge, spent_grosze
from geo.siting.goals import GOALS, least_step, measure, rounded, settled
from geo.siting.layout import Layout, lay_out
from geo.siting.model import Model, model_of, point_of
from geo.siting.prices import Relaxed, priced
from geo.siting.problem import Floats, Ints, SitingProblem
from geo.siting.quick import quick_plan, with_kept
from geo.siting.rough import rough_bound
from geo.siting.solution import Goal, Progress, SitingSolution, Status, Told

#: Exchanges of the first plan, so many for each choice up to a number, and of one that branch and cut hardly betters.
FIRST_EACH, FIRST, LONG = 20, 20_000, 300_000
#: Of the time that is left, for the first plan, for one that areas must be weighed for, and for the reasons where there
#: is no plan.
FIRST_SHARE, WEIGHED_SHARE, REASONS_SHARE = 0.2, 0.6, 0.5
#: Cuts may take such a part of the time; another round needs so many times what the last one took, and goes on only
#: where the last one lowered the bound by such a part.
CUTS_SHARE, ROUNDS_LEFT, WORTHWHILE = 0.65, 1.6, 1e-5
#: Where prices are found by first-order steps, branch and cut would hardly begin in time: the part left to cuts there.
PRICES_SHARE = 0.97
#: From so many points seen by options the linear relaxation takes seconds, and a rough bound comes before it.
SLOW = 50_000
#: By how much a goal that is held may fall: the solver's own tolerance.
HELD = 1e-9
#: A gap that is none: what is left of sums of decimal weights.
TINY = 1e-9
#: How far value and bound of a proven optimum may lie apart by the solver's tolerance.
SOLVED = 1e-6


def solve(
    problem: SitingProblem,
    *,
    time_limit_s: float,
    rng: np.random.Generator,
    gap: float = 0.0,
    start: Ints | None = None,
    told: Told | None = None,
) -> SitingSolution:
    """Return the best plan that is found in time, with what is proven of it.

    Greedy and swaps give a plan at once, prices and the linear relaxation a bound; where the two do not meet, branch
    and cut goes on from there, on dense cover after crossed plans and cuts of our own. Same seed, same plan, unless
    time or `told` ends the search.

    Parameters
    ----------
    time_limit_s
        Kept by the clock on the wall, within about half a second; what was found by then is returned with its bound.
        The first run on a machine compiles, for some seconds more.
    gap
        How far the value may be from the bound, as a share of the value.
    start
        A feasible plan, say that of a smaller budget: the plan returned is never worse.
    told
        Told where the search stands; True ends it.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> problem = SitingProblem(
    ...     weights=[3, 2, 2], covers=csr_array([[1, 1, 0], [0, 1, 1], [0, 0, 1]]), site=[0, 1, 2],
    ...     cost_grosze=[100, 100, 50], kind=["new"] * 3, budget_grosze=150,
    ... )
    >>> plan = solve(problem, time_limit_s=5, rng=np.random.default_rng(0))
    >>> plan.chosen.tolist(), plan.objective, plan.bound, plan.status
    ([0, 2], 7.0, 7.0, 'optimal')
    """
    run = _Run(problem, time_limit_s, gap, rng, told)
    layout = lay_out(problem)
    if np.any(layout.must & ~layout.may):
        return run.nothing("infeasible")
    run.look(layout, start)
    model = model_of(problem, layout)
    for goal in GOALS[problem.objective]:
        run.improve(goal, layout, model)
        if run.impossible:
            return run.nothing("infeasible")
        if run.best is None:
            break
        value = run.worth[len(run.reached) - 1] - run.settled
        model = model.holding(goal, value - HELD * max(abs(value), 1.0))
    if run.best is None:
        return run.nothing("stopped" if run.stopped else "time_limit")
    return run.solution(run.best)


def is_feasible(problem: SitingProblem, solution: SitingSolution) -> Verdict:
    """Return whether a solution keeps all constraints, counted anew; false with the names of those that it breaks."""
    return judge(problem, solution.chosen)


class _Run:
    """One search: its clock, its best plan, what is proven, who is told."""

    def __init__(
        self, problem: SitingProblem, seconds: float, gap: float, rng: np.random.Generator, told: Told | None
    ) -> None:
        self.problem, self.gap, self.rng, self.told = problem, gap, rng, told
        self.began = time.perf_counter()
        self.deadline = self.began + seconds
        self.best: Ints | None = None
        self.reached: list[Goal] = []
        self.found: list[Ints | None] = []
        self.now = GOALS[problem.objective][0]
        self.worth: list[float] = []
        self.prices: Floats = np.empty(0)
        self.bound, self.settled = np.inf, 0.0
        self.stopped = self.impossible = False

    @property
    def left(self) -> float:
        return max(self.deadline - time.perf_counter(), 0.0)

    @property
    def over(self) -> bool:
        return self.stopped or self.left <= 0

    def look(self, layout: Layout, start: Ints | None) -> None:
        """Search a first plan by swaps."""
        share = WEIGHED_SHARE if self.problem.area_minimum else FIRST_SHARE
        until = time.perf_counter() + share * self.left

        def stop() -> bool:
            return time.perf_counter() > until or self.tell()

        rounds = min(FIRST_EACH * layout.choices, FIRST)
        self.take(quick_plan(self.problem, layout, rounds=rounds, rng=self.rng, start=start, stop=stop))

    def take(self, plan: Ints | None) -> None:
        """Keep a plan where it is feasible and better than the best so far, by all goals in their order."""
        if plan is None or not judge(self.problem, plan):
            return
        worth = [measure(self.problem, goal, plan) for goal in GOALS[self.problem.objective]]
        if self.best is None or worth > self.worth:
            self.best, self.worth = np.sort(plan), worth

    @property
    def value(self) -> float:
        """What the best plan is worth by the goal that is worked on; of costs the negative."""
        return self.worth[GOALS[self.problem.objective].index(self.now)] if self.worth else -np.inf

    @property
    def next_value(self) -> float:
        """What a better plan is worth by that goal at least, but for what sums lose."""
        step = least_step(self.problem, self.now)
        return self.value + step - 1e-6 * step - TINY * max(abs(self.value), 1.0) * (step == 0)

    def goal(self) -> Goal:
        """Return what is known of the goal that is worked on; costs are told positive."""
        sign = -1.0 if self.now == "spend" else 1.0
        return Goal(self.now, sign * self.value + 0.0, sign * max(self.bound, self.value) + 0.0)

    @property
    def closed(self) -> bool:
        return self.best is not None and self.goal().gap <= max(self.gap, TINY)

    def tell(self) -> bool:
        """Say where the search stands; true when it is to end."""
        self.collect()
        if self.told is not None and self.best is not None and not self.stopped:
            self.stopped = bool(self.told(Progress(self.best, self.goal(), time.perf_counter() - self.began)))
        return self.over

    def improve(self, goal: str, layout: Layout, model: Model) -> None:
        """Work on one goal until it is proven, time is up or someone ends it."""
        self.now, self.bound, self.settled = goal, np.inf, settled(self.problem, goal)
        if goal == "cover" and self.problem.covers.nnz > SLOW:
            self.lower(rough_bound(self.problem) - self.settled)
            self.tell()
        large = model.rows.matrix.nnz > LARGE and not self.over
        with self.searching(layout) if large else nullcontext():
            last: Model | None = model
            if large and self.problem.objective == "cover":
                last = self.price(layout, model)
            else:
                began = time.perf_counter()
                point = self.relax(model)
                if large:
                    last = self.tighten(layout, model, point, time.perf_counter() - began)
            if last is not None and not (self.tell() or self.closed):
                self.prove(layout, last)
        if self.best is not None:
            self.reached.append(self.goal())

    def relax(self, model: Model) -> Floats | None:
        """Take the bound of the linear relaxation, and its point where that is a plan; return the point."""
        bound, point, self.prices = relax(model, self.now, seconds=0.0 if self.over else self.left, asked=self.asked)
        self.lower(bound)
        if point is not None:
            self.take(np.flatnonzero(point[: self.problem.options] > 0.5))
        return point

    @contextmanager
    def searching(self, layout: Layout) -> Iterator[None]:
        """Search plans meanwhile, crossed or each from the beginning: compiled code shares no lock."""
        ended, rng = threading.Event(), self.rng.spawn(1)[0]

        def stop() -> bool:
            return ended.is_set() or self.over

        def work() -> None:
            if self.problem.objective == "cover" and not self.problem.area_minimum:
                for choices in crossed(layout, rng=rng, stop=stop):
                    self.found.append(choices[choices < self.problem.options])
            while not stop():
                self.found.append(quick_plan(self.problem, layout, rounds=LONG, rng=rng, start=None, stop=stop))

        with ThreadPoolExecutor(1) as pool:
            working = pool.submit(work)
            try:
                yield
            finally:
                ended.set()
                working.result()
                self.collect()

    def collect(self) -> None:
        """Take the plans that were found meanwhile."""
        while self.found:
            self.take(self.found.pop())

    def tighten(self, layout: Layout, model: Model, point: Floats | None, took: float) -> Model:
        """Cut off relaxed points that no plan is near, while there is time for another one and it lowers the bound."""
        until = time.perf_counter() + CUTS_SHARE * self.left
        while (
            point is not None and not (self.tell() or self.closed) and until - time.perf_counter() > ROUNDS_LEFT * took
        ):
            before, began = self.bound, time.perf_counter()
            model, cuts = with_cuts(model, layout, point, self.rng, stop=self.tell)
            if cuts == 0:
                break
            point = self.relax(model)
            took = time.perf_counter() - began
            if before - self.bound < WORTHWHILE * abs(self.bound):
                break
        return model

    def price(self, layout: Layout, model: Model) -> Model | None:
        """Take the bound of prices, and of those with cuts while they lower it; return no model where time is up."""
        until, bare = time.perf_counter() + PRICES_SHARE * self.left, len(model.rows.low)
        relaxed: Relaxed | None = None

        def late() -> bool:
            return self.tell() or self.closed or time.perf_counter() > until

        def asked(bound: float) -> bool:
            self.lower(bound)
            return late()

        while True:
            before = self.bound
            relaxed = priced(model, self.now, start=relaxed, asked=asked)
            if asked(relaxed.bound) or before - self.bound < WORTHWHILE * abs(self.bound):
                break
            model, relaxed = in_use(model, relaxed, bare)
            model, cuts = with_cuts(model, layout, relaxed.point, self.rng, stop=late)
            if cuts == 0:
                break
        return None if late() else model

    def lower(self, bound: float) -> None:
        """Take a bound of the model, without what is settled, where it is lower than the one so far."""
        self.bound = min(self.bound, rounded(self.problem, self.now, bound + self.settled))

    def asked(self, point: Floats | None, bound: float) -> bool:
        if point is not None:
            self.take(np.flatnonzero(point[: self.problem.options] > 0.5))
        self.lower(bound)
        return self.tell()

    def prove(self, layout: Layout, model: Model) -> None:
        """Go on by branch and cut from the best plan, among those that may be better."""
        start = None if self.best is None else point_of(self.problem, layout, with_kept(self.problem, self.best))
        if start is not None and len(self.prices) == len(model.rows.low):
            model = without_idle(model, self.now, self.prices, self.next_value - self.settled)
            start = start if np.all((start >= model.low) & (start <= model.high)) else None
        seed = int(self.rng.integers(2**31))
        outcome = branch_and_cut(
            model, self.now, seconds=self.left, gap=self.gap, seed=seed, start=start, asked=self.asked
        )
        self.impossible = outcome.status == "infeasible" and self.best is None
        if outcome.status == "infeasible":
            # With a plan at hand there is none: none that may be better.
            self.bound = min(self.bound, self.value)
            return
        self.asked(outcome.point, outcome.bound)
        if outcome.status == "optimal" and self.gap == 0 and self.bound - self.value <= SOLVED * abs(self.value):
            self.bound = self.value

    def solution(self, plan: Ints) -> SitingSolution:
        proven = all(goal.gap <= TINY for goal in self.reached)
        within = all(goal.gap <= self.gap for goal in self.reached)
        ended: Status = "stopped" if self.stopped else "time_limit"
        return self.told_of(plan, "optimal" if proven else "within_gap" if within else ended)

    def nothing(self, status: Status) -> SitingSolution:
        """Return that there is no plan, and why."""
        why = why_infeasible(self.problem, seconds=self.left * REASONS_SHARE) if status == "infeasible" else ()
        return self.told_of(np.empty(0, dtype=np.int64), status, why)

    def told_of(self, plan: Ints, status: Status, why: tuple[Violation, ...] = ()) -> SitingSolution:
        seconds, spent = time.perf_counter() - self.began, spent_grosze(self.problem, plan)
        return SitingSolution(plan, tuple(self.reached), status, seconds, area_shares(self.problem, plan), spent, why)
