"""How what was read becomes part of the store: all of it in one transaction, or nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import geopandas as gpd

from geo.city import City
from geo.ingest.cameras import complete_cameras
from geo.model.source import Source
from geo.storage.store import Store

#: After these families the cameras' assumed values are filled in anew: walls make bearings and mounts.
_MAKE_POSES = {"cameras", "buildings"}


class _OnlyTriedError(Exception):
    """Rolls a transaction back."""


def keep(
    store: Store,
    city: City,
    batches: Sequence[tuple[Source, gpd.GeoDataFrame]],
    *,
    dry_run: bool = False,
    replace: bool = False,
) -> int:
    """Add things of one family or several.

    Parameters
    ----------
    dry_run
        Do all of it and take it back.
    replace
        Delete what is there of these families before; of incidents only what the same kind of source told.

    Returns
    -------
    assumed
        How many values of cameras are assumed in the end.
    """
    assumed = 0
    with contextlib.suppress(_OnlyTriedError), store.writing() as writing:
        for origin, frame in batches:
            if replace:
                writing.clear(origin.family, kind=origin.kind if origin.family == "incidents" else None)
            writing.add(origin, frame)
        if _MAKE_POSES & {origin.family for origin, _ in batches}:
            assumed = complete_cameras(writing, city)
        if dry_run:
            raise _OnlyTriedError
    return assumed
