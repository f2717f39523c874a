"""One shift on paper and on a phone: map, order, times, reasons, help points, in one file that needs no network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from markupsafe import Markup

from geo.analyses.patrol_rounds import begins, shift_of
from geo.city import City
from geo.model.patrol import Round, ShiftPlan, Stop
from geo.storage.duties import Duty
from geo.storage.store import Store
from layers.base import Audience
from maps.patrol_drawing import drawing
from maps.patrol_words import clock, money, place_name, reason
from maps.render import Rendered, render
from maps.words import Words

_GPX = "http://www.topografix.com/GPX/1/1"


@dataclass(frozen=True, slots=True)
class Told:
    """One stop of a round, in words.

    Attributes
    ----------
    label
        The letter of its patrol and its number, such as ``A3``: told apart in black and white.
    """

    label: str
    place: str
    ref: str
    begins: str
    ends: str
    minutes: int
    why: tuple[str, ...]
    pinned: bool
    lon: float
    lat: float


def letter(at: int) -> str:
    """Return the letter of a patrol.

    Examples
    --------
    >>> letter(0), letter(2)
    ('A', 'C')
    """
    return chr(ord("A") + at)


def told_rounds(plan: ShiftPlan, city: City, words: Words) -> list[dict[str, Any]]:
    """Return the rounds of a plan in words, each with its stops."""
    start = begins(city, shift_of(city, plan.shift), plan.day)
    return [
        {
            "letter": letter(at),
            "kind": words.name("patrol", one.kind),
            "leaves": clock(start, one.leaves_s, city.zone),
            "back": clock(start, one.back_s, city.zone),
            "length": words.length(one.length_m),
            "stops": [
                _told(plan, stop, f"{letter(at)}{number}", start, city, words)
                for number, stop in enumerate(one.stops, start=1)
            ],
        }
        for at, one in enumerate(plan.rounds)
    ]


def sheet_page(
    store: Store, city: City, words: Words, kept: Duty, plan: ShiftPlan, *, audience: Audience, file: bool = False
) -> Rendered:
    """Return the sheet of a shift.

    Parameters
    ----------
    kept
        The plan as it is kept: its number, who made it and when.
    file
        Whether it is to be taken away as one file: then it has no links.
    """
    shift = shift_of(city, plan.shift)
    start = begins(city, shift, plan.day)
    told = told_rounds(plan, city, words)
    pictures = drawing(store, city, plan, audience=audience)
    return render(
        "patrol_sheet.html",
        words,
        city,
        page="patrol",
        title=words("Sheet of the shift"),
        day=words.day(start, city.zone),
        shift=words.of(shift.words),
        hours=f"{clock(start, 0, city.zone)}–{clock(start, round(3600 * shift.hours), city.zone)}",
        # Markup: the drawing is made of numbers and of labels that are escaped.
        rounds=[(one, Markup(drawn)) for one, drawn in zip(told, pictures.rounds, strict=True)],  # noqa: S704
        ground=Markup(pictures.ground),  # noqa: S704
        left_out=[place_name(plan.place(ref), words) for ref in plan.left_out],
        base=plan.base[0] or words("middle of the streets (assumed)"),
        number=kept.id,
        made=words.moment(kept.made_at, city.zone),
        made_by=kept.made_by,
        cost=money(len(plan.rounds) * city.patrols.cost_grosze, words),
        synthetic=kept.synthetic,
        file=file,
    )


def gpx(plan: ShiftPlan, city: City, words: Words) -> bytes:
    """Return a plan as GPX 1.1: a way point for each stop, a route and a track for each patrol."""
    ET.register_namespace("", _GPX)
    root = ET.Element(f"{{{_GPX}}}gpx", {"version": "1.1", "creator": "Czujka"})
    start = begins(city, shift_of(city, plan.shift), plan.day)
    told = told_rounds(plan, city, words)
    for one in told:
        for stop in one["stops"]:
            _point(root, "wpt", stop)
    for one, way in zip(told, plan.rounds, strict=True):
        route = ET.SubElement(root, f"{{{_GPX}}}rte")
        _text(route, "name", f"{one['letter']}: {one['kind']}")
        for stop, planned in zip(one["stops"], way.stops, strict=True):
            _point(route, "rtept", stop, when=start + timedelta(seconds=planned.begins_s))
    for one, way in zip(told, plan.rounds, strict=True):
        _track(root, one["letter"], way)
    body: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def geojson(plan: ShiftPlan, city: City, words: Words) -> bytes:
    """Return a plan as GeoJSON: a line for each patrol, a point for each stop."""
    features: list[dict[str, Any]] = []
    for one, way in zip(told_rounds(plan, city, words), plan.rounds, strict=True):
        line = {"type": "LineString", "coordinates": [list(place) for place in way.way]}
        told = {key: one[key] for key in ("letter", "kind", "leaves", "back")} | {"length_m": way.length_m}
        features.append({"type": "Feature", "geometry": line, "properties": told})
        for stop in one["stops"]:
            point = {"type": "Point", "coordinates": [stop.lon, stop.lat]}
            named = {"stop": stop.label, "place": stop.place, "ref": stop.ref, "begins": stop.begins}
            named |= {"minutes": stop.minutes, "why": list(stop.why)}
            features.append({"type": "Feature", "geometry": point, "properties": named})
    body = {"type": "FeatureCollection", "day": plan.day.isoformat(), "shift": plan.shift, "features": features}
    return json.dumps(body, ensure_ascii=False).encode()


def _told(plan: ShiftPlan, stop: Stop, label: str, start: datetime, city: City, words: Words) -> Told:
    place = plan.place(stop.place)
    pinned = (words("Set by hand."),) if place.pinned else ()
    return Told(
        label=label,
        place=place_name(place, words),
        ref=place.ref,
        begins=clock(start, stop.begins_s, city.zone),
        ends=clock(start, stop.begins_s + 60 * stop.minutes, city.zone),
        minutes=stop.minutes,
        why=(*pinned, *(reason(one, words, city) for one in place.reasons)),
        pinned=place.pinned,
        lon=place.lon,
        lat=place.lat,
    )


def _point(parent: ET.Element, name: str, stop: Told, when: datetime | None = None) -> None:
    point = ET.SubElement(parent, f"{{{_GPX}}}{name}", {"lat": f"{stop.lat:.6f}", "lon": f"{stop.lon:.6f}"})
    if when is not None:
        _text(point, "time", when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _text(point, "name", f"{stop.label} {stop.begins} {stop.place}")
    _text(point, "desc", " ".join(stop.why))


def _track(root: ET.Element, name: str, one: Round) -> None:
    track = ET.SubElement(root, f"{{{_GPX}}}trk")
    _text(track, "name", name)
    part = ET.SubElement(track, f"{{{_GPX}}}trkseg")
    for lon, lat in one.way:
        ET.SubElement(part, f"{{{_GPX}}}trkpt", {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})


def _text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, f"{{{_GPX}}}{name}").text = value
