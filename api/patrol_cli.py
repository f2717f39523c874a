"""The command ``czujka patrol``."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import opened

if TYPE_CHECKING:
    from geo.storage.audit import Entry

patrol_app = typer.Typer(no_args_is_help=True, help="Plan patrols: a year, a shift.")

Cities = Annotated[str | None, typer.Option("--city", help="Profile of the city; CZUJKA_CITY says it for good.")]
Seed = Annotated[int | None, typer.Option(help="Same seed and same inputs, same plan; drawn unless told.")]
_ACTOR = "czujka"


@patrol_app.command("year")
def year(
    year: Annotated[int, typer.Argument(help="The year.")],
    total: Annotated[int | None, typer.Option(help="Patrols of the year; the profile's number unless told.")] = None,
    done: Annotated[int, typer.Option(help="Patrols that were made before the first day.")] = 0,
    first: Annotated[str | None, typer.Option(help="From which day on, as 2026-12-31.")] = None,
    seed: Seed = None,
    city: Cities = None,
) -> None:
    """Spread a year's patrols over its shifts."""
    from geo.analyses.patrol_kept import keep_year, year_plan
    from maps.patrol_words import money

    with opened(city) as (store, profile, words):
        from_day = None if first is None else _day(first)
        keep_year(store, profile, by=_by(), year=year, total=total, done=done, first_day=from_day, seed=seed)
        plan = year_plan(store, year)
        assert plan is not None  # noqa: S101 - it was kept a moment ago
        print(
            words(
                "{year}: {n} patrols are planned, {spent}. Seed: {seed}.",
                year=year,
                n=words.number(plan.until(date(year, 12, 31))),
                spent=money(plan.total * profile.patrols.cost_grosze, words),
                seed=plan.seed,
            )
        )


@patrol_app.command("plan")
def plan(
    day: Annotated[str, typer.Option(help="Day on which the shift begins, as 2026-12-31.")],
    shift: Annotated[str, typer.Option(help="A shift of the city's profile, such as night.")],
    foot: Annotated[int | None, typer.Option(help="Foot patrols; by the year's plan unless told.")] = None,
    motor: Annotated[int | None, typer.Option(help="Motor patrols; by the year's plan unless told.")] = None,
    seed: Seed = None,
    city: Cities = None,
) -> None:
    """Plan a shift and print its stops."""
    from geo.analyses.patrol_kept import keep_shift, shift_plan
    from geo.analyses.patrol_rounds import begins, shift_of
    from maps.patrol_words import clock, place_name

    with opened(city) as (store, profile, words):
        given = None if foot is None and motor is None else {"foot": foot or 0, "motor": motor or 0}
        number = keep_shift(store, profile, by=_by(), day=_day(day), shift=shift, patrols=given, seed=seed)  # type: ignore[arg-type]
        _, made = shift_plan(store, number)
        start = begins(profile, shift_of(profile, shift), made.day)
        print(words("Plan {number}, seed {seed}: {n} stops.", number=number, seed=made.seed, n=len(made.stops)))
        for crew, stop in made.stops:
            print(
                words(
                    "  patrol {crew}, {when}, {minutes} min: {where}",
                    crew=crew,
                    when=clock(start, stop.begins_s, profile.zone),
                    minutes=stop.minutes,
                    where=place_name(made.place(stop.place), words),
                )
            )
        for ref in made.left_out:
            print(words("  fits into no patrol: {where}", where=place_name(made.place(ref), words)))


@patrol_app.command("check")
def check(
    number: Annotated[int, typer.Argument(help="Number of a shift's plan.")],
    city: Cities = None,
) -> None:
    """Check that a plan comes out again from its seed."""
    from geo.analyses.patrol_kept import same_again

    with opened(city) as (store, profile, words):
        same = same_again(store, profile, number)
        if same is None:
            print(words("What the plan rests on has changed since; it cannot be drawn again."))
            raise typer.Exit(2)
        if not same:
            print(words("The plan does not come out again from its seed."))
            raise typer.Exit(1)
        print(words("The plan comes out again from its seed, stop by stop."))


def _by() -> Entry:
    from geo.storage.audit import Entry

    return Entry(_ACTOR, "command", "plan", "", "")


def _day(given: str) -> date:
    from geo.errors import BadInput

    try:
        return datetime.strptime(given, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise BadInput("A day must be written as 2026-12-31, not {given!r}.", given=given[:40]) from None
