"""Areas of many viewpoints, chosen and taken in any order."""

from __future__ import annotations

import numpy as np
import shapely

from geo.geometry.isovist import isovists, prepare
from geo.geometry.seen import isovists_of

HOLED = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 4, 4))
TWO = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 32, 2)])
AREAS = np.array([HOLED, shapely.Polygon(), TWO, shapely.box(40, 0, 41, 5)], dtype=object)


def test_areas_are_taken_in_the_order_in_which_they_are_chosen():
    chosen = np.array([3, 2, 1, 0, 2])
    some = isovists_of(AREAS, shapely.area(AREAS)).some(chosen)
    assert some.areas().tolist() == [5, 5, 0, 80, 5]
    assert shapely.equals(some.polygons(), AREAS[chosen]).all()
    assert [part.tolist() for part in some.offsets[1:]] == [[0, 1, 2, 3, 5, 6, 7], [0, 1, 3, 3, 4, 6]]


def test_of_nothing_nothing_is_taken():
    some = isovists_of(AREAS, shapely.area(AREAS)).some(np.zeros(0, dtype=np.intp))
    assert len(some) == 0
    assert some.coords.shape == (0, 2)


def test_what_an_eye_sees_does_not_depend_on_those_that_look_beside_it():
    rng = np.random.default_rng(5)
    houses = [shapely.box(x, y, x + 11, y + 9) for x in range(0, 400, 17) for y in range(0, 400, 19)]
    city, places = prepare(houses), rng.uniform(-5, 405, (700, 2))
    look = {"range_m": rng.uniform(20, 90, 700), "bearing_deg": rng.uniform(0, 360, 700)}
    look["field_of_view_deg"] = rng.choice([60.0, 200.0, 360.0], 700)
    seen = isovists(places, city, **look, inside="empty")
    order = rng.permutation(700)
    told = {name: values[order] for name, values in look.items()}
    others = isovists(places[order], city, **told, inside="empty").some(np.argsort(order))
    assert (seen.areas() > 0).sum() > 300
    assert shapely.to_wkb(seen.polygons()).tolist() == shapely.to_wkb(others.polygons()).tolist()
    alone = isovists(places[[411]], city, **{name: values[[411]] for name, values in look.items()}, inside="empty")
    assert alone.coords.tobytes() == seen.some(np.array([411])).coords.tobytes()
