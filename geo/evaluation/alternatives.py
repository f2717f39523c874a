"""Camera, lighting, patrols or nothing: what each costs a year, how many hours it is there, and what is not known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

#: A patrol that stops at a place stays there for about so long (Koper 1995, doi:10.1080/07418829500096231).
VISIT_HOURS = 0.25
HOURS_A_YEAR = 8_760.0
#: One lamp lights about so much of a street, twice the usual lit radius.
LAMP_EVERY_M = 30.0
VISITS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Prices:
    """What measures cost, grosze.

    Attributes
    ----------
    camera_yearly, camera_life_years
        What a camera costs a year beside its purchase, and over how many years that is spread.
    lamp, lamp_yearly, lamp_life_years
        The same of a lamp, and its purchase.
    patrol
        One patrol.
    """

    camera_yearly: int
    camera_life_years: float
    lamp: int
    lamp_yearly: int
    lamp_life_years: float
    patrol: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that could be done at a place; what is not known is None, never 0.

    Attributes
    ----------
    yearly_grosze
        What it costs a year, its purchase spread over its life.
    hours
        Hours of a year in which it is there.
    private_m2
        Private ground that it records.
    effect
        By how much it changed what happens, where that was ever measured in this city; None where it was not.
    """

    name: Literal["camera", "lighting", "patrols", "nothing"]
    yearly_grosze: int | None
    hours: float | None
    private_m2: float | None
    effect: float | None = None


def measures(
    prices: Prices,
    *,
    purchase_grosze: int,
    private_m2: float | None,
    works_share: float | None,
    dark_street_m: float | None,
    dark_hours: float | None,
    stops: int,
    visits: int = VISITS_A_YEAR,
) -> tuple[Measure, ...]:
    """Return what could be done at a place, with what is known of each.

    Parameters
    ----------
    purchase_grosze
        What the camera, or the cameras, of the place cost once.
    works_share
        Share of the time for which the cameras of the city worked; None without a register of outages.
    dark_street_m, dark_hours
        Metres of street there that no lamp lights, and for how many hours of a year; None where it was not computed.
    stops
        So many places share the cost of one patrol.
    visits
        Of a patrol in a year.

    Examples
    --------
    >>> prices = Prices(180_000, 8, 900_000, 25_000, 20, 40_000)
    >>> camera, lighting, patrols, nothing = measures(prices, purchase_grosze=1_200_000, private_m2=2.5,
    ...     works_share=None, dark_street_m=None, dark_hours=None, stops=8)
    >>> camera.yearly_grosze, camera.hours, lighting.yearly_grosze, patrols.yearly_grosze, nothing.yearly_grosze
    (330000, None, None, 1825000, 0)
    """
    camera = round(purchase_grosze / prices.camera_life_years) + prices.camera_yearly
    lamps = None if dark_street_m is None else math.ceil(dark_street_m / LAMP_EVERY_M)
    a_lamp = prices.lamp / prices.lamp_life_years + prices.lamp_yearly
    return (
        Measure("camera", camera, None if works_share is None else HOURS_A_YEAR * works_share, private_m2),
        Measure("lighting", None if lamps is None else round(lamps * a_lamp), dark_hours, 0.0),
        Measure("patrols", round(visits * prices.patrol / stops), visits * VISIT_HOURS, 0.0),
        Measure("nothing", 0, 0.0, 0.0),
    )
