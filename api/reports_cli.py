"""The command ``czujka reports``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from api.terminal import opened

reports_app = typer.Typer(no_args_is_help=True, help="What residents and the Women's Council reported.")

Cities = Annotated[str | None, typer.Option("--city", help="Profile of the city; CZUJKA_CITY says it for good.")]


@reports_app.callback()
def reports() -> None:
    """Keep the subcommands apart, though there is only one yet."""


@reports_app.command("retain")
def retain(city: Cities = None) -> None:
    """Delete what may be kept no longer, and count for the public map what came before the last close of a period."""
    from geo.analyses import reports, walks
    from geo.casework import triage

    with opened(city) as (store, profile, words):
        gone = triage.retain(store, datetime.now(UTC))
        closed = [reports.run(store, profile), walks.run(store, profile)]
        with store.writing() as writing:
            for result in closed:
                writing.save(result)
        print(
            words(
                "Deleted: {reports} reports as old as a year, the texts and photos of {texts} closed ones.",
                reports=words.number(gone["reports"]),
                texts=words.number(gone["texts"]),
            )
        )
