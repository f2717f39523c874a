"""What is asked when new cameras are to be placed, as one value that checks itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from geo.errors import BadInput

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Objective = Literal["cover", "backup", "max_min", "least_cost"]
#: What a plan is measured by: weight covered; the same, then weight covered several times; the share of the area that
#: is covered worst, then weight covered; grosze spent until a share is covered.
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)


def _not_given() -> Any:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SitingProblem:
    r"""Choose among M options for cameras to cover N demand points.

    With `x_i = 1` for a chosen option, `y_s = 1` for a standing camera that is kept and `z_j = 1` for a demand point
    that is covered, the maximal covering problem (MCLP) reads::

        maximise    sum_j w_j z_j - q sum_i r_i x_i
        subject to  z_j <= c_j + sum_i a_ij x_i + sum_s b_sj y_s         each demand point j
                    y_s + x_i <= 1                                       option i replaces standing camera s
                    sum_{i at the site} x_i <= m                         each site
                    sum_i g_i x_i <= G                                   the budget
                    least_k <= sum_{i of kind k} x_i <= cap_k            each kind
                    sum_{j in a} w_j z_j >= t_a sum_{j in a} w_j         each area with a minimum
                    sum_i r_i x_i <= R;  x_i = 0 where r_i > r           private ground
                    x_i = 1 locked, x_i = 0 forbidden;  x, y binary, 0 <= z <= 1

    To modernise a camera is an option that replaces it in its own pose; to keep it costs nothing. ``backup`` maximises
    next to it, with the first value held, the weight of points covered at least `k` times. ``max_min`` maximises the
    least share covered of any area, then the total with that share held. ``least_cost`` minimises `sum_i g_i x_i` so
    that a share of all weight is covered (PSCLP; with share 1 the location set covering problem, LSCP).

    Attributes
    ----------
    weights
        `w_j` ``(N,)`` what a demand point counts, at least 0.
    covers
        `a_ij` ``(M, N)`` whether option i sees demand point j at the level that is asked for.
    site
        ``(M,)`` the site of each option; at most ``per_site`` (`m`) are chosen of one.
    cost_grosze, budget_grosze
        `g_i` ``(M,)`` and `G`; without a budget all may be spent.
    kind, kind_cap, kind_least
        ``(M,)`` names such as ``new``, and how many of a kind at most and at least; both the same means exactly.
    covered
        ``(N,)`` how many cameras that stand today see each point, those in ``stands`` among them.
    stands, replaces
        `b_sj` ``(S, N)`` what each camera sees that may be replaced; ``(M,)`` its row for each option, or -1.
    area, area_names, area_minimum
        ``(N,)`` the area of each point, 0 to K - 1; their names; the share `t_a` that an area must reach.
    objective, backup_depth, share
        What is sought; `k` of ``backup``; the share of ``least_cost``.
    locked, forbidden
        Options that must, and that must not be chosen.
    private_m2, privacy_cap_m2, privacy_total_m2, privacy_price
        `r_i` ``(M,)`` private ground that an option sees; at most so much in one option (`r`) and in all (`R`); what a
        square metre of it takes off the weight (`q`, under ``cover`` only).

    References
    ----------
    Church, R., ReVelle, C. (1974), Papers of the Regional Science Association 32, doi:10.1007/BF01942293.
    Toregas, C. et al. (1971), Operations Research 19(6), doi:10.1287/opre.19.6.1363.
    Hogan, K., ReVelle, C. (1986), Management Science 32(11), doi:10.1287/mnsc.32.11.1434.
    """

    weights: Floats
    covers: csr_array
    site: Ints
    cost_grosze: Ints
    kind: NDArray[np.str_]
    budget_grosze: int | None
    kind_cap: Mapping[str, int] = field(default_factory=dict)
    kind_least: Mapping[str, int] = field(default_factory=dict)
    per_site: int = 1
    covered: Ints = field(default_factory=_not_given)
    stands: csr_array = field(default_factory=lambda: csr_array((0, 0)))
    replaces: Ints = field(default_factory=_not_given)
    area: Ints = field(default_factory=_not_given)
    area_names: tuple[str, ...] = ()
    area_minimum: Mapping[int, float] = field(default_factory=dict)
    objective: Objective = "cover"
    backup_depth: int = 2
    share: float = 1.0
    locked: Ints = field(default_factory=_not_given)
    forbidden: Ints = field(default_factory=_not_given)
    private_m2: Floats = field(default_factory=_not_given)
    privacy_cap_m2: float | None = None
    privacy_total_m2: float | None = None
    privacy_price: float = 0.0

    def __post_init__(self) -> None:
        m, n = self.covers.shape
        self._set("covers", _binary(self.covers))
        self._set("weights", _column("weights", self.weights, n, np.float64))
        for name in ("site", "cost_grosze"):
            self._set(name, _column(name, getattr(self, name), m, np.int64))
        self._set("kind", _column("kind", self.kind, m, np.str_))
        for name, length, kind in (("covered", n, np.int64), ("area", n, np.int64), ("private_m2", m, np.float64)):
            self._set(name, _column(name, _or_else(getattr(self, name), np.zeros(length)), length, kind))
        self._set("replaces", _column("replaces", _or_else(self.replaces, np.full(m, -1)), m, np.int64))
        self._set("stands", _binary(self.stands if self.stands.shape[0] else csr_array((0, n))))
        for name in ("locked", "forbidden"):
            self._set(name, np.unique(np.asarray(getattr(self, name), dtype=np.int64)))
        _check_values(self)
        _check_options(self)
        _check_areas(self)

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    @property
    def options(self) -> int:
        """M, how many options there are."""
        return int(self.covers.shape[0])

    @property
    def areas(self) -> int:
        """K, how many areas the demand lies in."""
        return max(len(self.area_names), int(self.area.max(initial=0)) + 1)

    def area_name(self, area: int) -> str:
        """Return what an area is called, its number where it has no name."""
        return self.area_names[area] if area < len(self.area_names) else str(area)


def _column(name: str, values: ArrayLike, length: int, kind: type) -> NDArray[Any]:
    """Return values as an array that nobody changes, of the length that the covers ask for."""
    array = np.array(values)
    if array.shape != (length,):
        raise BadInput(
            "{name} must have {length} values, one for each row or column of covers, but has the shape {shape}.",
            name=name,
            length=length,
            shape=array.shape,
        )
    if kind is np.int64 and not np.all(np.isfinite(array) & (array == np.floor(array))):
        raise BadInput("Values of {name} must be whole numbers, but some are not.", name=name)
    whole: NDArray[Any] = array.astype(kind)
    whole.flags.writeable = False
    return whole


def _or_else(given: NDArray[Any], otherwise: NDArray[Any]) -> NDArray[Any]:
    return given if len(given) else otherwise


def _binary(matrix: csr_array) -> csr_array:
    """Return a matrix of zeros and ones with its columns in order."""
    sorted_rows = csr_array(matrix, copy=True)
    sorted_rows.sum_duplicates()
    sorted_rows.eliminate_zeros()
    sorted_rows.data = np.ones(sorted_rows.nnz)
    return sorted_rows


def _check_values(problem: SitingProblem) -> None:
    if problem.objective not in OBJECTIVES:
        raise BadInput(
            "The objective must be one of {choices}, but is {given}.",
            choices=", ".join(OBJECTIVES),
            given=problem.objective,
        )
    if problem.budget_grosze is not None and problem.budget_grosze != int(problem.budget_grosze):
        raise BadInput("Values of {name} must be whole numbers, but some are not.", name="budget_grosze")
    values: list[tuple[str, float | None]] = [
        *((name, end) for name in ("weights", "cost_grosze", "covered", "private_m2") for end in _ends(problem, name)),
        *(("kind_cap", value) for value in problem.kind_cap.values()),
        *(("kind_least", value) for value in problem.kind_least.values()),
        ("budget_grosze", problem.budget_grosze),
        ("privacy_cap_m2", problem.privacy_cap_m2),
        ("privacy_total_m2", problem.privacy_total_m2),
        ("privacy_price", problem.privacy_price),
    ]
    for name, value in values:
        if value is not None and not 0 <= value < np.inf:
            raise BadInput(
                "{name} must be finite and at least {least}, but is {given}.", name=name, least=0, given=value
            )
    for name, value, lowest in (("per_site", problem.per_site, 1), ("backup_depth", problem.backup_depth, 2)):
        if value < lowest:
            raise BadInput(
                "{name} must be finite and at least {least}, but is {given}.", name=name, least=lowest, given=value
            )
    if problem.privacy_price and problem.objective != "cover":
        raise BadInput(
            "A price of private ground goes with the objective cover only, but it is {objective}.",
            objective=problem.objective,
        )


def _ends(problem: SitingProblem, name: str) -> tuple[float, float]:
    values = getattr(problem, name)
    return values.min(initial=0), values.max(initial=0)


def _check_options(problem: SitingProblem) -> None:
    for name in ("locked", "forbidden"):
        given = getattr(problem, name)
        if len(given) and not (given[0] >= 0 and given[-1] < problem.options):
            raise BadInput(
                "{name} must name options from 0 to {last}, but names {given}.",
                name=name,
                last=problem.options - 1,
                given=given.tolist(),
            )
    both = np.intersect1d(problem.locked, problem.forbidden)
    if len(both):
        raise BadInput("No option can be both locked and forbidden, but these are: {options}.", options=both.tolist())
    standing = problem.stands.shape[0]
    if problem.replaces.min(initial=-1) < -1 or problem.replaces.max(initial=-1) >= standing:
        raise BadInput(
            "Each value of replaces must name a row of stands, of which there are {count}, or be -1.", count=standing
        )
    if np.any(problem.covered < problem.stands.sum(axis=0)):
        raise BadInput("The counts in covered must include the cameras in stands, but at some point they are fewer.")


def _check_areas(problem: SitingProblem) -> None:
    if problem.area.min(initial=0) < 0:
        raise BadInput("Areas must be numbered from 0, but some point has a number below.")
    shares = [*problem.area_minimum.values(), problem.share]
    if not all(0 <= share <= 1 for share in shares):
        raise BadInput("Shares must lie between 0 and 1, but are {given}.", given=shares)
    unknown = [area for area in problem.area_minimum if not 0 <= area < problem.areas]
    if unknown:
        raise BadInput(
            "A minimum must be of an area from 0 to {last}, but is of {given}.", last=problem.areas - 1, given=unknown
        )
