"""When does the sun pass a height above or below the horizon?"""

from __future__ import annotations

import numpy as np

#: The sun's middle at sunrise and sunset: its radius and the refraction of the air bring its rim to the horizon.
SUNSET_DEG = -0.833
CIVIL_DEG = -6.0
_J2000 = np.datetime64("2000-01-01T12:00:00")
#: The sun moves while it sinks, so its place is taken anew at the moment found before.
_ROUNDS = 3


def passes(days: np.ndarray, lon: float, lat: float, *, sun_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """Return when the sun rises above a height in the morning and sinks below it in the evening.

    Parameters
    ----------
    days
        (N,) days, ``datetime64[D]``, each around the solar noon of the place.
    lon, lat
        Degrees, EPSG:4326.
    sun_deg
        Height of the sun's middle, such as ``SUNSET_DEG`` or ``CIVIL_DEG``.

    Returns
    -------
    morning, evening
        (N,) moments in UTC, ``datetime64[s]``. Where the sun stays above all day both are its lowest points, half a
        day from noon; where it stays below, both are noon.

    Notes
    -----
    The equations of NOAA's solar calculator, after Meeus, *Astronomical Algorithms*: within a minute between 1901 and
    2099 up to 72° of latitude [1]_.

    Limits
    ------
    Flat horizon at sea level, mean refraction.

    References
    ----------
    .. [1] NOAA Global Monitoring Laboratory, Solar Calculation Details,
       https://gml.noaa.gov/grad/solcalc/calcdetails.html

    Examples
    --------
    >>> rise, sink = passes(np.array(["2026-06-21"], dtype="datetime64[D]"), 18.605, 53.011, sun_deg=SUNSET_DEG)
    >>> str(rise[0])[:16], str(sink[0])[:16]
    ('2026-06-21T02:19', '2026-06-21T19:15')
    """
    midnight = np.asarray(days, dtype="datetime64[D]").astype("datetime64[s]")
    noon = midnight + _seconds(720.0 - 4.0 * lon)
    return _passed(midnight, noon, lon, lat, sun_deg, -1), _passed(midnight, noon, lon, lat, sun_deg, 1)


def _passed(midnight: np.ndarray, noon: np.ndarray, lon: float, lat: float, sun_deg: float, side: int) -> np.ndarray:
    """Return the pass before (-1) or after (1) noon."""
    moment = noon
    for _ in range(_ROUNDS):
        declination, equation_min = _sun(moment)
        phi = np.radians(lat)
        reach = np.sin(np.radians(sun_deg)) - np.sin(phi) * np.sin(declination)
        # Clipped: a sun that never passes the height has an angle of none or of half a turn.
        angle_deg = np.degrees(np.arccos(np.clip(reach / (np.cos(phi) * np.cos(declination)), -1.0, 1.0)))
        moment = midnight + _seconds(720.0 - 4.0 * (lon - side * angle_deg) - equation_min)
    return moment


def _sun(moment: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the sun's declination in radians and the equation of time in minutes."""
    t = (moment - _J2000) / np.timedelta64(1, "D") / 36525.0
    longitude = np.radians((280.46646 + t * (36000.76983 + t * 0.0003032)) % 360)
    anomaly = np.radians(357.52911 + t * (35999.05029 - 0.0001537 * t))
    eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t)
    centre_deg = (
        np.sin(anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t))
        + np.sin(2 * anomaly) * (0.019993 - 0.000101 * t)
        + np.sin(3 * anomaly) * 0.000289
    )
    node = np.radians(125.04 - 1934.136 * t)
    apparent = longitude + np.radians(centre_deg - 0.00569 - 0.00478 * np.sin(node))
    mean_obliquity_deg = 23 + (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60
    obliquity = np.radians(mean_obliquity_deg + 0.00256 * np.cos(node))
    declination = np.arcsin(np.sin(obliquity) * np.sin(apparent))
    y = np.tan(obliquity / 2) ** 2
    equation = (
        y * np.sin(2 * longitude)
        - 2 * eccentricity * np.sin(anomaly)
        + 4 * eccentricity * y * np.sin(anomaly) * np.cos(2 * longitude)
        - 0.5 * y**2 * np.sin(4 * longitude)
        - 1.25 * eccentricity**2 * np.sin(2 * anomaly)
    )
    return declination, 4.0 * np.degrees(equation)


def _seconds(minutes: np.ndarray | float) -> np.ndarray:
    return np.round(np.asarray(minutes) * 60).astype("timedelta64[s]")
