"""Which coordinate reference systems Czujka uses, and where measuring is allowed.

This is the only file that names a CRS. Places are kept in longitude and latitude (EPSG:4326, longitude
first) and measured in the metric CRS of the city's profile.
"""

from __future__ import annotations

from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo.errors import BadInput

STORED = "EPSG:4326"
WEB_MERCATOR = "EPSG:3857"
POLAND = "EPSG:2180"
#: PL-2000 zones by their number, which is also the first digit of every easting in them.
PL2000_ZONES = {5: "EPSG:2176", 6: "EPSG:2177", 7: "EPSG:2178", 8: "EPSG:2179"}
#: What a file may be in, in the order in which the choices are offered.
IMPORTABLE = (STORED, POLAND, *PL2000_ZONES.values())


def require_metric(crs: object) -> CRS:
    """Return the CRS if lengths and areas may be measured in it, raise otherwise.

    Parameters
    ----------
    crs
        Anything that names a CRS; ``None`` means unknown.

    Raises
    ------
    BadInput
        In degrees, in feet, in Web Mercator and its kin (they overstate lengths by 66 % in Toruń, 55 % in Kraków) or
        without a CRS.

    Examples
    --------
    >>> require_metric("EPSG:2177").to_epsg()
    2177
    >>> require_metric("EPSG:3857")
    Traceback (most recent call last):
    ...
    geo.errors.BadInput: Lengths and areas must be measured in a metric CRS of the city, not in EPSG:3857.
    """
    known = None if crs is None else CRS.from_user_input(crs)
    if known is None or not known.is_projected or _is_stretched(known) or not _is_in_metres(known):
        raise BadInput(
            "Lengths and areas must be measured in a metric CRS of the city, not in {given}.",
            given="no CRS" if known is None else known.to_string(),
        )
    return known


def _is_stretched(known: CRS) -> bool:
    """Tell whether it is Web Mercator, by whatever code, or another Mercator along the equator."""
    operation = known.coordinate_operation
    return operation is not None and operation.method_name.startswith(("Mercator", "Popular Visualisation"))


def _is_in_metres(known: CRS) -> bool:
    return all(axis.unit_conversion_factor == 1 for axis in known.axis_info)


def to_metric(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Return the frame in the metric CRS ``crs``."""
    return frame.to_crs(require_metric(crs))


def moved(shapes: np.ndarray, source: str, target: str) -> np.ndarray:
    """Return (N,) geometries of one CRS in another; for a few of them in a tenth of the time that a series takes.

    Examples
    --------
    >>> moved(shapely.points([[18.6053, 53.0103]]), STORED, POLAND).tolist()[0].wkt[:15]
    'POINT (473525.8'
    """
    change = _between(source, target)
    there: np.ndarray = shapely.transform(shapes, change.transform, interleaved=False)
    return there


# Kept: to make one takes as long as to move ten thousand points.
@lru_cache(maxsize=16)
def _between(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
