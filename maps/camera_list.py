"""The planner's list of cameras: searched, put in an order and read page by page, however many there are."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from geo.city import City
from geo.errors import BadInput
from geo.storage.store import Store
from layers.base import LayerQuery
from layers.gate import read
from maps import page as drawn
from maps.words import Words

ROWS = 50
#: By what the list can be put in order: properties of the layer, the minus for the largest first.
ORDERS = ("-area_m2", "area_m2", "name", "-name", "kind", "-kind", "operator", "-operator")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see of the list.

    Attributes
    ----------
    q
        Words that names, operators and systems must hold.
    kind
        The kind of camera; any if empty.
    sort
        One of ``ORDERS``.
    page
        Counted from 1.
    """

    q: str = ""
    kind: str = ""
    sort: str = ORDERS[0]
    page: int = 1

    @property
    def asked(self) -> bool:
        """Tell whether it is anything but the beginning of the whole list."""
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class CameraList:
    """A page of the list.

    Attributes
    ----------
    wanted
        What is shown; its page is one that there is.
    rows
        The cameras of the page.
    matched, of
        How many cameras match, and how many there are in all.
    kinds
        The names of the kinds of cameras that there may be.
    address
        The address of the page without what is wanted.
    systems
        How many cameras each system has; none where the register names no two.
    """

    wanted: Wanted
    rows: list[dict[str, Any]]
    matched: int
    of: int
    kinds: dict[str, str]
    address: dict[str, str]
    systems: dict[str, int]

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, math.ceil(self.matched / ROWS))

    @property
    def first(self) -> int:
        """The number of the first camera that is shown; 0 if none is."""
        return (self.wanted.page - 1) * ROWS + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last one."""
        return (self.wanted.page - 1) * ROWS + len(self.rows)

    def at(self, page: int) -> str:
        """Return the address of another page."""
        return self._address(replace(self.wanted, page=page))

    def by(self, name: str) -> str:
        """Return the address of the list by a property; by the one that it is in order by, the other way round."""
        rising, falling = name, f"-{name}"
        first, second = (falling, rising) if name == "area_m2" else (rising, falling)
        return self._address(replace(self.wanted, sort=second if self.wanted.sort == first else first, page=1))

    def sorted(self, name: str) -> str | None:
        """Return how the list is in order by a property, as ``aria-sort`` tells it."""
        return {name: "ascending", f"-{name}": "descending"}.get(self.wanted.sort)

    def _address(self, wanted: Wanted) -> str:
        told = {name: str(getattr(wanted, name)) for name in ("q", "kind", "sort", "page")}
        return "?" + urlencode(self.address | {name: value for name, value in told.items() if value}) + "#cameras"


def camera_list(
    store: Store, city: City, words: Words, wanted: Wanted, *, edition: str, level: str, profile: str | None
) -> CameraList:
    """Return a page of the cameras with what each sees at a level; beyond the last page, the last one.

    Raises
    ------
    BadInput
        If the list cannot be put in such an order; the message names the choices.
    """
    if wanted.sort not in ORDERS:
        raise BadInput(
            "A list of cameras can be sorted by {choices}, not {given!r}.",
            choices=", ".join(ORDERS),
            given=wanted.sort[:40],
        )
    equal = {"norm_edition": edition, "level": level} | ({"kind": wanted.kind} if wanted.kind else {})
    order = (wanted.sort.lstrip("-"), wanted.sort.startswith("-"))
    query = LayerQuery(equal=equal, words=wanted.q, order=order, limit=ROWS, offset=(max(wanted.page, 1) - 1) * ROWS)
    found = read("camera-views", query, store, city)
    page = min(max(wanted.page, 1), max(1, math.ceil(found.number_matched / ROWS)))
    if page != max(wanted.page, 1):
        found = read("camera-views", replace(query, offset=(page - 1) * ROWS), store, city)
    kinds = {key: words.of(kind.words) for key, kind in city.camera_kinds.items()}
    return CameraList(
        replace(wanted, page=page),
        [_row(words, row, kinds) for row in found.frame.to_dict("records")],
        found.number_matched,
        store.count("cameras"),
        kinds,
        {"lang": words.language, "edition": edition, "level": level} | ({"profile": profile} if profile else {}),
        _systems(store, city, edition=edition, level=level),
    )


def listing(words: Words, shown: CameraList, *, edition: str, level: str) -> drawn.Tool:
    """Return what fetches further pages of the list without loading the whole page."""
    return drawn.Tool(
        "cameraList",
        {
            "rows": ROWS,
            "query": {"norm_edition": edition, "level": level},
            "address": shown.address,
            "kinds": shown.kinds,
            "words": {
                "shown": words("{first} to {last} of {n}", first="{first}", last="{last}", n="{n}"),
                "none": words("No camera matches."),
                "of_page": words("page {page} of {pages}", page="{page}", pages="{pages}"),
                "all_round": words("all round"),
                "failed": words("The list could not be fetched. Please try again."),
            },
        },
    )


def _systems(store: Store, city: City, *, edition: str, level: str) -> dict[str, int]:
    cameras = read("camera-views", LayerQuery(equal={"norm_edition": edition, "level": level}), store, city).frame
    counts = cameras["system"].value_counts()
    return {str(name): int(count) for name, count in counts.items()} if len(counts) > 1 else {}


def _row(words: Words, row: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
    def told(name: str, unit: str, digits: int = 0) -> str:
        if row[name] is None or row[name] != row[name]:
            return "–"
        return f"{words.number(row[name], digits=digits)}{unit}{_guess(row, name)}"

    turns = row["camera_type"] != "fixed"
    return {
        "fid": row["camera"],
        "at": f"{row['geometry'].x:.6f},{row['geometry'].y:.6f}",
        "name": row["name"],
        "area_m2": told("area_m2", ""),
        "kind": kinds.get(row["kind"], "–") + _guess(row, "kind"),
        "operator": row["operator"] if isinstance(row["operator"], str) else "–",
        "bearing": words("all round") if turns else told("bearing_deg", "°"),
        "height": told("height_m", "\N{NO-BREAK SPACE}m", 1),
    }


def _guess(row: dict[str, Any], name: str) -> str:
    """Return the mark of a value that no source gives."""
    return "*" if name in (row["assumed"] or ()) else ""
