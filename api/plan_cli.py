"""The commands ``czujka plan``: find plans on the command line, and keep them beside those of the page."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.terminal import opened, progress

if TYPE_CHECKING:
    from geo.city import City
    from geo.engine import Doing
    from geo.model.plan import SitingPlan, SitingWishes
    from maps.words import Words

plan_app = typer.Typer(no_args_is_help=True, help="Plans: where to put the next cameras.")

Cities = Annotated[str | None, typer.Option("--city", help="Profile of the city; CZUJKA_CITY says it for good.")]


@plan_app.command("sites")
def sites(
    budget: Annotated[float | None, typer.Option(help="What may be spent, PLN.")] = None,
    city: Cities = None,
    programme: Annotated[
        str | None, typer.Option(help="A programme of the city profile, with its numbers and its budget.")
    ] = None,
    objective: Annotated[str, typer.Option(help="cover, backup, max_min or least_cost.")] = "cover",
    share: Annotated[float, typer.Option(help="For least_cost: the share that must be covered, 0 to 1.")] = 0.5,
    new: Annotated[int | None, typer.Option(help="At most so many new points.")] = None,
    replace: Annotated[int, typer.Option(help="At most so many cameras replaced.")] = 0,
    modernise: Annotated[int, typer.Option(help="At most so many cameras modernised.")] = 0,
    document: Annotated[int, typer.Option(help="At most so many points designed only.")] = 0,
    seconds: Annotated[float, typer.Option(help="Longest search; Ctrl+C ends it with the best plan found.")] = 60.0,
    name: Annotated[str, typer.Option(help="Name of the variant.")] = "",
    seed: Annotated[int, typer.Option(help="Of the random numbers of the search.")] = 0,
) -> None:
    """Find a plan where to put the next cameras, and keep it."""
    from geo.analyses import siting
    from geo.storage import plans

    with opened(city) as (store, profile, words):
        caps = {"new": new, "replace": replace, "modernise": modernise, "document": document}
        asked = _wishes(budget, programme, objective, share, caps, seconds, name, seed)
        with progress(words("Looking for a plan")) as told:
            doing = _shown(told)
            with _enough(doing, words):
                made = siting.run(store, profile, asked, doing)
        with store.connection(writing=True) as connection:
            plan = plans.add(connection, made)
        _say(made, plan, profile, words)


def _wishes(
    budget: float | None,
    programme: str | None,
    objective: str,
    share: float,
    caps: Mapping[str, int | None],
    seconds: float,
    name: str,
    seed: int,
) -> SitingWishes:
    from pydantic import ValidationError

    from geo.errors import BadInput
    from geo.model.plan import SitingWishes

    if budget is None and programme is None and objective != "least_cost":
        raise BadInput("A plan must have a budget or a programme: --budget or --programme.")
    given = {
        "name": name,
        "budget_grosze": round(100 * (budget or 0)),
        "programme": programme,
        "objective": objective,
        "share": share,
        "caps": {kind: most for kind, most in caps.items() if most is not None},
        "time_limit_s": seconds,
        "seed": seed,
    }
    try:
        return SitingWishes.model_validate(given)
    except ValidationError as error:
        [first, *_] = error.errors()
        raise BadInput("{name} cannot be taken: {reason}.", name=first["loc"][0], reason=first["msg"]) from None


def _shown(told: Callable[[int, int], None]) -> Doing:
    """Return work whose progress is shown on the terminal."""
    from geo.engine import Doing

    class Shown(Doing):
        def tell(self, done: int, total: int, so_far: Mapping[str, Any] | None = None) -> None:
            super().tell(done, total, so_far)
            told(done, total)

    return Shown()


@contextmanager
def _enough(doing: Doing, words: Words) -> Iterator[None]:
    """Let Ctrl+C end the search with the best plan found by then; a second one breaks it off."""

    def end(number: int, frame: FrameType | None) -> None:
        if doing.finish_early.is_set():
            raise KeyboardInterrupt
        doing.finish_early.set()
        print(words("Enough: the best plan found so far is kept."), file=sys.stderr)

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _say(made: SitingPlan, plan: int, city: City, words: Words) -> None:
    """Print what the plan is worth, what is proven of it, and where it is to be seen."""
    told = made.summary
    if not told["goals"]:
        print(words("No plan keeps all that is asked for:"))
        for one in told["why"]:
            template = one["template"]
            print("  " + words(template, **one["values"]))
        return
    goal = told["goals"][0]
    print(
        words(
            "Plan {plan}: {n} points for {cost} PLN; {after} of the weight is covered, {before} was.",
            plan=plan,
            n=words.number(len(told["refs"])),
            cost=words.number(told["spent_grosze"] / 100),
            after=words.percent(told["after_share"]),
            before=words.percent(told["before_share"]),
        )
    )
    if told["status"] == "optimal":
        print(words("No plan is better: this is proven."))
    elif goal["gap"] is not None:
        gap = words.number(100 * goal["gap"], digits=1)
        print(words("Any other plan is better by at most {gap} % (optimality gap).", gap=gap))
    print(words("See it at /maps/siting?plan={plan}: czujka serve --city {city}", plan=plan, city=city.id))
