"""Who may sign in, as what, and who did? The page of an admin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from geo.city import City
from geo.storage import accounts
from geo.storage.accounts import Account
from geo.storage.store import Store
from maps.render import Rendered, render
from maps.words import Words


@dataclass(frozen=True, slots=True)
class Given:
    """A password that was made for somebody; it is shown this once.

    Attributes
    ----------
    name
        Of the account.
    """

    name: str
    password: str


def accounts_page(
    store: Store,
    city: City,
    words: Words,
    *,
    own: str,
    roles: tuple[str, ...],
    given: Given | None = None,
    typed: Mapping[str, str] | None = None,
    wrong: str | None = None,
    done: str | None = None,
) -> Rendered:
    """Return the list of accounts with what can be done with each.

    Parameters
    ----------
    own
        Name of the reader, who can neither close their own account nor give it another role.
    roles
        Those that an account can have.
    typed, wrong
        What was sent and refused, and why, in the reader's language.
    done
        What came of the last step, in the reader's language.
    """
    with store.connection() as connection:
        known = accounts.everyone(connection)
        open_sessions = accounts.open_sessions(connection)
    now = datetime.now(UTC)
    rows = [_row(one, open_sessions.get(one.name, 0), city, words, now) | {"own": one.name == own} for one in known]
    active = sum(one.active for one in known)
    return render(
        "accounts.html",
        words,
        city,
        page="accounts",
        title=words("Who may sign in?"),
        answer=words.count("{n} account is open", "{n} accounts are open", active)
        + ", "
        + words.count("{n} session is open now.", "{n} sessions are open now.", sum(open_sessions.values())),
        rows=rows,
        roles=words.names("role", tuple(roles)),
        given=given,
        typed={"name": "", "role": "", "of": ""} | dict(typed or {}),
        wrong=wrong,
        done=done,
    )


def _row(one: Account, sessions: int, city: City, words: Words, now: datetime) -> dict[str, Any]:
    return {
        "name": one.name,
        "role": one.role,
        "state": _state(one, city, words, now),
        "active": one.active,
        "sign": "○" if not one.active else "●",
        "signed_in": words.moment(one.signed_in_at, city.zone) if one.signed_in_at else words("never"),
        "since": one.signed_in_at.isoformat() if one.signed_in_at else "",
        "sessions": sessions,
    }


def _state(one: Account, city: City, words: Words, now: datetime) -> str:
    if not one.active:
        return words("closed")
    if one.locked_until is not None and one.locked_until > now:
        return words("waits until {when} after wrong passwords", when=words.moment(one.locked_until, city.zone))
    if one.one_time_until is None:
        return words("open")
    if one.one_time_until < now:
        return words("the password that was given has run out")
    return words("no password chosen yet; until {when}", when=words.moment(one.one_time_until, city.zone))
