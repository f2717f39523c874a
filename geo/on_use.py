"""How is a part of the program loaded only when something of it is used?"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class LoadedOnUse(ModuleType):
    """A module that stands for one that is not loaded yet, and hands on all that is asked of it or put into it."""

    def __getattr__(self, name: str) -> Any:
        """Return what the module itself holds; it is loaded first, by the rules of any import, which threads share."""
        return getattr(import_module(self.__name__), name)

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        """All that the module itself holds, for whoever looks through it."""
        return vars(import_module(self.__name__))

    def __setattr__(self, name: str, value: Any) -> None:
        """Put something into the module itself, as tests do that shorten a limit."""
        setattr(import_module(self.__name__), name, value)


def on_use(room: str) -> Callable[[str], ModuleType]:
    """Return the ``__getattr__`` of a room whose modules are loaded when something of them is used.

    With it ``from maps import night`` costs nothing until ``night.night_page`` is called. A name from inside a module
    (``from maps.night import night_page``) loads that module at once, as ever.

    Parameters
    ----------
    room
        Name of the package.
    """

    def module(name: str) -> ModuleType:
        path = f"{room}.{name}"
        if name.startswith("_") or find_spec(path) is None:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return LoadedOnUse(path)

    return module
