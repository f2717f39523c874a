"""The command ``czujka reports``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import opened

if TYPE_CHECKING:
    from geo.model.result import Result

reports_app = typer.Typer(no_args_is_help=True, help="What residents and the Women's Council reported.")

Cities = Annotated[str | None, typer.Option("--city", help="Profile of the city; CZUJKA_CITY says it for good.")]


@reports_app.callback()
def reports() -> None:
    """Keep the subcommands apart, though there is only one yet."""


@reports_app.command("retain")
def retain(city: Cities = None) -> None:
    """Delete what may be kept no longer; where a period has ended, close it on the public maps of reports and hotspots."""
    from geo.analyses import hotspots, reports, walks
    from geo.casework import triage

    with opened(city) as (store, profile, words):
        gone = triage.retain(store, datetime.now(UTC))
        squares = reports.run(store, profile)
        closed = [squares, walks.run(store, profile), hotspots.close(store, profile)]
        with store.writing() as writing:
            for result in closed:
                if result is not None:
                    writing.save(result)
        print(
            words(
                "Deleted: {reports} reports as old as a year, the texts and photos of {texts} closed ones.",
                reports=words.number(gone["reports"]),
                texts=words.number(gone["texts"]),
            )
        )
        print(words("The public maps stand as of {day}.", day=words.day(_last_day(squares), profile.zone)))


def _last_day(squares: Result) -> datetime:
    from geo.casework.working_days import last_moment

    assert squares.period is not None  # noqa: S101 - the analysis always tells it
    return last_moment(squares.period[1])
