"""How long does a camera look where? What it watches at a time, beside what it can watch at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geo.coverage.reach import Look, Pose, looks, preset_looks, turns

#: Slivers narrower than this are the rounding of angles and of lengths.
_LEAST_DEG = 1e-9
_LEAST_M = 1e-9

Watched = tuple[Look, float]


def dwelling(pose: Pose, *, target_height_m: float) -> list[Watched]:
    """Return disjoint sectors with the share of time for which the camera looks there.

    Parameters
    ----------
    pose
        As for ``geo.coverage.reach.looks``.

    Returns
    -------
    sectors
        No two of them share ground at one density; shares above 0 and up to 1. Together they lie within what
        ``looks`` gives.

    Notes
    -----
    A camera that does not turn looks where it looks, share 1. One that turns looks where its presets look, each for
    its own share and at its own zoom; the time that no preset takes counts nowhere. Of a camera without presets
    nothing is known but that it looks one way at a time: every direction gets the share of its opening in the circle.
    """
    all_round = looks(pose, target_height_m=target_height_m)
    if not turns(pose):
        return apart([(look, 1.0) for look in all_round])
    if not pose.get("presets"):
        return [(look, pose["hfov_deg"] / 360.0) for look in all_round]
    if not all_round:
        return []
    return apart([(look, preset.share) for preset, look in preset_looks(pose, target_height_m)])


def apart(watched: Sequence[Watched]) -> list[Watched]:
    """Return sectors that do not overlap: those that do are cut at their edges and their shares are added, up to 1.

    Examples
    --------
    >>> east, north_east = Look(90, 90, 0, {25.0: 40}), Look(45, 90, 0, {25.0: 40})
    >>> [(look.bearing_deg, look.opening_deg, share) for look, share in apart([(east, 0.5), (north_east, 0.25)])]
    [(22.5, 45.0, 0.25), (67.5, 45.0, 0.75), (112.5, 45.0, 0.5)]
    """
    if len(watched) < 2:
        return list(watched)
    return [
        cell
        for begin_deg, end_deg in _slices([look for look, _ in watched])
        for cell in _rings(begin_deg, end_deg, watched)
    ]


def _slices(sectors: Sequence[Look]) -> list[tuple[float, float]]:
    """Return the intervals of the circle between the edges of sectors; the whole circle where none has an edge."""
    narrow = [look for look in sectors if look.opening_deg < 360]
    edges = sorted({(look.bearing_deg + side * look.opening_deg / 2) % 360 for look in narrow for side in (-1, 1)})
    if not edges:
        return [(0.0, 360.0)]
    return [(begin, end) for begin, end in pairwise([*edges, edges[0] + 360]) if end - begin > _LEAST_DEG]


def _rings(begin_deg: float, end_deg: float, watched: Sequence[Watched]) -> list[Watched]:
    """Return the rings of one slice, by where they begin and how long they are watched."""
    middle_deg = (begin_deg + end_deg) / 2
    here = [(look, share) for look, share in watched if _holds(look, middle_deg)]
    radii: dict[tuple[float, float], dict[float, float]] = {}
    for px in sorted({px for look, _ in here for px in look.radii_m}):
        spans = [(look.near_m, look.radii_m[px], share) for look, share in here if px in look.radii_m]
        for near_m, far_m, share in _spans_apart(spans):
            radii.setdefault((near_m, share), {})[px] = far_m
    opening_deg = end_deg - begin_deg
    return [(Look(middle_deg % 360, opening_deg, near_m, far_m), share) for (near_m, share), far_m in radii.items()]


def _spans_apart(spans: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Return spans of distance with their shares, cut at each other's ends; neighbours with one share are joined."""
    ends = sorted({end for near_m, far_m, _ in spans for end in (near_m, far_m)})
    found: list[tuple[float, float, float]] = []
    for near_m, far_m in pairwise(ends):
        share = min(round(sum(part for begin, end, part in spans if begin <= near_m and far_m <= end), 9), 1.0)
        if share <= 0 or far_m - near_m <= _LEAST_M:
            continue
        if found and found[-1][1] == near_m and found[-1][2] == share:
            near_m = found.pop()[0]
        found.append((near_m, far_m, share))
    return found


def _holds(look: Look, bearing_deg: float) -> bool:
    if look.opening_deg >= 360:
        return True
    aside_deg = abs((bearing_deg - look.bearing_deg + 180) % 360 - 180)
    return aside_deg < look.opening_deg / 2
