"""Who is told which camera is out of order, and what everybody is told of where a camera stands."""

from dataclasses import replace

import geopandas as gpd

from layers.base import Audience, text

#: A list of the cameras that are off would show where nobody looks: only those who mend, plan and audit have it.
KEEPERS = frozenset({Audience.PLANNER, Audience.COORDINATOR, Audience.ADMIN, Audience.AUDITOR})
STATUS = {
    "stage": text("installed, planned or candidate"),
    "status": replace(text("working, off, planned or candidate; told to those who keep the cameras"), told_to=KEEPERS),
}


def staged(cameras: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return cameras with their stage: one that works and one that is off are installed alike."""
    return cameras.assign(stage=cameras["status"].replace({"working": "installed", "off": "installed"}))
