"""What a page says when it has nothing to show: what is missing, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from geo.city import City
from maps.render import Rendered, render
from maps.words import Words


@dataclass(frozen=True, slots=True)
class Empty:
    """What is missing, what to do next, and the commands that do it.

    Attributes
    ----------
    process, role
        The process that would do it, and who may start it from the page; none where no process can.
    """

    what: str
    next: str
    commands: list[str]
    process: str | None = None
    role: str | None = None


def empty_page(title: str, words: Words, city: City, *, page: str, empty: Empty, aspect: str = "planner") -> Rendered:
    """Return a page that says what to do next.

    Parameters
    ----------
    aspect
        Which of the planner's pages it is, if it is one of them.
    """
    return render("empty.html", words, city, page=page, title=title, empty=empty, aspect=aspect)
