"""How is a siting plan told in words: what it is worth, why each point won, what else could be had?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from geo.analyses.alternatives import Choice
from geo.city import City
from geo.errors import Fault
from geo.evaluation.alternatives import Measure
from geo.model.patrol import Effect
from geo.model.plan import KeptPlan
from maps.charts import curve
from maps.words import Words


def pln(words: Words, grosze: float) -> str:
    """Return an amount of money in whole złoty, or to the grosz where it is not whole."""
    whole = grosze % 100 == 0
    return f"{words.number(grosze / 100, digits=0 if whole else 2)} zł"


def share(words: Words, value: float) -> str:
    """Return a share as a percentage with one decimal."""
    return f"{words.number(100 * value, digits=1)} %"


def apart(words: Words, value: float) -> str:
    """Return how far two shares lie apart, in percentage points."""
    return words("{n} pp", n=words.number(100 * value, digits=1))


def answer(words: Words, plan: KeptPlan) -> Markup:
    """Return what a plan is worth in two sentences."""
    told = plan.summary
    if not told["goals"]:
        return words.rich("No plan keeps all that is asked for. What stands in the way is named below.")
    n = words.count("{n} point", "{n} points", len(told["refs"]))
    first = words.rich(
        "{points} for {cost}: cameras then see {after} of what matters, today {before}.",
        points=n,
        cost=pln(words, told["spent_grosze"]),
        after=share(words, told["after_share"]),
        before=share(words, told["before_share"]),
    )
    return first + " " + proof(words, told)


def proof(words: Words, told: Mapping[str, Any]) -> str:
    """Return what is proven of a plan."""
    if told["status"] == "optimal":
        return words("No other plan is better: this is proven.")
    goal = told["goals"][0]
    if goal["gap"] is None:
        return words("How much better another plan could be is not known.")
    return words(
        "Another plan is better by at most {gap} (optimality gap): the bound is {bound}.",
        gap=share(words, goal["gap"]),
        bound=pln(words, goal["bound"]) if goal["name"] == "spend" else share(words, goal["bound"]),
    )


def why_not(words: Words, told: Mapping[str, Any]) -> list[str]:
    """Return the constraints that stand in the way of any plan."""
    return [words.error(Fault(None, None, one["template"], _named(words, one["values"]))) for one in told["why"]]


def _named(words: Words, values: Mapping[str, Any]) -> dict[str, object]:
    return {key: words.name("option_kind", value) if key == "kind" else value for key, value in values.items()}


def reason(words: Words, row: Mapping[str, Any]) -> str:
    """Return why a point is in the plan: what it alone sees."""
    if row["kind"] == "document":
        return words("Designed only; the next best place to build.")
    parts = [words("{length} of street", length=words.length(row["adds_street_m"] or 0))]
    if row["adds_incidents"]:
        parts.append(words.count("{n} incident", "{n} incidents", int(row["adds_incidents"])))
    if (row["adds_places"] or 0) >= 0.05:
        parts.append(words("places: {n}", n=words.number(row["adds_places"], digits=1)))
    seen = ", ".join(parts)
    return words("Alone sees {seen}: {share} of what matters.", seen=seen, share=share(words, row["adds_share"] or 0))


def rival(words: Words, row: Mapping[str, Any]) -> str:
    """Return who would stand in the place of a point, and what that would lose."""
    if row["kind"] == "document":
        return ""
    if not row["runner_up"]:
        return words("Nothing else of this kind could stand in its place.")
    loss = row["runner_up_loss_share"] or 0
    where = row["runner_up_name"] or words("way without a name")
    if loss < 0.0005:
        return words("A place at {where} would be as good.", where=where)
    return words("Second best: {where}, {loss} less.", where=where, loss=apart(words, loss))


def what(words: Words, city: City, row: Mapping[str, Any]) -> str:
    """Return what is done at a point and with which camera."""
    kind = city.camera_kinds.get(row["camera_kind"])
    camera = words.of(kind.words) if kind else row["camera_kind"]
    done = words.name("option_kind", row["kind"])
    return done if row["kind"] == "document" else f"{done}: {camera}"


def areas(words: Words, plan: KeptPlan) -> list[dict[str, Any]]:
    """Return one row an area, the one that gains most first."""
    rows = sorted(plan.summary["areas"], key=lambda one: one["before"] - one["after"])
    return [
        {**one, "before_told": share(words, one["before"]), "after_told": share(words, one["after"])}
        | {"minimum_told": share(words, one["minimum"]) if one["minimum"] is not None else ""}
        for one in rows
    ]


def budgets(words: Words, plan: KeptPlan) -> dict[str, Any] | None:
    """Return what other budgets would bring, as a picture, rows and a sentence; none where there is no budget."""
    steps = [step for step in plan.summary["curve"] if step["points"] or step["status"] != "infeasible"]
    if len(steps) < 2:
        return None
    budget = [step["budget_grosze"] for step in steps]
    top = max(step["share"] for step in steps) or 1.0
    spread = (max(budget) - min(budget)) or 1
    now = next((i for i, step in enumerate(steps) if step["budget_grosze"] == plan.summary["budget_grosze"]), 0)
    picture = curve(
        [((b - min(budget)) / spread, step["share"] / top) for b, step in zip(budget, steps, strict=True)],
        told=words("Share that is seen by budget; the numbers stand in the table."),
        below=[words.number(b / 100_000) for b in budget],
        beside=("0 %", share(words, top)),
        now=now,
    )
    rows = [
        {
            "budget": pln(words, step["budget_grosze"]),
            "share": share(words, step["share"]),
            "points": words.number(step["points"]),
            "more": f"+ {apart(words, step['share'] - before['share'])}" if before else "",
            "now": step is steps[now],
        }
        for before, step in pairwise([None, *steps])
    ]
    return {"picture": picture, "rows": rows, "sentence": _next_step(words, steps, now)}


def _next_step(words: Words, steps: Sequence[Mapping[str, Any]], now: int) -> str:
    if now + 1 >= len(steps):
        return ""
    more = steps[now + 1]
    gain = more["share"] - steps[now]["share"]
    extra = more["budget_grosze"] - steps[now]["budget_grosze"]
    return words(
        "{more} more would show another {gain} of what matters; {added} points would come, {dropped} would go.",
        more=pln(words, extra),
        gain=apart(words, gain),
        added=words.number(more["added"]),
        dropped=words.number(more["dropped"]),
    )


def fairness(words: Words, plan: KeptPlan) -> list[str]:
    """Return what it costs to help the worst area first, and what changes when its minimum rises."""
    told, sentences = plan.summary, []
    if told["fairness"]:
        fair = told["fairness"]
        sentences.append(
            words(
                "Helping the worst area first would raise its share from {low} to {high} and cost {price} of the total"
                " (the price of fairness).",
                low=share(words, fair["free_least_share"]),
                high=share(words, fair["least_share"]),
                price=share(words, max(fair["price"], 0.0)),
            )
            + ("" if fair["proven"] else " " + words("Found in the time there was, not proven."))
        )
    if told["minimum"]:
        sentences += [_raised(words, told["minimum"]["area"], step, told) for step in told["minimum"]["steps"]]
    return sentences


def _raised(words: Words, area: str, step: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    least = share(words, step["minimum"])
    if step["reached"]:
        return words(
            "With at least {least} in {area} the total would be {total} instead of {now}; {moved} points would move.",
            least=least,
            area=area,
            total=share(words, step["share"]),
            now=share(words, told["after_share"]),
            moved=words.number(step["moved"]),
        )
    if step["status"] == "infeasible":
        return words("At least {least} in {area} cannot be had for this budget.", least=least, area=area)
    return words("Whether at least {least} in {area} can be had was not settled in time.", least=least, area=area)


def demand(words: Words, plan: KeptPlan) -> list[dict[str, str]]:
    """Return the sources of demand with their share of all weight."""
    told = plan.summary["demand"]
    rows = sorted(told["share"].items(), key=lambda one: -one[1])
    return [
        {
            "name": words.name("demand", name),
            "share": share(words, part),
            "counts": _counts(words, name, *told["counts"].get(name, (0, 0))),
        }
        for name, part in rows
    ]


def _counts(words: Words, name: str, there: int, near: int) -> str:
    if name == "streets":
        return words.length(near)
    return words("{near} of {there}", near=words.number(near), there=words.number(there))


def ledger(words: Words, plan: KeptPlan) -> dict[str, Any] | None:
    """Return the books of a programme; none where the plan carries none out."""
    told = plan.summary["ledger"]
    if told is None:
        return None
    rows = [
        {
            "kind": words.name("option_kind", one["kind"]),
            "asked": words.number(one["asked"]),
            "chosen": words.number(one["chosen"]),
            "spent": pln(words, one["spent_grosze"]),
        }
        for one in told["entries"]
    ]
    sentence = words(
        "{before} cameras today, {after} after the programme; {left} are left.",
        before=words.number(told["cameras_before"]),
        after=words.number(told["cameras_after"]),
        left=pln(words, told["left_grosze"]),
    )
    return {"rows": rows, "sentence": sentence}


def alternatives(words: Words, choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """Return one row a place with what could be done there; what is not known says so."""
    return [
        {"n": one.n, "name": one.name or words("way without a name")}
        | {measure.name: _measure(words, measure) for measure in one.measures}
        for one in choices
    ]


def effects(words: Words, found: Sequence[Effect]) -> list[str]:
    """Return what is known of what measures change, patrols by their evaluations; what is not known says so."""
    said = {
        "better": words("better, fewer than expected"),
        "worse": words("worse, more than expected"),
        "inconclusive": words("inconclusive"),
    }
    told = [
        words(
            "Patrols at {places}, {weeks} weeks from {first}: {estimate} incidents against places like them, 95 % between {low} and {high}: {verdict}.",
            places=", ".join(one.names), weeks=words.number(one.weeks), first=one.first.isoformat(), estimate=words.number(one.estimate, digits=1),
            low=words.number(one.low, digits=1), high=words.number(one.high, digits=1), verdict=said[one.decision],
        )
        for one in found
    ]  # fmt: skip
    if not told:
        return [words("By how much any of them changes what happens was never measured in this city: no data.")]
    return [*told, words("By how much cameras and lamps change what happens was never measured in this city: no data.")]


def _measure(words: Words, measure: Measure) -> dict[str, str]:
    unknown = words("no data")
    hours = unknown if measure.hours is None else words("{n} h", n=words.number(measure.hours))
    private = unknown if measure.private_m2 is None else words.area(measure.private_m2)
    cost = unknown if measure.yearly_grosze is None else pln(words, round(measure.yearly_grosze, -2))
    return {"cost": cost, "hours": hours, "private": private}


def compared(words: Words, kept: Sequence[KeptPlan]) -> list[dict[str, Any]]:
    """Return the rows of variants side by side: one column a plan."""
    rows: list[tuple[str, list[str]]] = [
        (words("budget"), [pln(words, p.summary["budget_grosze"]) if p.summary["budget_grosze"] is not None else "–" for p in kept]),
        (words("cost"), [pln(words, p.summary["spent_grosze"]) for p in kept]),
        (words("points"), [words.number(len(p.summary["refs"])) for p in kept]),
        (words("seen"), [_or_dash(words, p.summary["after_share"]) for p in kept]),
        (words("optimality gap"), [_gap(words, p) for p in kept]),
        (words("private ground in view"), [words.area(p.summary["private"]["level_m2"]) for p in kept]),
    ]  # fmt: skip
    names = dict.fromkeys(one["name"] for plan in kept for one in plan.summary["areas"])
    for name in names:
        found = [next((a["after"] for a in plan.summary["areas"] if a["name"] == name), None) for plan in kept]
        rows.append((name, [_or_dash(words, value) for value in found]))
    return [{"name": name, "values": values, "area": name in names} for name, values in rows]


def _or_dash(words: Words, value: float | None) -> str:
    return "–" if value is None else share(words, value)


def _gap(words: Words, plan: KeptPlan) -> str:
    goals = plan.summary["goals"]
    if not goals:
        return words("no plan")
    return words("proven") if plan.summary["status"] == "optimal" else _or_dash(words, goals[0]["gap"])
