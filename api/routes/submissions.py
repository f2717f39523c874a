"""Reporting a place without an account, and following the report by its code."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from api.deps import CityDep, SettingsDep, StoreDep
from api.gazetteer import named
from api.pace import Pace
from api.readers import ReaderDep
from api.routes.pages import WordsDep, page
from api.settings import Settings
from geo.casework import correcting, photos, proof, receipt, submission, triage
from geo.errors import BadInput, FaultyForm, NotFound
from layers.base import Audience
from maps import receipt as receipt_pages
from maps import submissions
from maps.render import Rendered
from maps.words import Words

router = APIRouter(include_in_schema=False, prefix="/maps/submissions")
Code = Annotated[str, Form(max_length=100)]
#: Tries of codes an hour from one place.
CODES = 30
_LONGEST_FIELD = 20_000
#: What a reporter may correct.
_CORRECTED = frozenset({"text", "place_words", "lon", "lat", "shape"})


class Sent:
    """What a form sent: its fields as text, its photos."""

    def __init__(self, given: dict[str, str], images: list[bytes]) -> None:
        self.given = given
        self.images = images


async def _sent(request: Request) -> Sent:
    async with request.form(max_files=photos.MOST_PHOTOS + 2, max_fields=60, max_part_size=photos.MOST_BYTES) as form:
        given = {name: value[:_LONGEST_FIELD] for name, value in form.items() if isinstance(value, str)}
        images = [await file.read() for file in form.getlist("photos") if isinstance(file, UploadFile)]
    return Sent(given, [image for image in images if image])


@router.get("")
def form(request: Request, store: StoreDep, city: CityDep, words: WordsDep) -> Response:
    """Answer with the form and the map of reported places."""
    return page(submissions.submissions_page(store, city, words, task=proof.challenge(key=_key(request))))


@router.post("")
def send(
    request: Request,
    store: StoreDep,
    city: CityDep,
    words: WordsDep,
    settings: SettingsDep,
    reader: ReaderDep,
    sent: Annotated[Sent, Depends(_sent)],
) -> Response:
    """Store a report and show its code, or show the form again with what is wrong and all that was typed."""
    if sent.given.get("website"):
        # A field that people do not see was filled in: thank the machine and keep nothing.
        return page(receipt_pages.thanks_page(city, words, code=None))
    _require_pace(request, settings, sent.given)
    council = reader.audience == Audience.COUNCIL
    token = _token(request, sent.given)
    try:
        stored = submission.submit(
            store,
            city,
            sent.given,
            sent=token,
            key=_key(request),
            images=sent.images,
            reporter="council" if council else "resident",
        )
    except FaultyForm as error:
        return page(_again(request, store, city, words, sent.given, error), status=422)
    return page(receipt_pages.thanks_page(city, words, code=stored.code), status=200 if stored.again else 201)


@router.get("/places")
def places(request: Request, store: StoreDep, city: CityDep, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Answer with the places whose names hold what is typed; nothing of the question is kept."""
    found = [asdict(place) for place in named(request).of(store, city).search(q)]
    return JSONResponse({"places": found}, headers={"Cache-Control": "no-store"})


@router.get("/follow")
def follow_form(city: CityDep, words: WordsDep) -> Response:
    """Answer with the form that asks for a code."""
    return page(receipt_pages.follow_page(city, words))


@router.post("/follow")
def follow(request: Request, store: StoreDep, city: CityDep, words: WordsDep, code: Code = "") -> Response:
    """Show where the report of a code stands; a code never stands in an address."""
    _pace(request).require(request, name="codes", per_hour=CODES)
    digest = receipt.digest(code, key=_key(request))
    try:
        found = triage.followed(store, digest)
    except NotFound as error:
        return page(receipt_pages.follow_page(city, words, wrong=words.error(error)), status=404)
    return page(receipt_pages.followed_page(store, city, words, code=code, found=found))


@router.post("/follow/correct")
def correct(
    request: Request, store: StoreDep, city: CityDep, words: WordsDep, sent: Annotated[Sent, Depends(_sent)]
) -> Response:
    """Let the reporter put other words, or another place, in the stead of what they told."""
    _pace(request).require(request, name="codes", per_hour=CODES)
    code = sent.given.get("code", "")[:100]
    digest = receipt.digest(code, key=_key(request))
    told = {name: value for name, value in sent.given.items() if name in _CORRECTED}
    try:
        correcting.correct(store, city, digest, told)
    except NotFound as error:
        return page(receipt_pages.follow_page(city, words, wrong=words.error(error)), status=404)
    except BadInput as error:
        found, wrongs, told = (
            triage.followed(store, digest),
            _in_words(error, words),
            _without_strayed_point(told, error),
        )
        shown = receipt_pages.followed_page(store, city, words, code=code, found=found, given=told, wrongs=wrongs)
        return page(shown, status=422)
    found, done = triage.followed(store, digest), words("Your correction is stored.")
    return page(receipt_pages.followed_page(store, city, words, code=code, found=found, done=done))


def _in_words(error: BadInput, words: Words) -> list[str]:
    return [words.error(one) for one in (error.faults if isinstance(error, FaultyForm) else [error])]


@router.post("/follow/erase")
def erase(request: Request, store: StoreDep, city: CityDep, words: WordsDep, code: Code = "") -> Response:
    """Delete the report of a code for good."""
    _pace(request).require(request, name="codes", per_hour=CODES)
    try:
        triage.erase_by_receipt(store, receipt.digest(code, key=_key(request)))
    except NotFound as error:
        return page(receipt_pages.follow_page(city, words, wrong=words.error(error)), status=404)
    return page(
        receipt_pages.follow_page(city, words, done=words("The report and all that belonged to it are deleted."))
    )


def _again(
    request: Request, store: StoreDep, city: CityDep, words: Words, given: dict[str, str], error: FaultyForm
) -> Rendered:
    wrongs: dict[str, list[str]] = {}
    for fault in error.faults:
        wrongs.setdefault(str(fault.column), []).append(words.error(fault))
    given = _without_strayed_point(given, error)
    return submissions.submissions_page(
        store, city, words, given=given, wrongs=wrongs, task=proof.challenge(key=_key(request))
    )


def _without_strayed_point(given: dict[str, str], error: BadInput) -> dict[str, str]:
    """Leave out a point that cannot be the place: it would stand before the words that are written in its stead."""
    wrong = isinstance(error, FaultyForm) and any(fault.column == "place" for fault in error.faults)
    return given | dict.fromkeys(("lon", "lat"), "") if wrong else given


def _require_pace(request: Request, settings: Settings, given: dict[str, str]) -> None:
    worked = proof.solved(given.get("proof_task", ""), given.get("proof_answer", ""), key=_key(request))
    if worked:
        _pace(request).require(request, name="forms", per_hour=settings.forms_an_hour)
    else:
        _pace(request).require(request, name="plain forms", per_hour=settings.plain_forms_an_hour)


def _token(request: Request, given: dict[str, str]) -> str:
    """Return the form's own token, or the key that a program chose."""
    return (
        request.headers.get("idempotency-key", "")[:200] or given.get("sent", "")[:200] or proof.challenge(key=b"none")
    )


def _key(request: Request) -> bytes:
    key: bytes = request.app.state.secret
    return key


def _pace(request: Request) -> Pace:
    pace: Pace = request.app.state.pace
    return pace
