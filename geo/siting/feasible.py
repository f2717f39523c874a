"""What does a plan cover and cost, and which constraints does it break?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.siting.problem import Floats, Ints, SitingProblem

#: How far below its minimum a share may lie, for sums of decimal weights are not exact.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint that does not hold, in words.

    Attributes
    ----------
    constraint
        ``budget``, ``kind_cap``, ``kind_least``, ``site``, ``privacy``, ``privacy_total``, ``area_minimum``, ``share``,
        ``locked``, ``forbidden`` or ``together`` where each could be met without the others.
    template, values
        The English sentence and what stands in the place of its names.
    """

    constraint: str
    template: str
    values: dict[str, object]

    @property
    def message(self) -> str:
        """The violation as an English sentence."""
        return self.template.format(**self.values)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a plan is feasible: true where no constraint is broken."""

    violations: tuple[Violation, ...]

    def __bool__(self) -> bool:
        return not self.violations


def zloty(grosze: int) -> str:
    """Return an amount in PLN to the grosz.

    Examples
    --------
    >>> zloty(165_000_001)
    '1650000.01'
    """
    return f"{grosze // 100}.{grosze % 100:02d}"


def counts(problem: SitingProblem, chosen: Ints) -> Ints:
    """Return ``(N,)`` how many cameras see each point once a plan is carried out, replaced ones taken down."""
    added = np.asarray(problem.covers[chosen].sum(axis=0))
    gone = np.unique(problem.replaces[chosen])
    taken = np.asarray(problem.stands[gone[gone >= 0]].sum(axis=0))
    return np.asarray(problem.covered + added - taken, dtype=np.int64)


def covered_weight(problem: SitingProblem, chosen: Ints, *, depth: int = 1) -> float:
    """Return the weight of all points that so many cameras see."""
    return float(problem.weights[counts(problem, chosen) >= depth].sum())


def area_shares(problem: SitingProblem, chosen: Ints) -> Floats:
    """Return ``(K,)`` the share of each area's weight that is covered; 1 where an area has none."""
    seen = problem.weights * (counts(problem, chosen) >= 1)
    total = np.bincount(problem.area, problem.weights, problem.areas)
    share = np.bincount(problem.area, seen, problem.areas) / np.where(total > 0, total, 1)
    return np.where(total > 0, share, 1.0)


def spent_grosze(problem: SitingProblem, chosen: Ints) -> int:
    """Return what a plan costs, to the grosz."""
    return int(problem.cost_grosze[chosen].sum())


def judge(problem: SitingProblem, chosen: Ints) -> Verdict:
    """Return which constraints a plan breaks, counted anew from the problem, apart from any solver."""
    broken = [*_means(problem, chosen), *_places(problem, chosen), *_ground(problem, chosen), *_goals(problem, chosen)]
    return Verdict(tuple(broken))


def _means(problem: SitingProblem, chosen: Ints) -> Iterator[Violation]:
    spent = spent_grosze(problem, chosen)
    if problem.budget_grosze is not None and spent > problem.budget_grosze:
        values: dict[str, object] = {"spent": zloty(spent), "budget": zloty(problem.budget_grosze)}
        yield Violation("budget", "The plan costs {spent} PLN, more than the budget of {budget} PLN.", values)
    for kind in sorted({*problem.kind_cap, *problem.kind_least}):
        count = int((problem.kind[chosen] == kind).sum())
        most, least = problem.kind_cap.get(kind), problem.kind_least.get(kind, 0)
        if most is not None and count > most:
            values = {"count": count, "kind": kind, "most": most}
            yield Violation("kind_cap", "The plan has {count} of the kind {kind}; at most {most} are allowed.", values)
        if count < least:
            values = {"count": count, "kind": kind, "least": least}
            yield Violation("kind_least", "The plan has {count} of the kind {kind}; {least} are needed.", values)


def _places(problem: SitingProblem, chosen: Ints) -> Iterator[Violation]:
    sites, count = np.unique(problem.site[chosen], return_counts=True)
    for site in sites[count > problem.per_site]:
        values: dict[str, object] = {"site": int(site), "most": problem.per_site}
        yield Violation("site", "More than {most} options are chosen at the site {site}.", values)
    left_out = np.setdiff1d(problem.locked, chosen)
    if len(left_out):
        yield Violation("locked", "Locked options are not chosen: {options}.", {"options": left_out.tolist()})
    taken = np.intersect1d(problem.forbidden, chosen)
    if len(taken):
        yield Violation("forbidden", "Forbidden options are chosen: {options}.", {"options": taken.tolist()})


def _ground(problem: SitingProblem, chosen: Ints) -> Iterator[Violation]:
    private = problem.private_m2[chosen]
    if problem.privacy_cap_m2 is not None and np.any(private > problem.privacy_cap_m2):
        over = chosen[private > problem.privacy_cap_m2].tolist()
        values: dict[str, object] = {"options": over, "most": problem.privacy_cap_m2}
        yield Violation("privacy", "Options see more than {most} m² of private ground each: {options}.", values)
    total = problem.privacy_total_m2
    if total is not None and private.sum() > total * (1 + TOLERANCE):
        values = {"seen": round(float(private.sum()), 2), "most": total}
        yield Violation("privacy_total", "The plan sees {seen} m² of private ground; at most {most} m² may be.", values)


def _goals(problem: SitingProblem, chosen: Ints) -> Iterator[Violation]:
    shares = area_shares(problem, chosen)
    for area, minimum in problem.area_minimum.items():
        if shares[area] < minimum - TOLERANCE:
            values: dict[str, object] = {
                "area": problem.area_name(area),
                "share": f"{shares[area]:.4f}",
                "least": f"{minimum:.4f}",
            }
            yield Violation("area_minimum", "In {area} a share of {share} is covered; {least} is the minimum.", values)
    total = problem.weights.sum()
    if problem.objective == "least_cost" and total > 0:
        share = covered_weight(problem, chosen) / total
        if share < problem.share - TOLERANCE:
            values = {"share": f"{share:.4f}", "least": f"{problem.share:.4f}"}
            yield Violation("share", "A share of {share} is covered in all; {least} is asked for.", values)
