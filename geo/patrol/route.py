"""In which order does each crew visit its stops?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from pyvrp import Depot, Location, Model, PenaltyParams, Route, SolveParams
from pyvrp.stop import MaxIterations

from geo.errors import BadInput

#: The search is stopped by its work, not by the clock: same seed, same tours, on every machine.
ITERATIONS = 2_000
#: A stop is worth more than any detour; only what does not fit into the shift is left out.
WORTH_A_DETOUR_S = 100_000
_TOLD_EVERY = 50


@dataclass(frozen=True, slots=True)
class Fleet:
    """Crews that go equally fast.

    Attributes
    ----------
    travel_s
        (S + 1, S + 1) whole seconds between places; the first is the base.
    crews
        How many there are; none does more than one tour.
    """

    travel_s: np.ndarray
    crews: int


@dataclass(frozen=True, slots=True)
class Tour:
    """What one crew does in a shift.

    Attributes
    ----------
    stops
        Which stops, in their order; indices into those that were asked for.
    begin_s
        When each visit begins, seconds after the shift begins.
    travel_s
        Seconds on the way, the way back to the base among them.
    end_s
        When it is back.
    fleet
        Which fleet the crew is of.
    """

    stops: tuple[int, ...]
    begin_s: tuple[int, ...]
    travel_s: int
    end_s: int
    fleet: int = 0


def tours(
    travel_s: np.ndarray,
    *,
    service_s: np.ndarray | int,
    crews: int,
    shift_s: int,
    prize: np.ndarray | None = None,
    windows_s: np.ndarray | None = None,
    seed: int = 0,
    iterations: int = ITERATIONS,
) -> list[Tour]:
    """Return the tours of crews that are all equally fast; see ``fleet_tours``."""
    return fleet_tours(
        [Fleet(travel_s, crews)],
        service_s=service_s,
        shift_s=shift_s,
        prize=prize,
        windows_s=windows_s,
        seed=seed,
        iterations=iterations,
    )


def fleet_tours(
    fleets: Sequence[Fleet],
    *,
    service_s: np.ndarray | int,
    shift_s: int,
    out_s: int | None = None,
    stops_at_most: int | None = None,
    prize: np.ndarray | None = None,
    windows_s: np.ndarray | None = None,
    seed: int = 0,
    iterations: int = ITERATIONS,
    progress: Callable[[int, int], None] | None = None,
) -> list[Tour]:
    """Return the tours of crews that leave a base, visit as much as fits into the shift and come back.

    Parameters
    ----------
    service_s
        (S,) or one for all: how long a stop takes.
    shift_s
        Length of the shift.
    out_s
        How long a crew is out at most; the whole shift unless told.
    stops_at_most
        Of one tour.
    prize
        (S,) what a stop is worth, in seconds of detour; worth any detour unless told.
    windows_s
        (S, 2) the seconds of the shift within which a visit must begin.
    seed
        Same seed, same tours.
    progress
        Told of the iterations; what it raises ends the search.

    Returns
    -------
    tours
        One a crew that is needed, the longest first; stops that do not fit are in none.

    Raises
    ------
    BadInput
        If there is no crew, or a matrix is not square.

    Notes
    -----
    A vehicle routing problem with time windows and prizes, solved by PyVRP's iterated local search (Wouda, Lan and
    Kool 2024, doi:10.1287/ijoc.2023.0055): a heuristic, which finds the optimum of the small cases that are tested.
    """
    matrices = [np.asarray(fleet.travel_s).round().astype(int) for fleet in fleets]
    _require_crews(fleets, matrices)
    stops = len(matrices[0]) - 1
    if stops == 0:
        return []
    most = stops if stops_at_most is None else stops_at_most
    model = _model(matrices, [fleet.crews for fleet in fleets], shift_s, shift_s if out_s is None else out_s, most)
    worth = np.full(stops, WORTH_A_DETOUR_S) if prize is None else np.asarray(prize).round().astype(int)
    service = np.broadcast_to(np.asarray(service_s, dtype=int), stops)
    window = np.tile([0, shift_s], (stops, 1)) if windows_s is None else np.asarray(windows_s, dtype=int)
    for i in range(stops):
        model.add_client(
            model.locations[i + 1],
            delivery=1,
            service_duration=int(service[i]),
            tw_early=int(window[i, 0]),
            tw_late=int(window[i, 1]),
            prize=int(worth[i]),
            required=False,
        )
    # What breaks a limit must cost more than any prize, or the search would rather break it.
    params = SolveParams(penalty=PenaltyParams(max_penalty=float(100 * max(worth.max(), WORTH_A_DETOUR_S))))
    stop = _Telling(iterations, progress)
    best = model.solve(stop, seed=seed, params=params, display=False, collect_stats=False).best
    manned = [at for at, fleet in enumerate(fleets) if fleet.crews]
    found = [_tour(route, manned[route.vehicle_type()]) for route in best.routes()]
    return sorted(found, key=lambda tour: (-len(tour.stops), tour.stops))


class _Telling(MaxIterations):
    """Ends after so many iterations, and tells of them now and then."""

    def __init__(self, iterations: int, progress: Callable[[int, int], None] | None) -> None:
        super().__init__(iterations)
        self._told, self._most, self._progress = 0, iterations, progress

    def __call__(self, best_cost: int) -> bool:
        """Count an iteration; true where it is the last."""
        if self._progress is not None and self._told % _TOLD_EVERY == 0:
            self._progress(min(self._told, self._most), self._most)
        self._told += 1
        return bool(super().__call__(best_cost))


def _require_crews(fleets: Sequence[Fleet], matrices: Sequence[np.ndarray]) -> None:
    shapes = {matrix.shape for matrix in matrices}
    square = len(shapes) == 1 and all(len(shape) == 2 and shape[0] == shape[1] > 0 for shape in shapes)
    crews = sum(fleet.crews for fleet in fleets)
    if crews < 1 or not square:
        raise BadInput(
            "Tours need a crew and a square matrix of seconds; {crews} crews and a matrix of {shape} were given.",
            crews=crews,
            shape=", ".join(str(shape) for shape in sorted(shapes)),
        )


def _model(matrices: Sequence[np.ndarray], crews: Sequence[int], shift_s: int, out_s: int, most: int) -> Model:
    model = Model()
    places = [model.add_location(0, 0) for _ in range(len(matrices[0]))]
    base = model.add_depot(places[0])
    for travel, number in zip(matrices, crews, strict=True):
        if number:
            _add_fleet(model, places, base, travel, number, shift_s, out_s, most)
    return model


def _add_fleet(
    model: Model,
    places: Sequence[Location],
    base: Depot,
    travel: np.ndarray,
    number: int,
    shift_s: int,
    out_s: int,
    most: int,
) -> None:
    profile = model.add_profile()
    model.add_vehicle_type(
        number, capacity=most, start_depot=base, end_depot=base, shift_duration=out_s, tw_late=shift_s, profile=profile
    )
    for i, start in enumerate(places):
        for j, end in enumerate(places):
            seconds = int(travel[i, j])
            model.add_edge(start, end, distance=seconds, duration=seconds, profile=profile)


def _tour(route: Route, fleet: int) -> Tour:
    visits = [visit for visit in route.schedule() if visit.is_client()]
    return Tour(
        stops=tuple(int(visit.idx) for visit in visits),
        begin_s=tuple(int(visit.start_time) for visit in visits),
        travel_s=int(route.travel_duration()),
        end_s=int(route.end_time()),
        fleet=fleet,
    )
