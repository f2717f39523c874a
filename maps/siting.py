"""Where to put the next cameras? The planner's page: wishes, the search as it goes on, plans beside each other, reasons."""

from __future__ import annotations

from typing import Any, get_args

import geopandas as gpd
import numpy as np

from geo.analyses.alternatives import choices, measured
from geo.analyses.inputs import SITING
from geo.city import City
from geo.coverage.image_quality import EDITIONS
from geo.model.plan import KeptPlan, OptionKind
from geo.profile.siting import Host
from geo.siting.problem import OBJECTIVES
from geo.storage import plans
from geo.storage.store import Store
from layers.base import Audience, BBox, LayerQuery
from layers.gate import read
from maps import siting_words as told
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items, windowed
from maps.legend import siting_legend
from maps.page import Drawing, MapParts, Tool
from maps.render import Rendered, render
from maps.words import Words

#: So many plans stand beside each other, and so many hotspots are told with what else could be done there.
BESIDE, HOTSPOTS = 5, 8
#: How far the map reaches beyond the points of a plan, degrees of longitude; of latitude half as far.
ROOM_DEG = 0.002


def siting_page(
    store: Store, city: City, words: Words, *, audience: Audience, plan: int | None = None, sheet: bool = False
) -> Rendered:
    """Return the page that answers where to put the next cameras.

    Parameters
    ----------
    plan
        The plan that is shown; the newest unless told.
    sheet
        Only what a council reads: the plan, its map, its points and costs.

    Raises
    ------
    NotFound
        If there is no such plan.
    """
    title = words("Where to put the next cameras?")
    bounds = extent(store, city)
    if bounds is None or not store.count("cameras") or not store.count("streets"):
        return empty_page(title, words, city, page="siting", empty=_next_step(city, words))
    with store.connection() as connection:
        kept = plans.listed(connection)
        gone = plans.listed(connection, taken_away=True)
        shown = plans.get(connection, plan) if plan is not None else (kept[0] if kept else None)
    query = {} if plan is None else {"plan": str(plan)}
    facts = _of_plan(store, city, words, shown, audience) if shown else {"shown": None}
    return render(
        "siting_sheet.html" if sheet else "siting.html",
        words,
        city,
        page="siting",
        query=query | ({"sheet": "true"} if sheet else {}),
        title=title,
        may_act=audience == Audience.PLANNER,
        form=form(store, city, words, shown, audience),
        kept=[{"id": one.id, "name": _name(words, city, one)} for one in kept],
        gone=[{"id": one.id, "name": _name(words, city, one)} for one in gone[:3]],
        beside=_beside(words, city, kept, shown),
        map=_map(store, city, words, facts.get("around") or bounds, shown, sheet=sheet),
        legend=siting_legend(words, sheet=sheet),
        ribbon=words("synthetic data") if shown and shown.synthetic else None,
        source_line=_source_line(words, city, shown),
        **({"answer": words("No plan has been made yet. Say what may be spent, and start.")} | facts),
    )


def _next_step(city: City, words: Words) -> Empty:
    return Empty(
        words("A plan needs areas, cameras, buildings and streets, and some of them are not there yet."),
        words("Import them, then reload this page:"),
        [f"czujka import {family} FILE --city {city.id}" for family in ("areas", "cameras", "buildings", "streets")],
    )


def _name(words: Words, city: City, plan: KeptPlan) -> str:
    return plan.name or words("Plan of {when}", when=words.moment(plan.made_at, city.zone))


def _of_plan(store: Store, city: City, words: Words, plan: KeptPlan, audience: Audience) -> dict[str, Any]:
    """Return all that the templates tell of a plan."""
    sites = read("siting-sites", LayerQuery(equal={"plan": plan.id}, audience=audience), store, city).frame
    hot = read("hotspots", LayerQuery(audience=audience), store, city).frame
    hot = hot[hot["evidence"].isin(["certain", "probable"])].head(HOTSPOTS) if "evidence" in hot else hot.iloc[:0]
    return {
        "shown": plan,
        "name": _name(words, city, plan),
        "answer": told.answer(words, plan),
        "stale": plan.inputs_digest != store.digest(SITING),
        "why_not": told.why_not(words, plan.summary),
        "sites": _sites(words, city, sites, _masks(store, city, words, plan, audience)),
        "areas": told.areas(words, plan),
        "budgets": told.budgets(words, plan),
        "fairness": told.fairness(words, plan),
        "demand": told.demand(words, plan),
        "ledger": told.ledger(words, plan),
        "private": plan.summary["private"],
        "alternatives": told.alternatives(words, choices(store, city, sites, hot)),
        "around": _around(sites),
        "effects": told.effects(words, measured(store)),
        "method": _method(words, city, plan),
    }


def _around(sites: gpd.GeoDataFrame) -> BBox | None:
    """Return the box of all points of a plan, with some room for what they see; none where there is no point."""
    if sites.empty:
        return None
    west, south, east, north = sites.total_bounds.tolist()
    return west - ROOM_DEG, south - ROOM_DEG / 2, east + ROOM_DEG, north + ROOM_DEG / 2


def _masks(store: Store, city: City, words: Words, plan: KeptPlan, audience: Audience) -> dict[int, str]:
    """Return by the number of a point which masks it needs."""
    frame = read("siting-masks", LayerQuery(equal={"plan": plan.id}, audience=audience), store, city).frame
    return {
        int(n): words.count("{n} proposed mask hides {m2} of private ground.", "{n} proposed masks hide {m2} of private ground.", len(mine), m2=words.area(float(mine.sum())))
        for n, mine in frame.groupby("n")["hides_m2"]
    }  # fmt: skip


def _sites(words: Words, city: City, frame: gpd.GeoDataFrame, masks: dict[int, str]) -> list[dict[str, Any]]:
    rows = frame.drop(columns=frame.geometry.name).replace({np.nan: None}).to_dict("records")
    return [
        {
            "n": row["n"],
            "fid": fid,
            "ref": row["ref"],
            "site_ref": row["site_ref"],
            "at": f"{place.x:.6f},{place.y:.6f}",
            "name": row["name"] or words("way without a name"),
            "area": row["area_name"],
            "what": told.what(words, city, row),
            "cost": told.pln(words, row["cost_grosze"]),
            "cost_value": row["cost_grosze"],
            "share": told.share(words, row["adds_share"] or 0),
            "share_value": row["adds_share"] or 0,
            "reason": told.reason(words, row),
            "rival": told.rival(words, row),
            "masks": masks.get(int(row["n"]), ""),
            "locked": bool(row["locked"]),
        }
        for fid, row, place in zip(frame.index, rows, frame.geometry, strict=True)
    ]


def _beside(words: Words, city: City, kept: list[KeptPlan], shown: KeptPlan | None) -> dict[str, Any] | None:
    """Return the newest plans side by side, the one that is shown among them."""
    chosen = kept[:BESIDE]
    if shown is not None and shown not in chosen:
        chosen = [*chosen[: BESIDE - 1], shown]
    if len(chosen) < 2:
        return None
    heads = [{"id": one.id, "name": _name(words, city, one), "shown": one == shown} for one in chosen]
    return {"heads": heads, "rows": told.compared(words, chosen)}


def form(store: Store, city: City, words: Words, shown: KeptPlan | None, audience: Audience) -> dict[str, Any]:
    """Return what the form of wishes offers, filled in as the plan that is shown was asked for."""
    rules = city.siting
    wished = dict(shown.wishes) if shown else {}
    areas = read("areas", LayerQuery(equal={"kind": city.report_by}, audience=audience), store, city).frame
    able = {key: kind for key, kind in city.camera_kinds.items() if key in rules.device_grosze}
    edition = wished.get("norm_edition") or city.norm_edition
    return {
        "budget_pln": wished.get("budget_grosze", 20_000_000) / 100,
        "programmes": {key: words.of(one.words) for key, one in rules.programmes.items()},
        "programme": wished.get("programme"),
        "objectives": words.names("objective", OBJECTIVES),
        "objective": wished.get("objective", "cover"),
        "share": round(100 * wished.get("share", 0.5)),
        "camera_kinds": {key: words.of(kind.words) for key, kind in able.items()},
        "prices": {key: told.pln(words, rules.device_grosze[key]) for key in able},
        "kinds": wished.get("camera_kinds") or list(rules.kinds),
        "caps": [(kind, words.name("option_kind", kind), wished.get("caps", {}).get(kind)) for kind in get_args(OptionKind)],
        "weights": [(k, words.name("demand", k), (wished.get("weights") or rules.weights).get(k, 0)) for k in rules.weights],
        "editions": {name: [(level.name, words.name("level", level.name)) for level in one.levels[:5]] for name, one in EDITIONS.items()},
        "edition": edition,
        "level": wished.get("level") or city.level,
        "after_dark": wished.get("after_dark", False),
        "turning": wished.get("turning", False),
        "off_private": wished.get("off_private", True),
        "hosts": words.names("host", get_args(Host)),
        "hosts_chosen": wished.get("hosts") or list(rules.hosts),
        "areas": [(ref, name, wished.get("area_minimum", {}).get(ref)) for ref, name in zip(areas["ref"], areas["name"], strict=True)],
        "privacy_total_m2": wished.get("privacy_total_m2"),
        "time_limit_s": round(wished.get("time_limit_s", 60)),
        "night_known": store.result("night") is not None,
    }  # fmt: skip


def _map(store: Store, city: City, words: Words, bounds: Any, shown: KeptPlan | None, *, sheet: bool) -> MapParts:
    page = ground_map(bounds, store, closer=shown is None)
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    page.add(Drawing("cameras", items("cameras"), rows="none", **windowed(store.count("cameras") * 5)))
    if shown is not None:
        page.add(Drawing("sitingViews", items("siting-views", plan=shown.id)))
        if not sheet:
            page.add(Drawing("sitingMasks", items("siting-masks", plan=shown.id)))
            page.add(Drawing("sitingAdds", items("siting-adds", plan=shown.id)))
            page.add(Drawing("sitingCandidates", items("siting-candidates", plan=shown.id)))
        page.add(Drawing("sitingSites", items("siting-sites", plan=shown.id)))
    wished = dict(shown.wishes) if shown else {}
    options = {"locked": wished.get("locked", []), "forbidden": wished.get("forbidden", []), "words": _script(words)}
    page.add(Tool("siting", options))
    return page.parts()


def _script(words: Words) -> dict[str, str]:
    """Return what the script of the page says; %1 to %4 are filled in there."""
    _ = words
    return {
        "reading": _("Reading the city, finding candidates and what each of them would see …"),
        "searching": _("{n} points for {cost} zł see {value}; nothing can see more than {bound} (gap {gap}).", n="%1", cost="%2", value="%3", bound="%4", gap="%5"),
        "spending": _("{n} points for {cost} zł; nothing costs less than {bound} zł (gap {gap}).", n="%1", cost="%2", bound="%4", gap="%5"),
        "first": _("Looking for a first plan …"),
        "explaining": _("The plan is found. Working out its reasons and what another budget would bring …"),
        "waiting": _("Waiting …"),
        "enough": _("Enough: ending with the best plan found …"),
        "dismissed": _("Broken off; nothing was kept."),
        "failed": _("It could not be done:"),
        "pin": _("Pin"),
        "unpin": _("Unpin"),
        "exclude": _("Exclude"),
        "allow": _("Allow again"),
        "changed": _("Pinned: {pinned}, excluded: {excluded}. Compute again to see what changes.", pinned="%1", excluded="%2"),
        "candidate": _("candidate"),
        "adds": _("would add"),
        "point": _("Point"),
        "unknown": _("none yet"),
        "no_kind": _("Please choose at least one kind of camera."),
    }  # fmt: skip


def _method(words: Words, city: City, plan: KeptPlan) -> list[str]:
    _ = words
    rules, size = city.siting, plan.summary["size"]
    return [
        _("What matters is a sum of weights: each source shares its weight among all that it tells of. Points along streets every {step} at the height of a head ({height} m) carry it; an incident or a place counts at the nearest point within {near}.", step=words.length(rules.demand_step_m), height=words.number(rules.target_height_m, digits=1), near=words.length(rules.near_m)),
        _("A point is seen where the exact line of sight between buildings reaches it at the level that is asked for. What cameras that stand see already brings a plan nothing. A camera that turns counts for what it watches at least {share} of the time, unless all its reach was asked for.", share=words.percent(rules.dwell_share)),
        _("Of {found} possible places the {weighed} best by a rough look, at least {apart} apart, were weighed against each other with {options} kinds, bearings and ways to renew what stands. The bound holds among these.", found=words.number(size["found"]), weighed=words.number(size["weighed"]), apart=words.length(rules.spacing_m), options=words.number(size["options"])),
        _("Operator sightings make no demand unless they are given a weight, and what the city's own patrols find never does. Of a threat map only confirmed threats count. Reports of residents count as the public sees them, by squares."),
        _("Prices are assumed until the city puts those of its own tenders into its profile."),
        _("A camera's cost a year is its purchase spread over {years} years and {yearly} of upkeep; a patrol of {patrol} is shared by {stops} stops and comes once a day for a quarter of an hour. Where something was never computed or registered it says so.", years=words.number(rules.life_years), yearly=told.pln(words, rules.yearly_grosze), patrol=told.pln(words, city.patrols.cost_grosze), stops=words.number(city.patrols.stops_at_most)),
    ]  # fmt: skip


def _source_line(words: Words, city: City, shown: KeptPlan | None) -> str:
    if shown is None:
        return city.attribution
    parts = [
        words("Source: {source}", source=", ".join(shown.sources)),
        shown.norm_edition,
        words("computed {when}", when=words.moment(shown.made_at, city.zone)),
    ]
    return " · ".join(parts)
