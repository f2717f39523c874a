"""Which category of the profile does a source mean by its own word?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray


def keys(told: Iterable[str], named: Mapping[str, Iterable[str]]) -> NDArray[np.object_]:
    """Return (N,) the key of the category that each word means; a word that nobody knows stays itself.

    Parameters
    ----------
    named
        The words of each key, which itself is one of them; compared without case, diacritics and punctuation.

    Examples
    --------
    >>> keys(["Nieprawidłowe parkowanie", "Parking", "Kłótnia"], {"parking": ["nieprawidłowe parkowanie"]}).tolist()
    ['parking', 'parking', 'Kłótnia']
    """
    meant = {_bare(word): key for key, words in named.items() for word in (key, *words)}
    listed = list(told)
    of = {word: meant.get(_bare(word), word) for word in set(listed)}
    return np.array([of[word] for word in listed], dtype=object)


def _bare(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ł", "l"))
    return "".join(letter for letter in plain if letter.isalnum())
