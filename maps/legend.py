"""What a map's signs mean; each entry of the legend turns its layer on and off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from geo.disclosure import heat
from geo.hotspots import bands
from maps.words import Words

#: From the coarsest level of image quality to the finest; the same colours stand in kinds/cover.js.
RAMP = ("#D9F0E8", "#A6DBCB", "#66BFAE", "#2F9788", "#0B5F57")
#: Shares of streets, from few to many, and the edges between the shades: greys, for colours tell levels.
SHADES = ("#F4F2EE", "#DDE3E8", "#BFCBD5", "#9DB0BF", "#7A93A6")
SHARE_EDGES = (0.05, 0.2, 0.4, 0.6)
#: Bands of density, the densest first; the same colours stand in kinds/hotspots.js.
WARM = ("#7F1D1D", "#B13F3F", "#F59B6C", "#FDE0C5")
#: Heat of reports, the coolest first; the same colours stand in kinds/reports.js.
HEAT = ("#E6DDF2", "#C9B6E0", "#A587C9", "#7E57AE", "#52308A")
_CAMERA = Markup('<path d="M13 9 7 1h12z" fill="#005A9C"/><circle cx="13" cy="11" r="3.5" fill="#005A9C"/>')
_OFF = Markup(
    '<path d="M13 9 7 1h12z" fill="#6B6F76"/><circle cx="13" cy="11" r="3.5" fill="#6B6F76"/>'
    '<line x1="4" y1="15" x2="22" y2="1" stroke="#1F2933" stroke-width="2"/>'
)
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


def planner_legend(
    words: Words, levels: dict[str, str], densities: dict[str, float], level: str, *, from_afar: bool = False
) -> list[Entry]:
    """Return the legend of the planner's map.

    Parameters
    ----------
    levels
        The levels that are drawn with their names, coarsest first.
    densities
        Pixels per metre of each level.
    level
        The level at which gaps are shown.
    from_afar
        Whether areas are shaded by the share of their streets where the whole city is in view.
    """
    _ = words
    ramp = tuple(
        Swatch(box(colour), f"{name} {words.number(densities[key], digits=1).removesuffix(',0').removesuffix('.0')}")
        for colour, (key, name) in zip(RAMP, levels.items(), strict=False)
    )
    return [
        Entry(_("Seen, px per metre:"), ramp, toggle="coverage"),
        *([Entry(_("Streets seen, by area, from afar:"), _shares(words), toggle="shares")] if from_afar else []),
        Entry(_("Gap:"), (Swatch(box("url(#hatch-gap)", stroke="#C2410C"), _("not seen at {level}", level=levels[level])),), toggle="gaps"),
        Entry(_("Cameras:"), (Swatch(_CAMERA, _("fixed")), Swatch(_DOME, _("turning"))), toggle="cameras"),
        Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas"),
        Entry(_("Street lamps"), (Swatch(Markup('<circle cx="13" cy="8" r="4" fill="#FFE08A" stroke="#7A5C00"/>'), ""),), toggle="lamps", shown=False),
    ]  # fmt: skip


def _shares(words: Words) -> tuple[Swatch, ...]:
    edges = [words.percent(edge) for edge in SHARE_EDGES]
    told = [f"< {edges[0]}", *(f"{low} – {high}" for low, high in pairwise(edges)), f"> {edges[-1]}"]
    return tuple(Swatch(box(shade), label) for shade, label in zip(SHADES, told, strict=True))


def patrol_legend(words: Words, evidence: dict[str, str], method: str = "hotspots") -> list[Entry]:
    """Return the legend of the patrol coordinator's map.

    Parameters
    ----------
    method
        What is drawn: hotspots, density, street-density or trend.
    """
    _ = words
    areas = Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas")
    if method == "trend":
        more, fewer = box("#B13F3F", stroke="#7F2A2A"), box("#FFFFFF", stroke="#005A9C", dashed=True)
        told = Swatch(more, words.name("trend", "more")), Swatch(fewer, words.name("trend", "fewer"))
        return [Entry(_("Change beyond chance:"), told, toggle="trend"), areas]
    if method in ("density", "street-density"):
        shares = [words.percent(share) for share in bands.SHARES]
        draw = box if method == "density" else line
        signs = tuple(Swatch(draw(colour), f"≤ {share}") for colour, share in zip(WARM, shares, strict=True))
        toggle = "density" if method == "density" else "streetDensity"
        return [Entry(_("Densest share of the city:"), signs, toggle=toggle), areas]
    fills = {"certain": "#B13F3F", "probable": "#F59B6C", "uncertain": "url(#hatch-warm)"}
    classes = tuple(Swatch(box(fill, stroke="#7F2A2A"), evidence[key]) for key, fill in fills.items())
    number = Markup(
        '<text x="13" y="12" text-anchor="middle" font-size="11" font-weight="600" fill="#1F2933">12</text>'
    )
    thick = Markup('<rect x="3" y="2" width="20" height="12" fill="none" stroke="#1F2933" stroke-width="2.5"/>')
    return [
        Entry(_("Hotspot of incidents:"), (*classes, Swatch(thick, _("stable"))), toggle="hotspots"),
        Entry(_("Number of incidents"), (Swatch(number, ""),), toggle="counts", shown=False),
        areas,
    ]


def siting_legend(words: Words, *, sheet: bool) -> list[Entry]:
    """Return the legend of a siting plan; the sheet for the council has no candidates."""
    _ = words
    point = Markup('<circle cx="13" cy="8" r="6" fill="#fff" stroke="#9A5B00" stroke-width="2.5"/>')
    renewed = Markup(
        '<rect x="7" y="2" width="12" height="12" rx="2" fill="#fff" stroke="#9A5B00" stroke-width="2.5"/>'
    )
    design = Markup(
        '<circle cx="13" cy="8" r="6" fill="#fff" stroke="#9A5B00" stroke-width="2" stroke-dasharray="3 2"/>'
    )
    candidate = Markup(
        '<circle cx="13" cy="8" r="4" fill="#fff" stroke="#005A9C" stroke-width="1.5" stroke-dasharray="2 2"/>'
    )
    adds = Markup('<circle cx="13" cy="8" r="3" fill="#0B5F57"/>')
    points = (Swatch(point, _("new")), Swatch(renewed, _("renewed")), Swatch(design, _("designed only")))
    further = [
        Entry(_("Seen by one point alone"), (Swatch(adds, ""),), toggle="sitingAdds", shown=False),
        Entry(_("Candidates"), (Swatch(candidate, ""),), toggle="sitingCandidates", shown=False),
        Entry(
            _("Proposed masks"),
            (Swatch(box("none", stroke="#1F2933", dashed=True), ""),),
            toggle="sitingMasks",
            shown=False,
        ),
    ]
    return [
        Entry(_("Points of the plan:"), points, toggle="sitingSites"),
        Entry(_("New fields of view"), (Swatch(box("#F3DDB3", stroke="#9A5B00", dashed=True), ""),), toggle="sitingViews"),
        *([] if sheet else further),
        Entry(_("Cameras:"), (Swatch(_CAMERA, _("fixed")), Swatch(_DOME, _("turning"))), toggle="cameras"),
        Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas"),
    ]  # fmt: skip


def survey_legend(words: Words) -> list[Entry]:
    """Return the legend of the survey's map."""
    fills = {"below": "#F59B6C", "above": "#66BFAE", "not told apart": "#FFFFFF", "too few asked": "url(#hatch-path)"}
    signs = tuple(Swatch(box(fill), words.name("standing", key)) for key, fill in fills.items())
    return [Entry(words("Beside the whole city:"), signs, toggle="survey")]


def privacy_legend(words: Words, *, assumed: bool, named: bool) -> list[Entry]:
    """Return the legend of the map of private ground.

    Parameters
    ----------
    assumed
        Whether the ground is only taken to be private.
    named
        Whether the reader is told which camera sees what.
    """
    _ = words
    dots = Markup("").join(
        Markup('<circle cx="{}" cy="{}" r="1.3" fill="#6D4AA3"/>').format(x, y)
        for y in (4, 8, 12)
        for x in range(4 + y % 8 // 2, 24, 6)
    )
    ground = _("private ground, assumed") if assumed else _("private ground")
    one_by_one = [
        Entry(_("Seen:"), (Swatch(box("#A792C8", stroke="#4B2E83"), _("private ground in view")),), toggle="privateSeen"),
        Entry(_("Proposed masks"), (Swatch(box("none", stroke="#1F2933", dashed=True), ""),), toggle="masksProposed"),
    ]  # fmt: skip
    return [
        Entry(_("Private:"), (Swatch(box("#fff") + dots, ground),), toggle="private"),
        *(one_by_one if named else []),
        Entry(_("Masks"), (Swatch(box("#1F2933", stroke="#1F2933"), ""),), toggle="masks"),
        Entry(_("Cameras:"), (Swatch(_CAMERA, _("fixed")), Swatch(_DOME, _("turning"))), toggle="cameras"),
        Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas"),
    ]  # fmt: skip


def outages_legend(words: Words, *, named: bool) -> list[Entry]:
    """Return the legend of the map of cameras out of order.

    Parameters
    ----------
    named
        Whether the reader is told which cameras they are.
    """
    _ = words
    areas = Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas")
    if not named:
        return [Entry(_("Streets seen by working cameras, by area:"), _shares(words), toggle="shares"), areas]
    hatch = box("url(#hatch-gap)", stroke="#C2410C")
    return [
        Entry(_("Out of order:"), (Swatch(_OFF, _("camera, grey with a bar")),), toggle="off"),
        Entry(_("Blinded:"), (Swatch(hatch, _("no working camera sees it")),), toggle="blinded"),
        Entry(_("Working cameras:"), (Swatch(_CAMERA, _("fixed")), Swatch(_DOME, _("turning"))), toggle="cameras", shown=False),
        areas,
    ]  # fmt: skip


def seasons_legend(words: Words) -> list[Entry]:
    """Return the legend of the map of what leaves hide."""
    _ = words
    crown = Markup('<circle cx="13" cy="8" r="6.5" fill="#B9D3AE" stroke="#4E7A43"/>')
    hatch = box("url(#hatch-gap)", stroke="#C2410C")
    return [
        Entry(_("Trees:"), (Swatch(crown, _("crown")),), toggle="crowns"),
        Entry(_("Hidden in summer:"), (Swatch(hatch, _("seen in winter only")),), toggle="leafShade"),
        Entry(_("Cameras behind trees:"), (Swatch(_CAMERA, _("fixed")), Swatch(_DOME, _("turning"))), toggle="leafyCameras"),
        Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas"),
    ]  # fmt: skip


def night_legend(words: Words, level: str, *, from_afar: bool = False) -> list[Entry]:
    """Return the legend of the map of light.

    Parameters
    ----------
    level
        Name of the level at which cameras are shown.
    from_afar
        Whether areas are shaded by their share from afar.
    """
    _ = words
    on = Markup('<circle cx="13" cy="8" r="4.5" fill="#FFD54A" stroke="#5C4400" stroke-width="1.2"/>')
    off = Markup(
        '<circle cx="13" cy="8" r="4" fill="#fff" stroke="#52606D" stroke-width="1.5"/><path d="M8 13 18 3" stroke="#52606D" stroke-width="1.5"/>'
    )
    return [
        *([Entry(_("Streets seen, by area, from afar:"), _shares(words), toggle="shares")] if from_afar else []),
        Entry(_("Seen in the dark:"), (Swatch(box("#2F9788", stroke="#0B5F57"), level),), toggle="nightCover"),
        Entry(_("Seen by day only:"), (Swatch(box("#D9F0E8", stroke="#66BFAE", dashed=True), level),), toggle="dayCover"),
        Entry(_("Dark street:"), (Swatch(box("url(#hatch-dark)", stroke="#312E5F"), _("no lamp lights it")),), toggle="dark"),
        Entry(_("Lit ground"), (Swatch(box("#FFEFB8", stroke="#B98900"), ""),), toggle="lit"),
        Entry(_("Street lamps:"), (Swatch(on, _("on")), Swatch(off, _("off"))), toggle="lampsOnOff", shown=False),
        Entry(_("Cameras:"), (Swatch(_CAMERA, _("fixed")), Swatch(_DOME, _("turning"))), toggle="cameras"),
        Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas"),
    ]  # fmt: skip


def reports_legend(words: Words, bands: tuple[str, ...], *, smoothed: bool = True) -> list[Entry]:
    """Return the legend of a map of reported places, with or without the heat made of its squares."""
    depths = dict(zip(("5-9", "10-19", "20-49", "50+"), ("#D9CEE8", "#BBA8D6", "#9C82C0", "#7A5AAC"), strict=True))
    swatches = tuple(Swatch(box(depths[band], stroke="#4B2E83", dashed=True), band.replace("-", "–")) for band in bands)
    least = zip(heat.LEVELS, HEAT, strict=True)
    levels = tuple(Swatch(box(fill, stroke=fill), words("from {n}", n=words.number(n))) for n, fill in least)
    squares = Entry(words("Reports in a square (approximate):"), swatches, toggle="reports")
    told = words("Heat, smoothed from these squares (reports a km²):")
    return [squares, Entry(told, levels, toggle="reportHeat", shown=False)] if smoothed else [squares]


def correction_legend(words: Words) -> list[Entry]:
    """Return the legend of the map on which a reporter corrects a place."""
    before = Markup(
        '<circle cx="13" cy="8" r="6.5" fill="#4B5563" fill-opacity="0.15" stroke="#4B5563" stroke-width="2"'
        ' stroke-dasharray="3 2"/>'
    )
    after = Markup(
        '<circle cx="13" cy="8" r="6" fill="#005A9C" fill-opacity="0.25" stroke="#005A9C" stroke-width="2"/>'
    )
    return [Entry("", (Swatch(before, words("where it is now")), Swatch(after, words("where you put it"))))]


def moderation_legend(states: Mapping[str, tuple[str, str]]) -> list[Entry]:
    """Return the legend of the map of those who handle reports.

    Parameters
    ----------
    states
        Sign and name of each state.
    """
    swatches = tuple(
        Swatch(
            Markup('<text x="13" y="13" text-anchor="middle" font-size="15" fill="#1F2933">{}</text>').format(mark),
            name,
        )
        for mark, name in states.values()
    )
    return [Entry("", swatches)]  # fmt: skip


def plan_legend(words: Words, evidence: dict[str, str], minutes: list[int], *, has_plan: bool) -> list[Entry]:
    """Return the legend of a plan of patrols.

    Parameters
    ----------
    minutes
        For which minutes a reach is drawn; none where none is known.
    has_plan
        Whether there are ways and stops.
    """
    _ = words
    fills = {"certain": "#B13F3F", "probable": "#F59B6C", "uncertain": "url(#hatch-warm)"}
    classes = tuple(Swatch(box(fill, stroke="#7F2A2A"), evidence[key]) for key, fill in fills.items())
    stop = Markup(
        '<circle cx="13" cy="8" r="7" fill="#005A9C" stroke="#fff"/>'
        '<text x="13" y="11.5" text-anchor="middle" font-size="9" font-weight="700" fill="#fff">A1</text>'
    )
    strokes = ("#3D7A1F", "#7A9A1F", "#B8A92E", "#C9C08A")
    reached = tuple(
        Swatch(Markup('<line x1="1" y1="8" x2="25" y2="8" stroke="{}" stroke-width="4"/>').format(stroke), f"{n} min")
        for n, stroke in zip(minutes, strokes, strict=False)
    )
    plan = (Swatch(line("#005A9C"), _("way")), Swatch(stop, _("stop")))
    return [
        *([Entry(_("Patrols:"), plan, toggle="plan")] if has_plan else []),
        Entry(_("Hotspot of incidents:"), classes, toggle="hotspots"),
        *([Entry(_("Reach of bases by car:"), reached, toggle="reach", shown=False)] if reached else []),
        Entry(_("Areas"), (Swatch(line("#52606D", dashed=True), ""),), toggle="areas"),
    ]
