"""What a map's signs mean; each entry of the legend turns its layer on and off."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from maps.words import Words

#: From the coarsest level of image quality to the finest; the same colours stand in czujka.js.
RAMP = ("#D9F0E8", "#A6DBCB", "#66BFAE", "#2F9788", "#0B5F57")
_CAMERA = Markup('<path d="M13 9 7 1h12z" fill="#005A9C"/><circle cx="13" cy="11" r="3.5" fill="#005A9C"/>')
_DOME = Markup(
    '<circle cx="13" cy="8" r="6.5" fill="#fff" stroke="#005A9C" stroke-width="1.5"/>'
    '<circle cx="13" cy="8" r="3.2" fill="#005A9C"/>'
)


@dataclass(frozen=True, slots=True)
class Swatch:
    """One sign and what it means."""

    drawing: Markup
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend.

    Attributes
    ----------
    toggle
        The kind of drawing that the entry turns on and off; none for a sign that is always there.
    """

    label: str
    swatches: tuple[Swatch, ...]
    toggle: str | None = None
    shown: bool = True


def box(fill: str, *, stroke: str = "#8A8F98", dashed: bool = False) -> Markup:
    """Return a filled rectangle."""
    dash = Markup(' stroke-dasharray="3 3"') if dashed else Markup("")
    return Markup(
        '<rect x="1" y="1" width="24" height="14" rx="2" fill="{}" stroke="{}" stroke-width="0.8"{}/>'
    ).format(fill, stroke, dash)


def line(stroke: str, *, dashed: bool = False) -> Markup:
    """Return a line."""
    dash = Markup(' stroke-dasharray="5 4"') if dashed else Markup("")
    return Markup('<line x1="1" y1="8" x2="25" y2="8" stroke="{}" stroke-width="2"{}/>').format(stroke, dash)


def planner_legend(words: Words, levels: dict[str, str], densities: dict[str, float], level: str) -> list[Entry]:
    """Return the legend of the planner's map.

    Parameters
    ----------
    levels
        The levels that are drawn with their names, coarsest first.
    densities
        Pixels per metre of each level.
    level
        The level at which gaps are shown.
    """
    _ = words
    ramp = tuple(
        Swatch(box(colour), f"{name} {words.number(densities[key], digits=1).removesuffix(',0').removesuffix('.0')}")
        for colour, (key, name) in zip(RAMP, levels.items(), strict=False)
    )
    return [
        Entry(_("Seen, px per metre:"), ramp, toggle="coverage"),
        Entry(_("Gap:"), (Swatch(box("url(#hatch-gap)", stroke="#C2410C"), _("not seen at {level}", level=levels[level])),), toggle="gaps"),
        Entry(_("Cameras:"), (Swatch(_CAMERA, _("fixed")), Swatch(_DOME, _("turning"))), toggle="cameras"),
        Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas"),
        Entry(_("Street lamps"), (Swatch(Markup('<circle cx="13" cy="8" r="4" fill="#FFE08A" stroke="#7A5C00"/>'), ""),), toggle="lamps", shown=False),
    ]  # fmt: skip


def patrol_legend(words: Words, evidence: dict[str, str]) -> list[Entry]:
    """Return the legend of the patrol coordinator's map."""
    _ = words
    fills = {"certain": "#B13F3F", "probable": "#F59B6C", "uncertain": "url(#hatch-warm)"}
    classes = tuple(Swatch(box(fill, stroke="#7F2A2A"), evidence[key]) for key, fill in fills.items())
    number = Markup(
        '<text x="13" y="12" text-anchor="middle" font-size="11" font-weight="600" fill="#1F2933">12</text>'
    )
    return [
        Entry(_("Hotspot of incidents:"), classes, toggle="hotspots"),
        Entry(_("Number of incidents"), (Swatch(number, ""),), toggle="counts", shown=False),
        Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas"),
    ]


def reports_legend(words: Words, bands: tuple[str, ...]) -> list[Entry]:
    """Return the legend of the map of reported places."""
    depths = dict(zip(("5-9", "10-19", "20-49", "50+"), ("#D9CEE8", "#BBA8D6", "#9C82C0", "#7A5AAC"), strict=True))
    swatches = tuple(Swatch(box(depths[band], stroke="#4B2E83", dashed=True), band.replace("-", "–")) for band in bands)
    return [Entry(words("Reports in a square (approximate):"), swatches, toggle="reports")]
