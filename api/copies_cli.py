"""The commands ``czujka backup`` and ``czujka restore``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.terminal import opened, settings_of, words_of

Cities = Annotated[str | None, typer.Option("--city", help="Profile of the city; CZUJKA_CITY says it for good.")]


def backup(
    folder: Annotated[Path, typer.Argument(help="Where copies stand; each gets a folder of its own in it.")],
    city: Cities = None,
) -> None:
    """Copy the database, its photos and the service's secret while the service runs."""
    from api.people import OPERATOR
    from geo.storage import copies

    with opened(city) as (store, profile, words):
        beside = [store.path.with_name("secret")]
        made = copies.make(store, folder, city_id=profile.id, by=OPERATOR.name, beside=beside)
        print(words("The copy is whole and stands in {folder}. Keep it as safe as the database.", folder=made))


def restore(
    folder: Annotated[Path, typer.Argument(help="The folder of one copy.")],
    city: Cities = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Bring a copy back, without any report that was erased since."""
    from api.people import OPERATOR
    from geo.errors import CzujkaError
    from geo.storage import copies

    settings = settings_of(city)
    words = words_of(settings)
    try:
        about = copies.read(folder)
        if not yes:
            typer.confirm(
                words("Put the copy of {moment} in the place of the database?", moment=about.made_at), abort=True
            )
        done = copies.restore(folder, settings.database, city_id=settings.city, by=OPERATOR.name)
    except CzujkaError as error:
        print(words.error(error), file=sys.stderr)
        raise typer.Exit(1) from None
    print(words("The copy of {moment} is back. Start the service again.", moment=about.made_at))
    if done.erased:
        print(
            words.count(
                "{n} report erased since was erased again.", "{n} reports erased since were erased again.", done.erased
            )
        )
    if done.before:
        print(words("What was there before stands in {folder}; delete it once you are sure.", folder=done.before))
