"""The commands ``czujka account``, ``czujka key`` and ``czujka audit``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.terminal import opened
from maps.words import Words

accounts_app = typer.Typer(no_args_is_help=True, help="Who may sign in.")
keys_app = typer.Typer(no_args_is_help=True, help="Keys for programs such as QGIS.")
audit_app = typer.Typer(no_args_is_help=True, help="The log of sensitive reads and of changes.")

Cities = Annotated[str | None, typer.Option("--city", help="Profile of the city; CZUJKA_CITY says it for good.")]
Role = Annotated[str, typer.Option(help="council, moderator, coordinator, planner, admin or auditor.")]
Name = Annotated[str, typer.Argument(help="Its name.")]


@accounts_app.command("add")
def add(name: Name, role: Role, city: Cities = None) -> None:
    """Add an account; the password is asked for, or read from the standard input."""
    from api import people

    with opened(city) as (store, _, words):
        people.require_role(role)
        password = _password(words)
        with store.connection(writing=True) as connection:
            people.add(connection, name, role, by=people.OPERATOR, password=password)
        print(words("{name} may sign in as {role}.", name=name, role=words.name("role", role)))


@accounts_app.command("renew")
def renew(name: Name, city: Cities = None) -> None:
    """Give somebody who has lost their password another one, for use once."""
    from api import people

    with opened(city) as (store, _, words):
        with store.connection(writing=True) as connection:
            password = people.renew(connection, name, by=people.OPERATOR)
        print(words("Within seven days {name} chooses a password of their own with this one:", name=name))
        print(password)


def _password(words: Words) -> str:
    """Ask for a password twice; where nobody sits at the terminal, read one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    again = words("The same once more")
    return str(typer.prompt(words("Password"), hide_input=True, confirmation_prompt=again))


@accounts_app.command("list")
def list_(city: Cities = None) -> None:
    """List the accounts."""
    from geo.storage import accounts

    with opened(city) as (store, _, words):
        with store.connection() as connection:
            found = accounts.everyone(connection)
        for one in found:
            state = "" if one.active else " " + words("(closed)")
            print(f"{one.name}: {words.name('role', one.role)}{state}")
        if not found:
            print(words("There are no accounts yet: czujka account add NAME --role coordinator"))


@accounts_app.command("close")
def close(name: Name, city: Cities = None) -> None:
    """Let an account sign in no more and end its sessions."""
    _set_active(name, city, active=False)


@accounts_app.command("open")
def open_(name: Name, city: Cities = None) -> None:
    """Let a closed account sign in again."""
    _set_active(name, city, active=True)


@keys_app.command("add")
def add_key(
    name: Name,
    role: Role,
    layers: Annotated[str, typer.Option(help="The layers that it may read, separated by commas.")],
    city: Cities = None,
) -> None:
    """Make a key for a program; it is shown once."""
    from api.people import require_role
    from geo.storage import accounts
    from layers import gate
    from layers.base import Audience

    with opened(city) as (store, _, words):
        require_role(role)
        named = tuple(part.strip() for part in layers.split(",") if part.strip())
        for layer in named:
            gate.get(layer, Audience(role))
        with store.connection(writing=True) as connection:
            key = accounts.add_key(connection, name=name, role=role, layers=named)
        print(words("Send it as “Authorization: Bearer …”; it is shown this once:"))
        print(key)


@keys_app.command("revoke")
def revoke(name: Name, city: Cities = None) -> None:
    """Take the keys of a name back."""
    from geo.storage import accounts

    with opened(city) as (store, _, words):
        with store.connection(writing=True) as connection:
            accounts.revoke_key(connection, name)
        print(words("The keys called {name} open nothing any more.", name=name))


@audit_app.command("check")
def check(city: Cities = None) -> None:
    """Check that no line of the log was changed."""
    from geo.storage import audit

    with opened(city) as (store, _, words):
        with store.connection() as connection:
            broken = audit.first_broken(connection)
        if broken is not None:
            print(words("The log was changed: line {line} does not follow from the one before.", line=broken))
            raise typer.Exit(1)
        print(words("The log is whole."))


def _set_active(name: str, city: str | None, *, active: bool) -> None:
    from api import people

    with opened(city) as (store, _, words):
        with store.connection(writing=True) as connection:
            people.set_active(connection, name, active=active, by=people.OPERATOR)
        print(words("{name} may sign in.", name=name) if active else words("{name} may not sign in.", name=name))
