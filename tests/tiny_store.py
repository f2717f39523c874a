"""Puts the tiny city into a store, with its results, an edition that was signed and a month that was closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import shapely

from geo.analyses import reports as reports_analysis
from geo.casework import edition
from geo.city import load_city
from geo.model.source import Source
from geo.storage import editions, plans
from geo.storage.store import Store
from tiny_city import (
    CLOSED_AT,
    WHEN,
    WORDS,
    addresses,
    areas,
    around,
    boxes,
    buildings,
    cameras,
    frame_of,
    incidents,
    points,
    refs,
    reported_places,
    reports,
    streets,
    visits,
)
from tiny_results import results, siting_plan


def fill(store: Store, *, more_reports: list[Any] | None = None, signed: bool = True) -> None:
    """Put the tiny city into a store."""
    lamps = frame_of(points(6, 11), ref=refs("l", 6))
    families = {
        "areas": areas(),
        "cameras": cameras(),
        "buildings": buildings(),
        "streets": streets(),
        "lamps": lamps,
        "addresses": addresses(),
        "parcels": frame_of(boxes(4), ref=refs("p", 4), kind=["residential"] * 4),
        "places": frame_of(points(3, 13), ref=refs("q", 3), kind=["school", "stop", "park"], name=[*WORDS[:2], None]),
        "trees": frame_of(points(3, 12), ref=refs("t", 3), height_m=[9.0, None, 4.0], crown_m=[None, 5.0, 3.0]),
        "outages": frame_of([None] * 2, ref=refs("o", 2), camera=refs("cam", 2), off_from=[WHEN] * 2),
        "masks": frame_of(boxes(2), ref=refs("m", 2), camera=refs("cam", 2)),
        "visits": visits(),
        "incidents": incidents(),
        "reports": reports(reported_places() + (more_reports or [])),
    }
    with store.writing() as writing:
        for family, frame in families.items():
            origin = Source(
                family=family,
                name=f"źródło {family}",
                licence="CC BY 4.0",
                synthetic=family == "incidents",
                period_start=WHEN,
                period_end=WHEN + timedelta(days=31),
                imported_at=WHEN,
            )
            writing.add(origin, frame)
    with store.writing() as writing:
        for made in results(store):
            writing.save(made)
        plans.add(writing.connection, siting_plan(store))
    if signed:
        sign_an_edition(store)
    closed = reports_analysis.run(store, load_city("helsinki"), now=CLOSED_AT)
    with store.writing() as writing:
        writing.save(closed)


def sign_an_edition(store: Store) -> None:
    """Keep an edition of three places that both have signed, with one square for the public."""
    rows, places = [], []
    for n, spot in enumerate(around(101985, 26685, 3, seed=4)):
        told = {"near": WORDS[n], "done": "naprawiono", "done_on": "2026-07-09", "outcome": None}
        rows.append({"report": f"tajne-{n}", "salt": "sól", "told": told, "geometry": spot})
        seals = (edition.place_seal(spot, salt="sól"), edition.words_seal(told, salt="sól"))
        places.append(edition.Place(f"tajne-{n}", "lighting", "in_action", "lighting", False, *seals))
    ring = [list(corner) for corner in shapely.box(24.93, 60.16, 24.94, 60.17).exterior.coords]
    square = {"cell": 1, "band": "5-9", "near": WORDS[1], "synthetic": False, "ring": ring}
    public = {"squares": [square], "states": {"in_action": "5-9"}}
    body = {"number": 1, "before": None, "synthetic": False, "places": edition.written(places), "public": public}
    written = edition.canonical(body)
    hashed = edition.sha256(written)
    made = editions.Kept(1, "lato", WHEN, CLOSED_AT, written, hashed, "0" * 64, CLOSED_AT)
    with store.connection(writing=True) as connection:
        editions.issue(connection, made, rows)
        before: list[str] = []
        for role in ("council", "services"):
            digest = edition.signed(hashed, role=role, name="ewa", at=CLOSED_AT, before=before)
            editions.sign(connection, 1, editions.Signature(role, "ewa", digest, CLOSED_AT))
            before.append(digest)
