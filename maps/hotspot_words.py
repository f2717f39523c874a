"""What the page on hotspots says in words: the answer, how the map fared, whose word counts, how it was computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from geo.analyses.counted import REASONS
from geo.city import City
from geo.hotspots.bands import SHARES
from geo.hotspots.caution import Caution
from geo.hotspots.shifts import ALL, SEASON, WEEK, keys
from geo.hotspots.significance import CERTAIN_Q, PROBABLE_Q
from geo.hotspots.tellers import SWITCHED
from geo.model.result import Result
from maps.words import Words

#: At which share of the ground the map's worth is told in a sentence.
TOLD_SHARE = 0.05


def shift_name(words: Words, city: City, key: str) -> str:
    """Return a shift in words: night, weekend, summer half-year."""
    if key == ALL:
        return words("all hours")
    shift, week, season = key.rsplit("-", 2)
    told = city.hotspots.shifts[shift]
    hours = f"{told.first}:00–{told.last}:00"
    return f"{words.of(told.words)} {hours}, {words.name('week', week)}, {words.name('half_year', season)}"


def shift_names(words: Words, city: City) -> dict[str, str]:
    """Return all shifts in words, all hours first."""
    keys = [f"{shift}-{week}-{season}" for season in SEASON for week in WEEK for shift in city.hotspots.shifts]
    return {key: shift_name(words, city, key) for key in (ALL, *keys)}


def answer(words: Words, told: Mapping[str, Any]) -> Markup:
    """Return the evidence in words, before any colour."""
    certain, probable = told["by_evidence"]["certain"], told["by_evidence"]["probable"]
    if told["too_few"]:
        return words.rich(
            "{n} incidents are too few to tell a hotspot from chance; {fewest} are needed.",
            n=words.number(told["n"]),
            fewest=words.number(told["fewest_incidents"]),
        )
    if certain + probable == 0:
        return words.rich("No cell has more incidents than chance would explain.")
    return words.rich(
        "{certain} and {probable}. They hold {hits} of the incidents on {ground} of the ground.",
        certain=words.count("{n} certain cell", "{n} certain cells", certain),
        probable=words.count("{n} probable one", "{n} probable ones", probable),
        hits=words.percent(told["hot_share_of_incidents"]),
        ground=words.percent(told["hot_share_of_area"]),
    )


def warnings(words: Words, told: Mapping[str, Any], result: Result) -> list[str]:
    """Return what must be said before anyone reads the map."""
    said = [words.error(Caution(**caution)) for caution in result.summary.get("cautions", [])]
    uncertain = told["by_evidence"]["uncertain"]
    if uncertain:
        further = words.count(
            "{n} further cell is uncertain: hatched on the map, it may be chance.",
            "{n} further cells are uncertain: hatched on the map, they may be chance.",
            uncertain,
        )
        said.insert(0, further)
    return said


def was_right(words: Words, accuracy: Result | None) -> dict[str, Any] | None:
    """Return how the map of the last month fared, in a sentence and as a table; none where there is too little time."""
    told = accuracy.summary.get("area") if accuracy is not None else None
    if not told:
        return None
    rows = {row["method"]: row for row in told["last"]["rows"] if row["share"] == TOLD_SHARE}
    naive = max((row for row in rows.values() if row["verdict"] == "naive"), key=lambda row: row["hits"])
    mine = rows["hotspots"]
    sentence = words.rich(
        "In the last {days} days the {ground} of the ground that the map had called hottest held {rate} of the {n} incidents (PAI {pai}); the best simple count held {naive}.",
        days=words.number(told_days(accuracy)),
        ground=words.percent(TOLD_SHARE),
        rate=words.percent(mine["hit_rate"]),
        n=words.number(mine["n"]),
        pai=words.number(mine["pai"], digits=1),
        naive=words.percent(naive["hit_rate"]),
    )  # fmt: skip
    return {
        "sentence": sentence,
        "verdict": verdict(words, mine["verdict"]),
        "worse": mine["verdict"] == "worse than naive",
        "rows": _accuracy_rows(words, accuracy),
        "origins": accuracy.summary["origins"] if accuracy else 0,
    }


def told_days(accuracy: Result | None) -> float:
    """Return the length of a foretold period."""
    return float(accuracy.summary["horizon_days"]) if accuracy else 0.0


def verdict(words: Words, said: str) -> str:
    """Return what a map is worth beside a simple count, as a sentence."""
    _ = words
    return {
        "better than naive": _("The map was more accurate than simple counts, beyond chance."),
        "no better shown": _("That the map is more accurate than simple counts is not shown."),
        "worse than naive": _("The map was less accurate than simple counts: rely on the counts for now."),
    }[said]


def _accuracy_rows(words: Words, accuracy: Result | None) -> list[dict[str, str]]:
    """Return every map at every share, over all months that were foretold."""
    summary = accuracy.summary if accuracy is not None else {}
    told = [(measure, row) for measure in ("area", "street") for row in (summary.get(measure) or {}).get("pooled", [])]
    return [
        {
            "measure": words.name("measure", measure),
            "share": words.percent(row["share"]),
            "method": words.name("map_method", row["method"]),
            "rate": words.percent(row["hit_rate"]),
            "pai": words.number(row["pai"], digits=1),
            "pei": "–" if row["pei"] is None else words.number(row["pei"], digits=2),
            "verdict": words.name("verdict", row["verdict"]),
        }
        for measure, row in told
    ]


def tally(words: Words, result: Result) -> list[dict[str, Any]]:
    """Return every source, whether its word counts, and what became of its incidents."""
    told = result.summary.get("sources", {"chosen": [], "tally": []})
    rows = {row["teller"]: row for row in told["tally"]}
    names = [*SWITCHED, *(name for name in rows if name not in SWITCHED)]
    return [
        {
            "key": name,
            "name": words.name("teller", name),
            "switched": name in SWITCHED,
            "chosen": name in told["chosen"],
            "there": name in rows,
            "n": sum(rows[name][reason] for reason in REASONS) if name in rows else 0,
            "counted": rows[name]["counted"] if name in rows else 0,
            "twice": rows[name]["twice"] if name in rows else 0,
            "category": rows[name]["category"] if name in rows else 0,
        }
        for name in names
    ]


def change(words: Words, result: Result) -> str | None:
    """Return how the last two periods compare, in a sentence; none where incidents fill too little time."""
    told = result.summary.get("periods")
    if told is None:
        return None
    said = words(
        "{after} incidents in the last {days} days, {before} in the {days} days before; cells with more: {more}, with fewer: {fewer}, no change shown in the others.",
        after=words.number(told["after"]),
        before=words.number(told["before"]),
        days=words.number(told["days"]),
        more=words.number(told["more"]),
        fewer=words.number(told["fewer"]),
    )  # fmt: skip
    return said if told["same_season"] else said + " " + words("The seasons differ, and so may the numbers.")


def near_repeats(words: Words, rhythm: Result | None) -> str | None:
    """Return whether incidents follow near and soon upon one another, by the pair of limits that shows it best."""
    rows = rhythm.summary.get("near_repeats") if rhythm is not None else None
    shown = [row for row in rows or [] if row["ratio"] and row["p"] <= 0.05 / len(rows or [1])]
    if not rows:
        return None
    if not shown:
        return words("Incidents do not follow near and soon upon one another more often than chance lets them.")
    best = max(shown, key=lambda row: row["ratio"])
    return words(
        "Within {metres} m and {days} days of an incident another happens {ratio} times as often as chance would have it.",
        metres=words.number(best["within_m"]),
        days=words.number(best["within_days"]),
        ratio=words.number(best["ratio"], digits=1),
    )


def method(words: Words, city: City, result: Result, surfaces: Result | None) -> list[str]:
    """Return how the map was made, in plain sentences."""
    _ = words
    left_out = [words.of(category.words) for category in city.incident_categories.values() if not category.safety]
    rules = city.hotspots
    said = [
        _("Incidents are counted in hexagons {spacing} apart, clipped to the city. Gi* asks of each whether it and its neighbours hold more than their share of the city's ground would bring by chance (exact binomial distribution).", spacing=words.length(rules.hexagon_m)),
        _("Certain: of the cells called so, at most {certain} are expected to be wrong; probable: at most {probable} (false discovery rate, Benjamini and Hochberg). Uncertain: striking by itself, but among {cells} cells some such occur by chance.", certain=words.percent(CERTAIN_Q), probable=words.percent(PROBABLE_Q), cells=words.number(result.summary["cells"])),
        _("The grid is shifted and resized {grids} times; a cell that is hot in at least {fewest} of the grids is called stable. The shifts are held against each other: a dozen maps show something by chance more often than one.", grids=result.summary.get("grids", 16), fewest=rules.stable_grids),
        _("An incident belongs to a shift if more than half of the time in which it can have happened lies there; one whose hour is not known counts among all hours alone."),
        _("Two sources tell of one incident where category, place (up to {metres} m) and time (up to {minutes} min) agree: it counts once, by the source that comes first in the table.", metres=words.number(rules.twice_within_m), minutes=words.number(rules.twice_within_min)),
        _("Left out of the safety profile: {categories}.", categories=", ".join(left_out)),
        _("Counts are not rates: where more people are, more happens. Records that patrols make themselves never count, nor do rejected reports of the national threat map."),
    ]  # fmt: skip
    if surfaces is not None and "bandwidth_m" in surfaces.summary:
        said.append(
            _("The density is smoothed with a normal kernel of {metres} m, corrected at the city's boundary; after {days} days an incident counts half. The width is the one that would have foretold the last months best.", metres=words.number(surfaces.summary["bandwidth_m"]), days=words.number(rules.half_life_days))
        )  # fmt: skip
    return said


def rate(words: Words, fid: Any, row: Any) -> dict[str, Any]:
    """Return an area's count beside its rate per thousand residents, as counted and drawn towards the city's."""
    low, high = (words.number(row[name], digits=1) for name in ("low_per_1000", "high_per_1000"))
    return {
        "fid": fid,
        "area": row["area_name"],
        "count": words.number(row["count"]),
        "people": words.number(row["people"]),
        "drawn": words.number(row["per_1000"], digits=1),
        "raw": words.number(row["raw_per_1000"], digits=1),
        "interval": f"{low}–{high}",
        "order": row["per_1000"],
    }


def shift_keys(city: City) -> tuple[str, ...]:
    """Return the keys of all shifts, all hours first."""
    return (ALL, *keys(city.hotspots.shifts))


def method_table(words: Words, method: str, rows: list[tuple[Any, Any]]) -> dict[str, Any]:
    """Return the facts of a map of density or of change as headings and cells."""
    _ = words
    if method == "trend":
        return {
            "layer": "hotspots",
            "caption": _("Cells with a change beyond chance"),
            "headings": [_("Near"), _("change"), _("before"), _("after")],
            "rows": [
                (fid, [_street(words, row), words.name("trend", row["trend"]), *_whole(words, row, "before", "after")])
                for fid, row in rows
            ],
        }
    if method == "street-density":
        return {
            "layer": "street-density",
            "caption": _("Streets where incidents lie densest"),
            "headings": [_("Street"), _("densest share"), _("metres"), _("incidents per km")],
            "rows": [
                (fid, [_street(words, row), _share(words, row), *_whole(words, row, "length_m", "per_km")])
                for fid, row in rows
            ],
        }
    return {
        "layer": "density",
        "caption": _("Ground where incidents lie densest"),
        "headings": [_("Densest share"), _("hectares"), _("incidents"), _("per km²")],
        "rows": [
            (
                fid,
                [
                    _share(words, row),
                    words.number(row["area_m2"] / 10_000, digits=1),
                    *_whole(words, row, "count", "per_km2"),
                ],
            )
            for fid, row in rows
        ],
    }


def _street(words: Words, row: Any) -> str:
    return row["street"] if isinstance(row["street"], str) else words("way without a name")


def _share(words: Words, row: Any) -> str:
    return words.percent(SHARES[int(row["band"]) - 1])


def _whole(words: Words, row: Any, *names: str) -> list[str]:
    return [words.number(row[name]) for name in names]
