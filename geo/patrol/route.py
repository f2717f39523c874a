"""In which order does each crew visit its stops?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pyvrp import Model, Route
from pyvrp.stop import MaxIterations

from geo.errors import BadInput

#: The search is stopped by its work, not by the clock: same seed, same tours, on every machine.
ITERATIONS = 2_000
#: A stop is worth more than any detour; only what does not fit into the shift is left out.
WORTH_A_DETOUR_S = 100_000


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
    """

    stops: tuple[int, ...]
    begin_s: tuple[int, ...]
    travel_s: int
    end_s: int


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
    """Return the tours of crews that leave a base, visit as much as fits into the shift and come back.

    Parameters
    ----------
    travel_s
        (S + 1, S + 1) whole seconds between places; the first is the base.
    service_s
        (S,) or one for all: how long a stop takes.
    crews
        How many crews there are; none does more than one tour.
    shift_s
        Length of the shift.
    prize
        (S,) what a stop is worth, in seconds of detour; worth any detour unless told.
    windows_s
        (S, 2) the seconds of the shift within which a visit must begin.
    seed
        Same seed, same tours.

    Returns
    -------
    tours
        One a crew that is needed, the longest first; stops that do not fit are in none.

    Raises
    ------
    BadInput
        If there is no crew, or the matrix is not square.

    Notes
    -----
    A vehicle routing problem with time windows and prizes, solved by PyVRP's iterated local search (Wouda, Lan and
    Kool 2024, doi:10.1287/ijoc.2023.0055): a heuristic, which finds the optimum of the small cases that are tested.
    """
    travel = np.asarray(travel_s).round().astype(int)
    stops = len(travel) - 1
    if crews < 1 or travel.ndim != 2 or travel.shape != (stops + 1, stops + 1):
        raise BadInput(
            "Tours need a crew and a square matrix of seconds; {crews} crews and a matrix of {shape} were given.",
            crews=crews,
            shape=str(np.shape(travel_s)),
        )
    if stops == 0:
        return []
    model = _model(travel, crews, shift_s)
    worth = np.full(stops, WORTH_A_DETOUR_S) if prize is None else np.asarray(prize).round().astype(int)
    service = np.broadcast_to(np.asarray(service_s, dtype=int), stops)
    window = np.tile([0, shift_s], (stops, 1)) if windows_s is None else np.asarray(windows_s, dtype=int)
    for i in range(stops):
        model.add_client(
            model.locations[i + 1],
            service_duration=int(service[i]),
            tw_early=int(window[i, 0]),
            tw_late=int(window[i, 1]),
            prize=int(worth[i]),
            required=False,
        )
    best = model.solve(MaxIterations(iterations), seed=seed, display=False, collect_stats=False).best
    return sorted((_tour(route) for route in best.routes()), key=lambda tour: (-len(tour.stops), tour.stops))


def _model(travel: np.ndarray, crews: int, shift_s: int) -> Model:
    model = Model()
    places = [model.add_location(0, 0) for _ in range(len(travel))]
    base = model.add_depot(places[0])
    model.add_vehicle_type(crews, start_depot=base, end_depot=base, shift_duration=shift_s, tw_late=shift_s)
    for i, start in enumerate(places):
        for j, end in enumerate(places):
            model.add_edge(start, end, distance=int(travel[i, j]), duration=int(travel[i, j]))
    return model


def _tour(route: Route) -> Tour:
    visits = [visit for visit in route.schedule() if visit.is_client()]
    return Tour(
        stops=tuple(int(visit.idx) for visit in visits),
        begin_s=tuple(int(visit.start_time) for visit in visits),
        travel_s=int(route.travel_duration()),
        end_s=int(route.end_time()),
    )
