"""What do the patrols of a shift do, why there, and how much of the year is left?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from markupsafe import Markup

from geo.analyses.patrol_bases import RESPONSE
from geo.analyses.patrol_kept import by_year
from geo.analyses.patrol_rounds import begins
from geo.city import City
from geo.hotspots.significance import EVIDENCE
from geo.model.patrol import ShiftPlan, YearPlan
from geo.storage import duties
from geo.storage.duties import Duty
from geo.storage.store import Store
from layers.base import Audience, LayerQuery
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items
from maps.legend import Entry, plan_legend
from maps.page import Drawing, MapParts, Tool
from maps.patrol_sheet import told_rounds
from maps.patrol_words import clock, money, place_name
from maps.render import Rendered, render
from maps.words import Words

#: How far a day may lie from today.
_FAR = timedelta(days=800)

#: Where fewer streets hang together, the reader is warned: ways are found among these alone.
_TOGETHER = 0.9


def plan_page(
    store: Store,
    city: City,
    words: Words,
    *,
    audience: Audience,
    day: date,
    shift: str,
    wrong: str | None = None,
    done: bool = False,
) -> Rendered:
    """Return the page of a shift's plan.

    Parameters
    ----------
    audience
        A coordinator plans; an auditor reads.
    wrong
        Why nothing was done, in the reader's language.
    done
        Whether something has just been done.
    """
    title = words("What do the patrols of this shift do?")
    bounds = extent(store, city)
    hotspots = read("hotspots", LayerQuery(limit=1, audience=audience), store, city)
    if bounds is None or hotspots.result is None:
        told = words("There are no hotspots yet."), words("Import incidents and streets, then compute them:")
        return empty_page(
            title, words, city, page="patrol", empty=Empty(*told, [f"czujka run hotspots --city {city.id}"])
        )
    with store.connection() as connection:
        kept = duties.current(connection, "shift", day, shift)
        year = duties.current(connection, "year", date(day.year, 1, 1))
    plan = None if kept is None else ShiftPlan.model_validate(kept.body)
    spread = None if year is None else YearPlan.model_validate(year.body)
    told_shift = city.patrols.shifts[shift]
    start = begins(city, told_shift, day)
    crews = by_year(store, city, day, shift, told_shift.crews)
    return render(
        "patrol_plan.html",
        words,
        city,
        page="patrol",
        aspect="plan",
        query={"day": day.isoformat(), "shift": shift},
        title=title,
        answer=_answer(words, city, plan, words.day(start, city.zone), words.of(told_shift.words)),
        day=day.isoformat(),
        shift=shift,
        shifts={name: _shift(words, city, name, day) for name in city.patrols.shifts},
        may_plan=audience == Audience.COORDINATOR,
        kept=kept,
        made=None if kept is None else words.moment(kept.made_at, city.zone),
        plan=plan,
        rounds=[] if plan is None else told_rounds(plan, city, words),
        left_out=[] if plan is None else [place_name(plan.place(ref), words) for ref in plan.left_out],
        others=_others(plan, words),
        crews=[(kind, words.name("patrol", kind), crews.get(kind, 0), most) for kind, most in told_shift.crews.items()],
        year=_year(words, city, spread, day),
        totals=[city.patrols.yearly, city.patrols.yearly_before],
        wrong=wrong,
        done=done,
        reach=_reach(store, city, words, audience),
        assumed=_assumed(words, city, plan),
        map=_map(store, city, words, bounds, plan, audience),
        legend=_legend(words, store, city, audience, has_plan=plan is not None),
        ribbon=words("synthetic data: incidents are made up") if kept is not None and kept.synthetic else None,
        source_line=_source_line(words, city, kept),
    )


def _answer(words: Words, city: City, plan: ShiftPlan | None, day: str, shift: str) -> Markup:
    if plan is None:
        return words.rich("{day}, {shift}: no plan has been made yet.", day=day, shift=shift)
    stops, places = len(plan.stops), len({stop.place for _, stop in plan.stops})
    return words.rich(
        "{day}, {shift}: {patrols}, {stops} {places}. They cost {cost}.",
        day=day,
        shift=shift,
        patrols=words.count("{n} patrol", "{n} patrols", len(plan.rounds)),
        stops=words.count("{n} stop", "{n} stops", stops),
        places=words.count("in {n} place", "in {n} places", places),
        cost=money(len(plan.rounds) * city.patrols.cost_grosze, words),
    )


def _shift(words: Words, city: City, name: str, day: date) -> str:
    shift = city.patrols.shifts[name]
    start = begins(city, shift, day)
    return f"{words.of(shift.words)}, {clock(start, 0, city.zone)}–{clock(start, round(3600 * shift.hours), city.zone)}"


def _others(plan: ShiftPlan | None, words: Words) -> dict[str, str]:
    """Return the places that the plan knows and does not visit."""
    if plan is None:
        return {}
    visited = {stop.place for _, stop in plan.stops}
    return {place.ref: place_name(place, words) for place in plan.places if place.ref not in visited}


def _year(words: Words, city: City, plan: YearPlan | None, day: date) -> Mapping[str, Any] | None:
    if plan is None:
        return None
    until, cost = plan.until(day), city.patrols.cost_grosze
    return {
        "total": plan.total,
        "until": until,
        "share": until / plan.total,
        "told": words.rich(
            "Yearly plan: {until} of {total} patrols by the end of this day, {left} left.",
            until=words.number(until),
            total=words.number(plan.total),
            left=words.number(plan.total - until),
        ),
        "money": words(
            "Spent by the plan: {spent}, left: {left} ({each} each).",
            spent=money(until * cost, words),
            left=money((plan.total - until) * cost, words),
            each=money(cost, words),
        ),
        "today": words.count(
            "{n} patrol on this day", "{n} patrols on this day", sum(plan.numbers.get(day, {}).values())
        ),
    }


def _reach(store: Store, city: City, words: Words, audience: Audience) -> list[str]:
    """Return in words how far patrols come from their base."""
    found = read("patrol-reach", LayerQuery(audience=audience, shapes=False), store, city)
    told = [
        f"{_setting_out(words, base, kind)}: {_shares(words, mine)}"
        for (base, kind), mine in found.frame.groupby(["base", "kind"], sort=False)
    ]
    if found.result is not None and any(base["assumed"] for base in found.result.summary.get("bases", [])):
        told.append(words("Where the bases stand is assumed; the city profile can say it (patrols.bases)."))
    share = found.result.summary.get("together", 1.0) if found.result is not None else 1.0
    if share < _TOGETHER:
        told.append(words("Only {share} of the streets hang together by common points: crews can go nowhere else. Streets must share a vertex where they meet.", share=words.percent(share)))  # fmt: skip
    return [*told, words("Computed before the streets were last changed.")] if found.stale else told


def _setting_out(words: Words, base: str, kind: str) -> str:
    name = base or words("middle of the streets (assumed)")
    return name if kind == RESPONSE else f"{name}, {words.name('patrol', kind)}"


def _shares(words: Words, reached: pd.DataFrame) -> str:
    told = [(int(row["minutes"]), words.percent(row["share"])) for _, row in reached.iterrows()]
    return ", ".join(words("in {minutes} min {share} of the streets", minutes=n, share=share) for n, share in told)


def _assumed(words: Words, city: City, plan: ShiftPlan | None) -> list[str]:
    """Return what of the plan rests on assumptions."""
    low, high = city.patrols.visit_minutes
    speed = city.patrols.speed_m_per_s
    told = [
        words("A visit lasts {low} to {high} min, a patrol at most {hours} h with at most {stops} stops.", low=low, high=high, hours=words.number(city.patrols.hours), stops=city.patrols.stops_at_most),
        words("Each area gets at least {floor} visits a week of each shift; no place more than {most} in one shift, {spacing} min apart.", floor=words.number(city.patrols.floor_a_week), most=city.patrols.visits_at_most, spacing=city.patrols.spacing_minutes),
        words("Speed along the streets: {foot} km/h on foot, {motor} km/h by car.", foot=words.number(3.6 * speed["foot"], digits=1), motor=words.number(3.6 * speed["motor"])),
    ]  # fmt: skip
    if plan is not None and plan.base_assumed and not plan.base[0]:
        told.append(words("No base is known: the middle of the streets stands for it."))
    elif plan is not None and plan.base_assumed:
        told.append(words("Where the base stands is an example: {base}.", base=plan.base[0]))
    return told


def _map(store: Store, city: City, words: Words, bounds: Any, plan: ShiftPlan | None, audience: Audience) -> MapParts:
    page = ground_map(bounds, store)
    # Not the others: of a large city they would be thousands, and the plan is what is to be seen.
    evidence = words.names("evidence", EVIDENCE[:3])
    for name in reversed(EVIDENCE[:3]):
        page.add(Drawing("hotspots", items("hotspots", evidence=name), evidence=evidence))
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    reach = read("patrol-reach", LayerQuery(audience=audience, shapes=False), store, city)
    if len(reach.frame):
        told = {kind: words.name("patrol", kind) for kind in reach.frame["kind"].unique()}
        bases = [
            {"at": [base["lon"], base["lat"]], "name": base["name"] or words("middle of the streets (assumed)")}
            for base in (reach.result.summary.get("bases", []) if reach.result else [])
        ]
        page.add(Drawing("reach", items("patrol-reach"), kinds=told, bases=bases))
    if plan is not None:
        page.add(Tool("czujka.patrolPlan", _drawn(plan, city, words)))
    return page.parts()


def _drawn(plan: ShiftPlan, city: City, words: Words) -> dict[str, Any]:
    """Return what the map draws of a plan: the page itself holds it, so that one line of the log stands for one reading."""
    told = told_rounds(plan, city, words)
    return {
        "base": {"at": plan.base[1:], "name": plan.base[0] or words("middle of the streets (assumed)")},
        "rounds": [
            {"letter": one["letter"], "kind": way.kind, "way": way.way}
            for one, way in zip(told, plan.rounds, strict=True)
        ],
        "stops": [
            {
                "label": stop.label,
                "place": stop.place,
                "ref": stop.ref,
                "at": [stop.lon, stop.lat],
                "begins": stop.begins,
            }
            for one in told
            for stop in one["stops"]
        ],
    }


def _legend(words: Words, store: Store, city: City, audience: Audience, *, has_plan: bool) -> list[Entry]:
    reach = read("patrol-reach", LayerQuery(audience=audience, shapes=False), store, city).frame
    minutes = sorted({int(one) for one in reach["minutes"]}) if len(reach) else []
    return plan_legend(words, words.names("evidence", ("certain", "probable", "uncertain")), minutes, has_plan=has_plan)


def _source_line(words: Words, city: City, kept: Duty | None) -> str:
    told = [words("A plan is never public. Each reading of this page is logged."), city.attribution]
    if kept is None:
        return " · ".join(told)
    drawn = words(
        "plan {number}, made by {who}, {when}, seed {seed}, inputs {digest}",
        number=kept.id,
        who=kept.made_by,
        when=words.moment(kept.made_at, city.zone),
        seed=kept.seed,
        digest=kept.inputs_digest[:12],
    )
    return " · ".join([drawn, *told])


def asked_day(given: str | None, city: City, now: datetime) -> date:
    """Return the day that is asked for; today in the city where none or a strange one is."""
    today = now.astimezone(city.zone).date()
    try:
        found = date.fromisoformat(given or "")
    except ValueError:
        return today
    return found if abs(found - today) <= _FAR else today
