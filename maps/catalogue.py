"""How is a catalogue of sentences read without parsing it at each start?"""

from __future__ import annotations

import gettext
import io
import os
from contextlib import suppress
from pathlib import Path

_FOLDER = Path(__file__).parent / "locale"


def catalogue(language: str) -> gettext.NullTranslations:
    """Return the sentences of a language; English needs none, its sentences are the keys."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(compiled(_FOLDER / f"{language}.po")))


def compiled(source: Path) -> bytes:
    """Return a catalogue in the form that gettext reads; kept as Python keeps what it compiles.

    Parameters
    ----------
    source
        The ``.po`` file. What was made of it lies in ``__pycache__`` beside it, of the same time as the source: from a
        source of any other time it is made anew. Where nothing can be written, it is made at each start.
    """
    kept, changed_ns = source.parent / "__pycache__" / f"{source.stem}.mo", source.stat().st_mtime_ns
    with suppress(OSError):
        if kept.stat().st_mtime_ns == changed_ns:
            return kept.read_bytes()
    made = _made(source)
    with suppress(OSError):
        _keep(made, kept, changed_ns)
    return made


def _made(source: Path) -> bytes:
    # Here, not above: at most starts there is nothing to make.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = io.BytesIO()
    with source.open("rb") as file:
        write_mo(made, read_po(file, locale=source.stem))
    return made.getvalue()


def _keep(made: bytes, kept: Path, changed_ns: int) -> None:
    """Write a file whole: another process that starts meanwhile reads all of it or none."""
    kept.parent.mkdir(exist_ok=True)
    beside = kept.with_suffix(f".{os.getpid()}")
    beside.write_bytes(made)
    os.utime(beside, ns=(changed_ns, changed_ns))
    beside.replace(kept)
