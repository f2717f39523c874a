"""The service's own secret, under which receipts are hashed and forms are signed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from geo.errors import Unavailable

_BYTES = 32


def secret_of(folder: Path) -> bytes:
    """Return the secret kept beside the database, made at the first start and readable by its owner alone.

    Raises
    ------
    Unavailable
        If the file is there but holds none: a new one would make all receipts worthless.
    """
    path = folder / "secret"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    key = path.read_bytes()
    if len(key) != _BYTES:
        raise Unavailable(
            "The file {file} must hold the service's secret of {bytes} bytes; bring it back from a backup.",
            file=path,
            bytes=_BYTES,
        )
    return key
