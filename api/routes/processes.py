"""Long computations as jobs (OGC API - Processes, part 1): start, watch, end early, dismiss."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import JSONResponse, Response

from api import processes
from api.answer import document
from api.deps import AudienceDep, CityDep, OnlyF, StoreDep
from api.jobs import Job, Jobs
from api.links import JSON, link
from api.readers import ReaderDep
from api.routes.pages import WordsDep
from geo.storage.audit import Entry
from layers.formats.values import moment
from maps.words import Words

router = APIRouter(tags=["Processes"])
_VERSION = "1"


class Execution(BaseModel):
    """What a process is to be run on.

    Attributes
    ----------
    inputs
        As its description tells them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    inputs: Annotated[dict[str, Any], Field(max_length=200)] = Field(default_factory=dict)


async def _jobs(request: Request) -> Jobs:
    found: Jobs = request.app.state.jobs
    return found


async def _by(reader: ReaderDep) -> str:
    """Return who asks; a key and an account may have the same name."""
    if reader.name is None:
        return "public"  # whose jobs are none, for the policy lets nobody else start one
    return f"{'key' if reader.form_token is None else 'account'}:{reader.name}"


Name = Annotated[str, Path(description="Id of the process.")]
JobsDep = Annotated[Jobs, Depends(_jobs)]
ByDep = Annotated[str, Depends(_by)]


async def _job(job: Annotated[str, Path(description="Id of the job.")], jobs: JobsDep, by: ByDep) -> Job:
    return jobs.get(job, by=by)


JobDep = Annotated[Job, Depends(_job)]


@router.get("/processes", summary="The long computations that the reader may start", dependencies=[OnlyF])
def listed(request: Request, audience: AudienceDep) -> Response:
    """Answer with the processes of the reader's role; the public has none."""
    told = [_summary(request, name, audience) for name in processes.visible(audience)]
    return document(request, {"processes": told, "links": [link(request, "self", "/processes", JSON, "This document")]})


@router.get("/processes/{process}", summary="One long computation", dependencies=[OnlyF])
def described(request: Request, process: Name, audience: AudienceDep) -> Response:
    """Answer with a process and its inputs as JSON Schema."""
    told = _summary(request, process, audience)
    schema = processes.get(process, audience).inputs.model_json_schema()
    told["inputs"] = {name: {"title": name, "schema": one} for name, one in schema.get("properties", {}).items()}
    told["definitions"] = schema.get("$defs", {})
    return document(request, told | {"outputs": {"summary": {"title": "summary", "schema": {"type": "object"}}}})


@router.post("/processes/{process}/execution", status_code=201, summary="Start a long computation")
def start(
    request: Request,
    process: Name,
    store: StoreDep,
    city: CityDep,
    jobs: JobsDep,
    audience: AudienceDep,
    by: ByDep,
    words: WordsDep,
    execution: Annotated[Execution, Body()],
) -> Response:
    """Answer with the job that has been made of it; where it stands is told under its address."""
    asked = processes.get(process, audience)
    inputs = _checked(asked.inputs, execution.inputs)
    work = partial(asked.run, store, city, inputs)
    work = partial(work, by=Entry(_maker(by), audience.value, "", "", "")) if asked.signed else work
    job = jobs.start(process, work, by=by)
    return JSONResponse(_told(request, job, words), 201, headers={"Location": f"/jobs/{job.id}"})


@router.get("/jobs", summary="The reader's jobs")
def mine(request: Request, jobs: JobsDep, by: ByDep, words: WordsDep) -> Response:
    """Answer with the jobs of the reader, the newest first."""
    told = [_told(request, job, words) for job in jobs.of(by)]
    return document(request, {"jobs": told, "links": [link(request, "self", "/jobs", JSON, "This document")]})


@router.get("/jobs/{job}", summary="Where a job stands")
def stands(request: Request, job: JobDep, words: WordsDep) -> Response:
    """Answer with the status of a job and what it has found so far."""
    return document(request, _told(request, job, words))


@router.get("/jobs/{job}/results", summary="What came of a job")
def results(request: Request, job: JobDep) -> Response:
    """Answer with the summary of a job that has ended well."""
    return document(request, {"summary": dict(job.results)})


@router.post("/jobs/{job}/finish", summary="Let a job end with what it has found so far")
def finish(request: Request, job: JobDep, words: WordsDep) -> Response:
    """Answer with the status of the job, which ends soon and keeps what it has found."""
    job.doing.finish_early.set()
    return document(request, _told(request, job, words))


@router.delete("/jobs/{job}", summary="Break a job off")
def dismiss(request: Request, job: JobDep, jobs: JobsDep, words: WordsDep) -> Response:
    """Answer with the status of the job, of which nothing is kept."""
    jobs.dismiss(job)
    return document(request, _told(request, job, words))


def _maker(by: str) -> str:
    """Return by what name the log knows who asks: an account by its own, a key as one."""
    return by.removeprefix("account:")


def _summary(request: Request, name: str, audience: AudienceDep) -> dict[str, Any]:
    process = processes.get(name, audience)
    return {
        "id": name,
        "title": process.title,
        "description": process.description,
        "version": _VERSION,
        "jobControlOptions": ["async-execute", "dismiss"],
        "outputTransmission": ["value"],
        "links": [link(request, "self", f"/processes/{name}", JSON, process.title)],
    }


def _checked(model: type[BaseModel], given: Mapping[str, Any]) -> BaseModel:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        faults = [fault | {"loc": ("body", "inputs", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise RequestValidationError(faults) from error


def _told(request: Request, job: Job, words: Words) -> dict[str, Any]:
    """Return where a job stands; a failure is told in the reader's language."""
    stand = job.doing.stand
    told: dict[str, Any] = {"jobID": job.id, "processID": job.process, "type": "process", "status": job.status}
    told |= {name: moment(when) for name, when in _moments(job).items() if when is not None}
    if stand is not None:
        told |= {"progress": round(100 * stand.done / max(stand.total, 1)), "soFar": dict(stand.so_far)}
    if job.failure is not None:
        told["message"] = words.error(job.failure)
    told["links"] = [link(request, "self", f"/jobs/{job.id}", JSON, "Where it stands")]
    if job.status == "successful":
        results_ = "http://www.opengis.net/def/rel/ogc/1.0/results"
        told["links"].append(link(request, results_, f"/jobs/{job.id}/results", JSON, "What came of it"))
    return told


def _moments(job: Job) -> dict[str, Any]:
    updated = job.finished or (job.doing.stand.at if job.doing.stand else job.started)
    return {"created": job.created, "started": job.started, "finished": job.finished, "updated": updated}
