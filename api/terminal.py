"""How commands open a city and talk to the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from api.settings import Settings

if TYPE_CHECKING:
    from geo.city import City
    from geo.storage.store import Store
    from maps.words import Words


def settings_of(city: str | None, **stated: Any) -> Settings:
    """Return the settings of the environment, under what the command line says."""
    given = {name: value for name, value in {"city": city, **stated}.items() if value is not None}
    return Settings(**given)


def words_of(settings: Settings | None) -> Words:
    """Return the words of the language that the settings name; of the first one where they cannot be read."""
    from maps.words import LANGUAGES, words

    return words(settings.language if settings else LANGUAGES[0])


@contextmanager
def opened(city: str | None) -> Iterator[tuple[Store, City, Words]]:
    """Open the city's store; say errors that a user can act on in words, and end with 1."""
    from geo.city import load_city
    from geo.errors import CzujkaError, FaultyFile
    from geo.storage.store import Store

    settings = settings_of(city)
    words = words_of(settings)
    try:
        profile = load_city(settings.city)
        store = Store.open(settings.database, city_id=profile.id)
        try:
            yield store, profile, words
        finally:
            store.close()
    except FaultyFile as error:
        print(words.error(error), file=sys.stderr)
        tell_faults(error.faults, words)
        print(words("The sound rows can be taken with --skip-faulty."), file=sys.stderr)
        raise typer.Exit(1) from None
    except CzujkaError as error:
        print(words.error(error), file=sys.stderr)
        raise typer.Exit(1) from None


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work is, on the terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(title, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def tell_faults(faults: Any, words: Words) -> None:
    """Print each fault of a file with its row and column."""
    for fault in faults:
        place = [words("row {row}", row=fault.row)] if fault.row is not None else []
        place += [words("column {column}", column=fault.column)] if fault.column else []
        print(f"  {', '.join(place)}: {words.error(fault)}" if place else f"  {words.error(fault)}", file=sys.stderr)


def translate(command: Any, words: Words) -> None:
    """Put the help of a command and of all below it into the reader's language."""
    command.help = words(command.help) if command.help else None
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = words(parameter.help)
    for below in getattr(command, "commands", {}).values():
        translate(below, words)
