"""Places are named by the line that has the most metres in them."""

from __future__ import annotations

import numpy as np
import shapely

from geo.geometry.naming import longest_within

SQUARES = shapely.box([0, 100, 200], 0, [100, 200, 300], 100)


def named(lines, names):
    return longest_within(SQUARES, np.array(lines, dtype=object), np.array(names, dtype=object)).tolist()


def test_the_longest_line_within_a_place_names_it():
    long = shapely.LineString([(0, 10), (160, 10)])
    short = shapely.LineString([(60, 50), (190, 50)])
    assert named([long, short], ["Długa", "Krótka"]) == ["Długa", "Krótka", None]


def test_the_pieces_of_one_name_are_added_up():
    whole = shapely.LineString([(0, 10), (70, 10)])
    pieces = [shapely.LineString([(0, y), (40, y)]) for y in (30, 60)]
    assert named([whole, *pieces], ["Długa", "Krótka", "Krótka"])[0] == "Krótka"


def test_lines_without_a_name_count_for_nothing():
    unnamed = shapely.LineString([(0, 10), (300, 10)])
    short = shapely.LineString([(250, 0), (250, 5)])
    assert named([unnamed, short], [None, "Krótka"]) == [None, None, "Krótka"]
    assert named([unnamed], [None]) == [None, None, None]


def test_without_lines_there_are_no_names():
    assert named([], []) == [None, None, None]


def test_without_places_there_is_nothing_to_name():
    lines = np.array([shapely.LineString([(0, 0), (1, 1)])], dtype=object)
    assert longest_within(np.empty(0, dtype=object), lines, np.array(["a"], dtype=object)).tolist() == []
