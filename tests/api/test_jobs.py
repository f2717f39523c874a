"""Jobs: long work is started, watched, ended early and broken off, and nobody else hears of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import httpx
import pytest

from api.jobs import MOST_OPEN, Job, Jobs
from geo.engine import Doing
from geo.errors import BadInput, NotFound, Unavailable
from signing_in import SignedIn

PATIENCE_S = 60.0


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def ended(job: Job) -> Job:
    deadline = time.monotonic() + PATIENCE_S
    while job.finished is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert job.finished is not None
    return job


def counting(doing: Doing) -> dict[str, Any]:
    """Count until it is enough, or for a minute."""
    for i in range(int(PATIENCE_S / 0.01)):
        doing.tell(i, 6000, {"best": i})
        if doing.finish_early.wait(0.01):
            break
    return {"best": i}


def test_a_job_ends_with_its_results(jobs: Jobs) -> None:
    job = ended(jobs.start("count", lambda doing: {"best": 7}, by="ala"))
    assert (job.status, job.results) == ("successful", {"best": 7})


def test_enough_keeps_what_is_found(jobs: Jobs) -> None:
    job = jobs.start("count", counting, by="ala")
    while job.doing.stand is None or job.doing.stand.done < 3:
        time.sleep(0.005)
    assert job.status == "running"
    job.doing.finish_early.set()
    assert ended(job).status == "successful"
    assert 3 <= job.results["best"] < 6000


def test_what_is_broken_off_has_no_results(jobs: Jobs) -> None:
    job = jobs.start("count", counting, by="ala")
    while job.doing.stand is None:
        time.sleep(0.005)
    job.doing.dismissed.set()
    assert ended(job).status == "dismissed"
    with pytest.raises(NotFound, match="ended well"):
        _ = job.results


def test_what_waits_can_be_broken_off_too(jobs: Jobs) -> None:
    go = Event()
    running = [jobs.start("wait", lambda doing: {"went": go.wait(PATIENCE_S)}, by="ala") for _ in range(2)]
    waiting = jobs.start("wait", lambda doing: {}, by="ala")
    jobs.dismiss(waiting)
    assert ended(waiting).status == "dismissed"
    go.set()
    assert [ended(job).results for job in running] == [{"went": True}] * 2


def test_a_fault_of_the_user_is_told_and_one_of_ours_is_not(jobs: Jobs) -> None:
    def refuse(doing: Doing) -> dict[str, Any]:
        raise BadInput("A budget must be positive, not {given}.", given=-1)

    def fail(doing: Doing) -> dict[str, Any]:
        return {"never": 1 // 0}

    assert str(ended(jobs.start("bad", refuse, by="ala")).failure) == "A budget must be positive, not -1."
    assert "logged" in str(ended(jobs.start("bad", fail, by="ala")).failure)


def test_a_job_is_its_starters_alone(jobs: Jobs) -> None:
    job = jobs.start("count", lambda doing: {}, by="ala")
    assert jobs.of("ala") == [job]
    assert jobs.of("ola") == []
    with pytest.raises(NotFound):
        jobs.get(job.id, by="ola")


def test_too_much_work_at_once_is_refused(jobs: Jobs) -> None:
    go = Event()
    for _ in range(MOST_OPEN):
        jobs.start("wait", lambda doing: {"went": go.wait(PATIENCE_S)}, by="ala")
    with pytest.raises(Unavailable, match=str(MOST_OPEN)):
        jobs.start("wait", lambda doing: {}, by="ala")
    go.set()


@pytest.fixture
def as_(signed_in: SignedIn) -> Callable[[str], httpx.Client]:
    """Return an opener of browsers that send JSON."""
    roles = {"ala": "planner", "ola": "coordinator", "ela": "coordinator"}

    def opened(name: str) -> httpx.Client:
        browser = signed_in(roles[name], name)
        browser.headers["content-type"] = "application/json"
        return browser

    return opened


def test_the_public_starts_nothing(address: str) -> None:
    assert httpx.get(f"{address}/processes").json()["processes"] == []
    assert httpx.get(f"{address}/jobs").json()["jobs"] == []
    for method, path in (("POST", "/processes/hotspots/execution"), ("GET", "/jobs/x"), ("DELETE", "/jobs/x")):
        answer = httpx.request(method, address + path, json={})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_coordinator_computes_the_hotspots_anew(as_: Callable[[str], httpx.Client]) -> None:
    browser = as_("ola")
    offered = {one["id"] for one in browser.get("/processes").json()["processes"]}
    plans = {"patrol-plan", "patrol-change", "patrol-year"}
    assert offered == {"hotspots", "patrol-map", "surfaces", "rhythm", "accuracy"} | plans
    started = browser.post("/processes/hotspots/execution", json={})
    assert started.status_code == 201
    address = started.headers["location"]
    deadline = time.monotonic() + PATIENCE_S
    while (said := browser.get(address).json())["status"] in ("accepted", "running") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert said["status"] == "successful", said
    summary = browser.get(f"{address}/results").json()["summary"]
    assert summary["analysis"] == "hotspots"
    assert [job["jobID"] for job in browser.get("/jobs").json()["jobs"]] == [said["jobID"]]
    assert as_("ela").get(address).status_code == 404


def test_a_role_starts_its_own_processes_only(as_: Callable[[str], httpx.Client]) -> None:
    answer = as_("ala").post("/processes/hotspots/execution", json={})
    assert answer.status_code == 404
    assert "coverage" in answer.json()["detail"]


def test_unknown_inputs_are_listed(as_: Callable[[str], httpx.Client]) -> None:
    answer = as_("ala").post("/processes/coverage/execution", json={"inputs": {"budget": 7}})
    assert answer.status_code == 422
    assert [fault["name"] for fault in answer.json()["errors"]] == ["body.inputs.budget"]


def test_a_failure_is_told_in_the_readers_language(as_: Callable[[str], httpx.Client]) -> None:
    browser = as_("ala")
    missing = browser.get("/jobs/nie-ma")
    assert missing.status_code == 404
    assert "nie-ma" in missing.json()["detail"]


def test_a_process_tells_its_inputs(as_: Callable[[str], httpx.Client]) -> None:
    told = as_("ala").get("/processes/coverage").json()
    assert told["jobControlOptions"] == ["async-execute", "dismiss"]
    assert told["inputs"] == {}
