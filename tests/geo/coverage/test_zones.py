"""Zones of cameras with several sensors, among walls, one by one and many at once."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from geo.coverage.reach import looks
from geo.coverage.zones import zones, zones_of_many
from geo.errors import BadInput
from geo.geometry.isovist import prepare

HERE = shapely.Point(0, 0)
#: A house to the east, so near that it hides the whole sector of the sensor that looks there.
EAST = shapely.box(0.5, -200, 10, 200)


def mast(**values):
    usual = {
        "camera_type": "fixed",
        "height_m": 6.0,
        "bearing_deg": 0.0,
        "tilt_deg": 29.4,
        "hfov_deg": 90.0,
        "sensor_width_px": 2560,
        "sensor_height_px": 1440,
        "sensors": 4,
        "spread_deg": 360.0,
    }
    return usual | values


def area_at(found, px):
    [zone] = [zone for zone in found if zone.px_per_m == px]
    return zone.shape.area


def test_four_sensors_of_ninety_degrees_see_the_whole_ring():
    [look, *_] = looks(mast(), target_height_m=0)
    found = zones(HERE, mast(), prepare([]), target_height_m=0)
    ring_m2 = math.pi * (look.radii_m[25] ** 2 - look.near_m**2)
    # Arcs are inscribed polygons: 1e-4.
    assert area_at(found, 25) == pytest.approx(ring_m2, rel=1e-4)


def test_a_sensor_that_walls_hide_leaves_the_others_their_ground():
    occluders = prepare([EAST], [20.0])
    found = zones(HERE, mast(), occluders, target_height_m=0)
    assert found[0].shape.bounds[2] <= 0.5 + 1e-6
    # Half of the ring, and the strip before the house.
    whole = area_at(zones(HERE, mast(), prepare([]), target_height_m=0), 25)
    assert whole / 2 < area_at(found, 25) < 0.6 * whole


def test_a_mast_that_walls_hide_altogether_is_told_so():
    yard = shapely.box(-20, -20, 20, 20).difference(shapely.box(-1, -1, 1, 1))
    with pytest.raises(BadInput, match="walls hide all"):
        zones(HERE, mast(), prepare([yard], [20.0]), target_height_m=0)


def test_a_mast_inside_a_building_is_told_so():
    with pytest.raises(BadInput, match="inside"):
        zones(HERE, mast(), prepare([shapely.box(-5, -5, 5, 5)], [20.0]), target_height_m=0)


@pytest.mark.parametrize("trait", [{"gate": True}, {"spectrum": "thermal"}])
def test_what_counts_in_no_area_has_no_zone_and_is_no_fault(trait):
    assert zones(HERE, mast(**trait), prepare([]), target_height_m=0) == []


def test_many_masts_are_as_one():
    occluders = prepare([EAST], [20.0])
    poses = [mast(), mast(gate=True), mast(camera_type="panning", sensors=1)]
    many = zones_of_many(np.array([HERE] * 3), poses, occluders, target_height_m=0)
    for pose, found in zip(poses, many, strict=True):
        alone = zones(HERE, pose, occluders, target_height_m=0)
        assert [zone.px_per_m for zone in found] == [zone.px_per_m for zone in alone]
        for zone, same in zip(found, alone, strict=True):
            assert zone.shape.area == pytest.approx(same.shape.area, rel=1e-4)
