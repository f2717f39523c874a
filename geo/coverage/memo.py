"""How is what was found for a piece of a city written down, and under which key?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

#: Another number makes all that was found before unknown: for whenever what is computed changes.
VERSION = 3
_DIGEST_BYTES = 20

Arrays = TypeVar("Arrays", bound=tuple[Any, ...])


def key_of(*parts: Any) -> bytes:
    """Return a digest of texts, bytes and arrays; other values, shapes or orders have another one."""
    digest = hashlib.blake2b(str(VERSION).encode(), digest_size=_DIGEST_BYTES)
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"{part.dtype.str}{part.shape}".encode())
            digest.update(np.ascontiguousarray(part).data)
        else:
            told = part if isinstance(part, bytes) else str(part).encode()
            digest.update(f"|{len(told)}|".encode() + told)
    return digest.digest()


def packed(arrays: Iterable[NDArray[Any]]) -> bytes:
    """Return arrays as bytes.

    Examples
    --------
    >>> [one.tolist() for one in unpacked(packed([np.arange(3), np.zeros((0, 2))]))]
    [[0, 1, 2], []]
    """
    told = [np.ascontiguousarray(array) for array in arrays]
    head = json.dumps([[array.dtype.str, array.shape] for array in told]).encode()
    # What follows the head begins at a multiple of 8 bytes, for arrays are read in place.
    head += b" " * (-(len(head) + 8) % 8)
    return len(head).to_bytes(8, "little") + head + b"".join(array.tobytes() for array in told)


def unpacked(told: bytes) -> list[NDArray[Any]]:
    """Return the arrays that were packed, for reading only."""
    at = 8 + int.from_bytes(told[:8], "little")
    found = []
    for kind, shape in json.loads(told[8:at]):
        size = int(np.prod(shape)) if shape else 1
        array = np.frombuffer(told, dtype=np.dtype(kind), count=size, offset=at).reshape(shape)
        found.append(array)
        at += array.nbytes
    return found


def wkb_of(shapes: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Return shapes, or none in their place, as sizes and bytes that can be packed."""
    told = [one or b"" for one in shapely.to_wkb(shapes)]
    return np.array([len(one) for one in told], dtype=np.int64), np.frombuffer(b"".join(told), dtype=np.uint8)


def shapes_of(sizes: NDArray[np.int64], wkb: NDArray[np.uint8]) -> NDArray[np.object_]:
    """Return the shapes that `wkb_of` told."""
    ends, told = np.cumsum(sizes).tolist(), wkb.tobytes()
    shapes: NDArray[np.object_] = shapely.from_wkb([told[a:b] or None for a, b in pairwise([0, *ends])])
    return shapes
