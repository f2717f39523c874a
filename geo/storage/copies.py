"""How a database is copied while it is in use, and brought back without what was erased since."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3
from sqlalchemy import delete

from geo.errors import BadInput
from geo.storage import audit, erased, migrate, sqlite
from geo.storage.audit import Entry
from geo.storage.people_tables import session
from geo.storage.store import Store

_ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Copy:
    """What stands in a copy.

    Attributes
    ----------
    files
        The hash of each file, by its name; the first is the database.
    """

    city: str
    made_at: str
    revision: str
    files: dict[str, str]

    @property
    def database(self) -> str:
        """The name of the database's file."""
        return next(iter(self.files))


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of bringing a copy back.

    Attributes
    ----------
    erased
        How many reports of the copy were erased again.
    before
        Where the database that was there before stands; none if there was none.
    """

    made_at: datetime
    erased: int
    before: Path | None


def make(store: Store, folder: Path, *, city_id: str, by: str, beside: Sequence[Path] = ()) -> Path:
    """Copy the database, what is erased of it, and files beside it into a new folder, while all of it is in use.

    Parameters
    ----------
    by
        Who asks; the log says so, in the database and in the copy.
    beside
        Further files that the copy needs, such as the service's secret; those that are missing are left out.

    Returns
    -------
    folder
        Named after the city and the moment; it appears whole or not at all.
    """
    now = datetime.now(UTC)
    final = folder / f"{store.path.stem}-{now:%Y%m%dT%H%M%S}Z"
    part = folder / f".{final.name}.part"
    part.mkdir(parents=True, mode=0o700)
    try:
        with store.connection(writing=True) as connection:
            audit.append(connection, Entry(by, "service", "export", "database", "backup"))
            revision = migrate.revision(connection)
        store.backup(part / store.path.name)
        _require_whole(part / store.path.name)
        for file in (erased.book_of(store.path), *beside):
            if file.exists():
                shutil.copyfile(file, part / file.name)
        names = [store.path.name, *sorted(path.name for path in part.iterdir() if path.name != store.path.name)]
        about = Copy(city_id, now.isoformat(), str(revision), {name: _seal(part / name) for name in names})
        (part / _ABOUT).write_text(json.dumps(asdict(about), ensure_ascii=False, indent=1), encoding="utf-8")
        part.rename(final)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return final


def read(folder: Path) -> Copy:
    """Return what stands in a copy, once every file of it is what it was.

    Raises
    ------
    BadInput
        If the folder is no copy, or a file of it is missing or was changed.
    """
    try:
        about = Copy(**json.loads((folder / _ABOUT).read_text(encoding="utf-8")))
        damaged = [name for name, seal in about.files.items() if _seal(folder / Path(name).name) != seal]
    except (OSError, ValueError, TypeError) as error:
        raise BadInput("The folder {folder} must be one that `czujka backup` has made.", folder=folder) from error
    if damaged or not about.files:
        raise BadInput("A copy must be as it was made, but these files are not: {files}.", files=", ".join(damaged))
    return about


def restore(folder: Path, database: Path, *, city_id: str, by: str) -> Restored:
    """Bring a copy back in the place of the database, without any report that was erased since.

    What was there before is copied beside first. All sessions end: who had signed in signs in again. Files beside the
    database, such as the service's secret, are brought back, too.

    Raises
    ------
    BadInput
        If the copy is damaged or of another city; nothing is changed then.
    """
    about = read(folder)
    if about.city != city_id:
        raise BadInput("A copy must be of {city}, but this one is of {given}.", city=city_id, given=about.city)
    before = _set_aside(database, city_id=city_id, by=by)
    database.parent.mkdir(parents=True, exist_ok=True)
    erased.add(database, folder / erased.book_of(Path(about.database)).name)
    for name in list(about.files)[1:]:
        if name != erased.book_of(Path(about.database)).name:
            _put(folder / name, database.parent / name)
    with closing(pysqlite3.connect(str(folder / about.database))) as source:
        _overwrite(source, database)
    again = _made_ready(database, city_id=city_id, by=by, made_at=about.made_at)
    return Restored(datetime.fromisoformat(about.made_at), again, before)


def _set_aside(database: Path, *, city_id: str, by: str) -> Path | None:
    """Copy the database that is there, after which its book holds all that was erased of it."""
    if not database.exists():
        return None
    store = Store.open(database, city_id=city_id)
    try:
        return make(store, database.parent / "before-restore", city_id=city_id, by=by)
    finally:
        store.close()


def _overwrite(source: pysqlite3.Connection, database: Path) -> None:
    """Put the pages of one database into another through SQLite, so that whoever has it open sees it change at once."""
    with closing(pysqlite3.connect(str(database))) as target:
        target.execute("PRAGMA busy_timeout = 30000")
        source.backup(target)


def _made_ready(database: Path, *, city_id: str, by: str, made_at: str) -> int:
    """Bring a database that is back to the newest tables, rid of what was erased; return how many reports that were."""
    engine = sqlite.engine_of(database)
    try:
        with sqlite.in_words(), sqlite.for_writing(engine).begin() as connection:
            migrate.to_head(connection, city_id=city_id)
            again = erased.agree(connection, database)
            connection.execute(delete(session))
            audit.append(connection, Entry(by, "service", "change", "database", f"restored from {made_at}"))
    finally:
        engine.dispose()
    return again


def _require_whole(database: Path) -> None:
    with closing(pysqlite3.connect(str(database))) as copy:
        [(told,)] = copy.execute("PRAGMA integrity_check(1)").fetchall()
    if told != "ok":
        raise BadInput("The copy must be whole, but the database says: {told}.", told=told)


def _put(file: Path, there: Path) -> None:
    """Copy a file so that it is never half there, readable by its owner alone."""
    fresh = there.with_name(f"{there.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
        written.write(file.read_bytes())
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(there)


def _seal(file: Path) -> str:
    with file.open("rb") as read_:
        return hashlib.file_digest(read_, "sha256").hexdigest()
