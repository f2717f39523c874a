"""Where does somebody who works with the maps sign in and choose a password?"""

from __future__ import annotations

from geo.city import City
from maps.render import Rendered, render
from maps.words import Words


def sign_in_page(city: City, words: Words, *, name: str = "", after: str = "/", wrong: str | None = None) -> Rendered:
    """Return the page with the form.

    Parameters
    ----------
    name
        What was typed before.
    after
        Where to go on afterwards.
    wrong
        Why the last try failed, in the reader's language.
    """
    query = {"after": after} if after != "/" else {}
    return render(
        "sign_in.html",
        words,
        city,
        page="account",
        query=query,
        title=words("Sign in"),
        name=name,
        after=after,
        wrong=wrong,
    )


def password_page(city: City, words: Words, *, name: str, first: bool = False, wrong: str | None = None) -> Rendered:
    """Return the page on which somebody chooses a password.

    Parameters
    ----------
    first
        Whether the password so far was given by somebody else.
    wrong
        Why the last try failed, in the reader's language.
    """
    title = words("Choose your password") if first else words("Change your password")
    return render("password.html", words, city, page="account", title=title, name=name, first=first, wrong=wrong)
