"""Camera, lighting, patrols or nothing: what each costs a year, and what is not known."""

from __future__ import annotations

from geo.city import load_city
from geo.evaluation.alternatives import Prices, measures

PRICES = Prices(180_000, 8.0, 900_000, 25_000, 20.0, 40_000)
PLACE = {
    "purchase_grosze": 1_200_000,
    "private_m2": 3.5,
    "works_share": 0.9,
    "dark_street_m": 61.0,
    "dark_hours": 4000.0,
}


def test_the_purchase_is_spread_over_the_life() -> None:
    camera, lighting, patrols, nothing = measures(PRICES, **PLACE, stops=8)
    assert camera.yearly_grosze == 1_200_000 / 8 + 180_000
    assert camera.hours == 8760 * 0.9
    # 61 m take three lamps.
    assert lighting.yearly_grosze == 3 * (900_000 / 20 + 25_000)
    assert lighting.hours == 4000
    assert (patrols.yearly_grosze, patrols.hours) == (365 * 40_000 / 8, 365 / 4)
    assert (nothing.yearly_grosze, nothing.hours) == (0, 0)
    assert [one.private_m2 for one in (camera, lighting, patrols, nothing)] == [3.5, 0, 0, 0]


def test_what_is_not_known_is_missing_and_never_nothing() -> None:
    unknown = dict.fromkeys(("private_m2", "works_share", "dark_street_m", "dark_hours"))
    camera, lighting, *_ = measures(PRICES, purchase_grosze=1, **unknown, stops=8)
    assert (camera.hours, camera.private_m2) == (None, None)
    assert (lighting.yearly_grosze, lighting.hours) == (None, None)
    assert all(one.effect is None for one in measures(PRICES, **PLACE, stops=8))


def test_a_patrol_of_torun_costs_what_the_city_paid() -> None:
    assert load_city("torun").patrols.cost_grosze == 700_000_00 / 1_750
