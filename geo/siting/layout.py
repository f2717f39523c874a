"""How is a siting problem laid out for those who solve it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array, hstack, vstack

from geo.siting.problem import Floats, Ints, SitingProblem


class Demand(NamedTuple):
    """Demand points that no plan can tell apart, merged: an exact reduction, often fortyfold.

    Attributes
    ----------
    cover
        ``(C, D)`` which choice covers which group.
    weight
        ``(D,)`` the sum of its points.
    base, area
        ``(D,)`` how often it is covered by what stays whatever is chosen, and where it lies.
    """

    cover: csr_array
    weight: Floats
    base: Ints
    area: Ints


@dataclass(frozen=True, slots=True)
class Layout:
    """Choices, what they cover and what they use up.

    The choices are the options and after them the standing cameras that may be kept, ``C = M + S``.

    Attributes
    ----------
    demand
        Merged demand that is not yet covered to the depth that counts.
    settled
        ``(K,)`` weight of each area that is covered whatever is chosen.
    total
        ``(K,)`` all weight of each area.
    uses, room
        ``(C, R)`` what each choice uses of each resource, and ``(R,)`` how much there is.
    resource
        The name of each resource, ``budget``, ``kind``, ``site``, ``replaced`` or ``privacy``, with what it is of.
    least
        How many choices of a set at least: the choices, the number, the kind.
    may, must
        ``(C,)`` whether a choice is allowed, and whether it is obligatory.
    cost, price
        ``(C,)`` what a choice costs, in the largest unit of which all costs are whole numbers; what it takes off the
        objective.
    """

    demand: Demand
    settled: Floats
    total: Floats
    uses: csr_array
    room: Floats
    resource: tuple[tuple[str, object], ...]
    least: tuple[tuple[Ints, int, str], ...]
    may: np.ndarray
    must: np.ndarray
    cost: Floats
    price: Floats

    @property
    def choices(self) -> int:
        """C, how many choices there are."""
        return len(self.may)


def lay_out(problem: SitingProblem) -> Layout:
    """Return the layout of a problem."""
    kept = problem.stands.shape[0]
    uses, room, resource = _resources(problem)
    may, must = np.ones(problem.options + kept, dtype=bool), np.zeros(problem.options + kept, dtype=bool)
    must[problem.locked] = True
    may[problem.forbidden] = False
    if problem.privacy_cap_m2 is not None:
        may[: problem.options] &= problem.private_m2 <= problem.privacy_cap_m2
    demand, settled = merge(problem)
    kinds = [(np.flatnonzero(problem.kind == kind), least, kind) for kind, least in problem.kind_least.items() if least]
    return Layout(
        demand,
        settled,
        np.bincount(problem.area, problem.weights, problem.areas).astype(float),
        uses,
        room,
        resource,
        tuple(kinds),
        may,
        must,
        np.concatenate([problem.cost_grosze // unit_grosze(problem), np.zeros(kept)]),
        np.concatenate([problem.privacy_price * problem.private_m2, np.zeros(kept)]),
    )


def unit_grosze(problem: SitingProblem) -> int:
    """Return the largest amount of which all costs are multiples: small whole numbers keep solvers exact."""
    return max(int(np.gcd.reduce(problem.cost_grosze, initial=0)), 1)


def merge(problem: SitingProblem) -> tuple[Demand, Floats]:
    """Return the demand that is still open, merged where the same choices cover it, and what is settled by area.

    Two points are merged where the same options and the same standing cameras see them, so many others stand there,
    and they lie in the same area: no plan covers one without the other.
    """
    depth = problem.backup_depth if problem.objective == "backup" else 1
    base = problem.covered - np.asarray(problem.stands.sum(axis=0), dtype=np.int64).ravel()
    cover = csc_array(vstack([problem.covers, problem.stands]))
    cover.sort_indices()
    reached = np.diff(cover.indptr) > 0
    settled: Floats = np.bincount(problem.area, problem.weights * (base >= 1), problem.areas).astype(float)
    open_points = np.flatnonzero((base < depth) & reached & (problem.weights > 0))
    first: dict[tuple[bytes, int, int], int] = {}
    group = np.empty(len(open_points), dtype=np.int64)
    for k, j in enumerate(open_points):
        seers = cover.indices[cover.indptr[j] : cover.indptr[j + 1]].tobytes()
        group[k] = first.setdefault((seers, base[j], problem.area[j]), len(first))
    _, at = np.unique(group, return_index=True)
    one_of = open_points[at]
    weight: Floats = np.bincount(group, problem.weights[open_points], len(first)).astype(float)
    return Demand(csr_array(cover[:, one_of]), weight, base[one_of], problem.area[one_of]), settled


def _resources(problem: SitingProblem) -> tuple[csr_array, Floats, tuple[tuple[str, object], ...]]:
    """Return what choices use up; a kept camera uses all the room of those that may replace it."""
    options, kept = problem.options, problem.stands.shape[0]
    columns: list[np.ndarray] = []
    room: list[float] = []
    names: list[tuple[str, object]] = []

    def add(kind: str, of: object, use: np.ndarray, most: float) -> None:
        if use[use > 0].sum() > most:
            columns.append(use)
            room.append(most)
            names.append((kind, of))

    nothing = np.zeros(kept)
    if problem.budget_grosze is not None:
        unit = unit_grosze(problem)
        add("budget", None, np.concatenate([problem.cost_grosze // unit, nothing]), problem.budget_grosze // unit)
    if problem.privacy_total_m2 is not None:
        add("privacy", None, np.concatenate([problem.private_m2, nothing]), problem.privacy_total_m2)
    for kind, cap in problem.kind_cap.items():
        add("kind", kind, np.concatenate([problem.kind == kind, nothing]), cap)
    dense = csr_array(np.column_stack(columns) if columns else np.zeros((options + kept, 0)))
    sites, site = np.unique(problem.site, return_inverse=True)
    crowded = np.bincount(site) > problem.per_site
    at_site = _membership(np.where(crowded[site], site, -1), len(sites))[:, crowded]
    most = _replacing_at_most(problem)
    replacing = csr_array(vstack([_membership(problem.replaces, kept), diags_array(most)]))
    uses = csr_array(hstack([dense, _with_nothing(at_site, kept), replacing]))
    names += [("site", int(s)) for s in sites[crowded]] + [("replaced", s) for s in range(kept)]
    room += [problem.per_site] * int(crowded.sum()) + most.tolist()
    return uses, np.array(room, dtype=float), tuple(names)


def _replacing_at_most(problem: SitingProblem) -> Floats:
    """Return ``(S,)`` how many options can replace each standing camera at once, and at least 1."""
    pairs, count = np.unique(np.column_stack([problem.replaces, problem.site]), axis=0, return_counts=True)
    one = pairs[:, 0] >= 0
    most = np.bincount(pairs[one, 0], np.minimum(count[one], problem.per_site), problem.stands.shape[0])
    return np.maximum(most, 1.0)


def _membership(group: Ints, groups: int) -> csr_array:
    """Return ``(M, groups)`` with a one for the group of each option."""
    member = np.flatnonzero(group >= 0)
    return csr_array((np.ones(len(member)), (member, group[member])), shape=(len(group), groups))


def _with_nothing(used: csr_array, kept: int) -> csr_array:
    """Return what options use, and below it that cameras which stay use nothing."""
    return csr_array(vstack([used, csr_array((kept, used.shape[1]))]))
