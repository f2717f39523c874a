"""Plans of patrols: the plan of a shift, its sheet, and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.deps import CityDep, StoreDep
from api.readers import visitor
from api.routes.moderation import FormDep, HandlerDep, sent_file
from api.routes.pages import WordsDep, page
from geo.analyses import patrol_change, patrol_effect, patrol_kept, patrol_record
from geo.casework.triage import Handler
from geo.city import City
from geo.errors import BadInput, CzujkaError, FaultyFile, NotFound
from geo.model.duty import PatrolKind
from geo.storage import audit
from geo.storage.audit import Entry
from geo.storage.store import Store
from layers.base import Audience
from maps import patrol_plan, patrol_sheet, patrol_visits
from maps.words import Words

router = APIRouter(include_in_schema=False, prefix="/maps/patrol")
#: Media type and ending of what can be taken of a sheet.
_FILES = {"gpx": "application/gpx+xml", "geojson": "application/geo+json", "file": "text/html; charset=utf-8"}
_MOST_CHOSEN = 200


@router.get("/plan")
def planned(
    store: StoreDep,
    city: CityDep,
    words: WordsDep,
    by: HandlerDep,
    day: str | None = None,
    shift: str | None = None,
    done: bool = False,
) -> Response:
    """Answer with the plan of a shift; the log says that it was read."""
    when, which = patrol_plan.asked_day(day, city, datetime.now(UTC)), _shift(city, shift)
    _log(store, by, "read", f"patrol/{when.isoformat()}/{which}", "plan")
    return page(patrol_plan.plan_page(store, city, words, audience=Audience(by.role), day=when, shift=which, done=done))


@router.post("/plan")
def plan(store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep, form: FormDep) -> Response:
    """Do what a form of the page asks for, or show the page again with what is wrong."""
    given = _texts(form)
    day, shift = patrol_plan.asked_day(given.get("day"), city, datetime.now(UTC)), _shift(city, given.get("shift"))
    try:
        _made(store, city, given, form, day, shift, by)
    except (BadInput, NotFound) as error:
        wrong = _said(error, words)
        shown = patrol_plan.plan_page(store, city, words, audience=Audience(by.role), day=day, shift=shift, wrong=wrong)
        return page(shown, status=404 if isinstance(error, NotFound) else 422)
    query = f"day={day.isoformat()}&shift={shift}&lang={words.language}&done=1"
    return RedirectResponse(f"/maps/patrol/plan?{query}", status_code=303)


@router.get("/sheet")
def sheet(
    store: StoreDep,
    city: CityDep,
    words: WordsDep,
    by: HandlerDep,
    plan: Annotated[str, Query(max_length=12)] = "",
    f: Annotated[str, Query(pattern="^(gpx|geojson|file)?$")] = "",
) -> Response:
    """Answer with the sheet of a plan, or with a file of it; the log says who took it."""
    kept, told = patrol_kept.shift_plan(store, _number(plan))
    _log(
        store,
        by,
        "export" if f else "read",
        f"patrol/{kept.day.isoformat()}/{kept.shift}",
        f"sheet of plan {kept.id} {f}".strip(),
    )
    if f in ("gpx", "geojson"):
        body = patrol_sheet.gpx(told, city, words) if f == "gpx" else patrol_sheet.geojson(told, city, words)
        return _file(body, kept.day, kept.shift, f)
    shown = patrol_sheet.sheet_page(store, city, words, kept, told, audience=Audience(by.role), file=f == "file")
    if f == "file":
        return _file(shown.html().encode(), kept.day, kept.shift, f)
    policy = (
        f"default-src 'none'; style-src 'nonce-{shown.nonce}'; script-src 'nonce-{shown.nonce}';"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    return HTMLResponse(shown.html(visitor()), headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})


@router.get("/visits")
def visits(store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep, done: str = "") -> Response:
    """Answer with what was planned and done; the log says that it was read."""
    _log(store, by, "read", "visits", "plan and done")
    said = {
        "record": words("The visit is recorded."),
        "import": words("The log is imported."),
        "effect": words("Evaluated."),
    }
    told = said.get(done, "")
    return page(
        patrol_visits.visits_page(store, city, words, audience=Audience(by.role), now=datetime.now(UTC), done=told)
    )


@router.post("/visits")
def record(store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep, form: FormDep) -> Response:
    """Record a visit, import a log or evaluate; all of it or nothing."""
    given = _texts(form)
    try:
        _recorded(store, city, given, form, by)
    except (BadInput, NotFound) as error:
        tried = patrol_visits.Tried(_said(error, words), error.faults if isinstance(error, FaultyFile) else ())
        now = datetime.now(UTC)
        return page(
            patrol_visits.visits_page(store, city, words, audience=Audience(by.role), now=now, tried=tried), status=422
        )
    return RedirectResponse(f"/maps/patrol/visits?lang={words.language}&done={given['do']}", status_code=303)


def _recorded(store: Store, city: City, given: Mapping[str, str], form: FormData, by: Handler) -> None:
    who = Entry(by.name, by.role, "record", "visits", "")
    places = patrol_visits.newest_places(store)
    match given.get("do"):
        case "record":
            told = {name: given.get(name, "") for name in ("area", "on", "from", "to", "kind")}
            patrol_record.keep_visit(store, city, places, told, by=who)
        case "import":
            name, content = sent_file(form)
            patrol_record.import_log(store, city, name, content, by=who)
        case "effect":
            refs = [str(one)[:60] for one in form.getlist("ref")[:_MOST_CHOSEN]]
            first = patrol_plan.asked_day(given.get("first"), city, datetime.now(UTC))
            patrol_effect.keep_effect(store, city, places, refs=refs, first=first, weeks=_whole(given, "weeks"), by=who)
        case _:
            raise BadInput("A form must say what is to be done.")


def _made(
    store: Store, city: City, given: Mapping[str, str], form: FormData, day: date, shift: str, by: Handler
) -> None:
    who = Entry(by.name, by.role, "plan", "", "")
    match given.get("do"):
        case "plan":
            crews = city.patrols.shifts[shift].crews
            patrols: dict[PatrolKind, int] = {kind: _whole(given, kind) for kind in crews}
            patrol_kept.keep_shift(store, city, by=who, day=day, shift=shift, patrols=patrols)
        case "change":
            patrol_kept.keep_change(store, city, _number(given.get("plan", "")), _change(given, form), by=who)
        case "undo":
            patrol_kept.undo(store, _number(given.get("plan", "")), by=who)
        case "year":
            first = patrol_plan.asked_day(given.get("first"), city, datetime.now(UTC))
            total, done = _whole(given, "total"), _whole(given, "done")
            patrol_kept.keep_year(store, city, by=who, year=first.year, total=total, done=done, first_day=first)
        case _:
            raise BadInput("A form must say what is to be done.")


def _change(given: Mapping[str, str], form: FormData) -> patrol_change.Change:
    chosen = {
        name: tuple(str(one)[:60] for one in form.getlist(name)[:_MOST_CHOSEN] if one) for name in ("pin", "drop")
    }
    added: tuple[tuple[str, float, float], ...] = ()
    if given.get("lon") or given.get("lat"):
        added = ((given.get("name", "")[:80], _degrees(given, "lon", 180.0), _degrees(given, "lat", 90.0)),)
    return patrol_change.Change.of(chosen["pin"], chosen["drop"], added)


def _degrees(given: Mapping[str, str], name: str, most: float) -> float:
    try:
        found = float(given.get(name, "").replace(",", "."))
    except ValueError:
        found = float("nan")
    if not abs(found) <= most:
        raise BadInput(
            "A place must have a longitude and a latitude in degrees, not {given!r}.", given=given.get(name, "")[:40]
        )
    return found


def _whole(given: Mapping[str, str], name: str) -> int:
    told = given.get(name, "").strip()
    if not (told.isascii() and told.isdecimal() and len(told) < 7):
        raise BadInput("A number of patrols must be a whole number, not {given!r}.", given=told[:40])
    return int(told)


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


def _shift(city: City, given: str | None) -> str:
    return given if given in city.patrols.shifts else list(city.patrols.shifts)[-1]


def _said(error: CzujkaError, words: Words) -> str:
    return words.error(error)


def _texts(form: FormData) -> dict[str, str]:
    return {name: value[:2000] for name, value in form.items() if isinstance(value, str)}


def _file(body: bytes, day: date, shift: str, kind: str) -> Response:
    ending = "html" if kind == "file" else kind
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="patrol-{day.isoformat()}-{shift}.{ending}"',
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=_FILES[kind], headers=headers)


def _log(store: Store, by: Handler, action: str, subject: str, purpose: str) -> None:
    with store.connection(writing=True) as connection:
        audit.append(connection, Entry(by.name, by.role, action, subject, purpose))
