"""A walk is read from GPX; what could harm is refused before anything parses it."""

from __future__ import annotations

import json
import time

import pytest
import shapely

from geo.casework.told_place import MOST_CORNERS
from geo.casework.walk import MOST_BYTES, read_walk
from geo.city import load_city
from geo.errors import BadInput

TORUN = load_city("torun")


def gpx(body: str, space: str = ' xmlns="http://www.topografix.com/GPX/1/1"') -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1"{space}>{body}</gpx>'.encode()


WAYPOINT = '<wpt lat="53.01" lon="18.6"><name>Łazienna</name><desc>ciemno</desc><type>lighting</type></wpt>'


@pytest.mark.parametrize(
    "space", ["", ' xmlns="http://www.topografix.com/GPX/1/0"', ' xmlns="http://www.topografix.com/GPX/1/1"']
)
def test_a_waypoint_becomes_a_place(space) -> None:
    [told] = read_walk(gpx(WAYPOINT, space), TORUN)
    assert told.row == 1
    assert told.fields == {
        "lon": "18.6",
        "lat": "53.01",
        "place_words": "Łazienna",
        "text": "ciemno",
        "category": "lighting",
    }


def test_a_type_of_the_receiver_is_no_category() -> None:
    [told] = read_walk(gpx(WAYPOINT.replace("lighting", "user")), TORUN)
    assert told.fields["category"] == ""


def test_a_track_of_several_parts_becomes_one_route_with_few_corners() -> None:
    points = [f'<trkpt lat="{53 + i * 1e-5:.6f}" lon="{18.6 + 1e-5 * (i % 2):.6f}"/>' for i in range(4000)]
    body = f"<trk><trkseg>{''.join(points[:2000])}</trkseg><trkseg>{''.join(points[2000:])}</trkseg></trk>"
    [told] = read_walk(gpx(body), TORUN)
    line = shapely.from_geojson(told.fields["shape"])
    assert line.geom_type == "LineString"
    assert shapely.get_num_coordinates(line) <= MOST_CORNERS
    assert line.bounds[1] == pytest.approx(53.0, abs=1e-5)
    assert line.bounds[3] == pytest.approx(53.03999, abs=1e-5)
    assert json.loads(told.fields["shape"])["type"] == "LineString"


def test_a_track_that_stands_still_is_no_place_and_one_that_cannot_be_read_is_a_fault_of_its_row() -> None:
    still = '<trk><trkseg><trkpt lat="53" lon="18"/><trkpt lat="53" lon="18"/></trkseg></trk>'
    assert read_walk(gpx(still), TORUN) == []
    [told] = read_walk(gpx('<rte><rtept lat="x" lon="18"/><rtept lat="53" lon="19"/></rte>'), TORUN)
    assert told.fields["shape"] == "?"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]><gpx><wpt lat='53' lon='18'><name>&j;</name></wpt></gpx>"
)
READS_A_FILE = (
    '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><wpt lat="53" lon="18"><name>&x;</name></wpt></gpx>'
)


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS.encode(),
        READS_A_FILE.encode(),
        LAUGHS.replace("DOCTYPE", "doctype").encode(),
        b"\xef\xbb\xbf" + LAUGHS.encode(),
    ],
)
def test_a_document_type_is_refused_before_parsing(content) -> None:
    began = time.perf_counter()
    with pytest.raises(BadInput, match="must not declare a document type"):
        read_walk(content, TORUN)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_encoding_does_not_hide_a_document_type(encoding) -> None:
    with pytest.raises(BadInput, match=r"UTF-8|document type"):
        read_walk(LAUGHS.encode(encoding), TORUN)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "sound XML"),
        (b"lat,lon", "sound XML"),
        (b"<gpx><wpt>", "sound XML"),
        (b"<kml></kml>", "begin with gpx"),
        (b"<gpx></gpx>", "has none"),
        (b"<gpx>&nic;</gpx>", "sound XML"),
        (b"<gpx>" + b" " * MOST_BYTES + b"</gpx>", "at most 4 MB"),
        (b"<gpx>" + b"<a>" * 500_000 + b"</a>" * 70_000, "sound XML"),
    ],
)
def test_what_is_no_walk_is_said_in_words(content, said) -> None:
    with pytest.raises(BadInput, match=said):
        read_walk(content, TORUN)
