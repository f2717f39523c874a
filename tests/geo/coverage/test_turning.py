"""How long a camera looks where: presets by hand, and every overlap against a count over a grid of directions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage.reach import Look, looks
from geo.coverage.turning import apart, dwelling
from geo.model.camera import Preset


def ptz(*presets, **values):
    usual = {
        "camera_type": "panning",
        "height_m": 6.0,
        "bearing_deg": None,
        "tilt_deg": 18.0,
        "hfov_deg": 60.0,
        "sensor_width_px": 1920,
        "sensor_height_px": 1080,
        "presets": list(presets),
    }
    return usual | values


def preset(bearing_deg, share, hfov_deg=None):
    return {"bearing_deg": bearing_deg, "hfov_deg": hfov_deg, "share": share}


def directions(watched, px=25.0):
    return [
        (round(look.bearing_deg, 6), round(look.opening_deg, 6), share) for look, share in watched if px in look.radii_m
    ]


def watched_at(watched, bearing_deg, away_m, px):
    """Return the shares of all sectors that hold a place, by the plain definition of a sector."""
    shares = []
    for look, share in watched:
        aside_deg = abs((bearing_deg - look.bearing_deg + 180) % 360 - 180)
        inside = look.opening_deg >= 360 or aside_deg < look.opening_deg / 2
        if inside and look.near_m < away_m < look.radii_m.get(px, 0.0):
            shares.append(share)
    return shares


def test_a_camera_that_does_not_turn_looks_where_it_looks_all_the_time():
    fixed = ptz(camera_type="fixed", bearing_deg=45.0)
    assert dwelling(fixed, target_height_m=0) == [(look, 1.0) for look in looks(fixed, target_height_m=0)]


def test_a_camera_that_turns_without_presets_gives_each_direction_its_opening_in_the_circle():
    [(look, share)] = dwelling(ptz(), target_height_m=0)
    assert (look.opening_deg, share) == (360, pytest.approx(60 / 360))
    assert [look] == looks(ptz(), target_height_m=0)


def test_presets_apart_keep_their_shares_and_the_rest_of_the_time_counts_nowhere():
    found = dwelling(ptz(preset(90.0, 0.5), preset(270.0, 0.25)), target_height_m=0)
    assert directions(found) == [(90, 60, 0.5), (270, 60, 0.25)]


def test_presets_that_overlap_are_cut_at_their_edges_and_added():
    found = dwelling(ptz(preset(0.0, 0.5), preset(40.0, 0.25)), target_height_m=0)
    assert directions(found) == [(20, 20, 0.75), (50, 40, 0.25), (350, 40, 0.5)]


def test_shares_never_pass_one():
    found = dwelling(ptz(preset(0.0, 0.8), preset(0.0, 0.8)), target_height_m=0)
    assert directions(found) == [(0, 60, 1.0)]


def test_a_preset_that_is_zoomed_in_reaches_farther_for_its_own_share_only():
    found = dwelling(ptz(preset(90.0, 0.5), preset(90.0, 0.25, 15.0)), target_height_m=0)
    near_m, wide_m = 45.0, 1662.77 / 25
    assert watched_at(found, 90.0, near_m, 25.0) == [0.75]
    assert watched_at(found, 90.0, wide_m + 1, 25.0) == [0.25]
    assert watched_at(found, 75.0, near_m, 25.0) == [0.5]
    assert watched_at(found, 75.0, wide_m + 1, 25.0) == []


def test_presets_may_be_values_of_the_model():
    told = ptz(Preset(bearing_deg=90, share=0.5))
    assert dwelling(told, target_height_m=0) == dwelling(ptz(preset(90.0, 0.5)), target_height_m=0)


def test_presets_of_a_camera_that_does_not_turn_say_nothing():
    fixed = ptz(preset(90.0, 0.5), camera_type="fixed", bearing_deg=0.0)
    assert directions(dwelling(fixed, target_height_m=0)) == [(0, 60, 1.0)]


def test_sensors_that_overlap_see_their_ground_once():
    mast = ptz(camera_type="fixed", bearing_deg=0.0, hfov_deg=100.0, sensors=4, spread_deg=360.0)
    found = dwelling(mast, target_height_m=0)
    assert {share for _, share in found} == {1.0}
    assert sum(look.opening_deg for look, _ in found) == pytest.approx(360)


@pytest.mark.parametrize("trait", [{"gate": True}, {"spectrum": "thermal"}])
def test_what_counts_in_no_area_dwells_in_none(trait):
    assert dwelling(ptz(preset(90.0, 0.5), **trait), target_height_m=0) == []


SECTORS = st.builds(
    lambda bearing_deg, opening_deg, near_m, depths: Look(
        bearing_deg,
        opening_deg,
        near_m,
        # Denser ends nearer, as everywhere.
        dict(zip((25.0, 62.5, 125.0), sorted((near_m + depth for depth in depths), reverse=True), strict=False)),
    ),
    bearing_deg=st.integers(0, 359).map(float),
    opening_deg=st.integers(2, 180).map(lambda half: 2.0 * half),
    near_m=st.integers(0, 20).map(float),
    depths=st.lists(st.integers(1, 60), min_size=1, max_size=3),
)


@given(watched=st.lists(st.tuples(SECTORS, st.sampled_from([0.1, 0.25, 0.5, 1.0])), max_size=5))
def test_every_place_has_the_sum_of_its_shares_once(watched):
    found = apart(watched)
    # Half degrees and half metres lie on no edge: all edges are whole.
    for bearing_deg in (0.5, 37.5, 90.5, 123.5, 180.5, 251.5, 300.5, 359.5):
        for away_m in (0.5, 7.5, 19.5, 33.5, 61.5):
            for px in (25.0, 62.5, 125.0):
                expected = min(sum(watched_at(watched, bearing_deg, away_m, px)), 1.0)
                told = watched_at(found, bearing_deg, away_m, px)
                assert len(told) <= 1
                assert sum(told) == pytest.approx(expected, abs=1e-9)


@given(
    presets=st.lists(
        st.tuples(st.floats(0, 359.9), st.sampled_from([None, 15.0, 40.0, 90.0]), st.floats(0.01, 1)),
        min_size=1,
        max_size=5,
    ),
    bearing_deg=st.floats(0, 360),
    away_m=st.floats(0.1, 300),
)
def test_what_is_watched_lies_within_what_can_be_watched(presets, bearing_deg, away_m):
    camera = ptz(*[preset(bearing, share, opening) for bearing, opening, share in presets])
    effective = dwelling(camera, target_height_m=0)
    assert all(0 < share <= 1 for _, share in effective)
    potential = [(look, 1.0) for look in looks(camera, target_height_m=0)]
    for px in (25.0, 250.0):
        told = watched_at(effective, bearing_deg, away_m, px)
        # Slices are cut at edges that carry the rounding of angles: on an edge itself nothing is told.
        assert len(told) <= 1 or math.isclose(sum(told), max(told))
        assert not told or watched_at(potential, bearing_deg, away_m, px)
