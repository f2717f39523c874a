"""The store of one city: what comes in by an import, what analyses leave, what layers read."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, func, insert, select, update

from geo.model.result import Result
from geo.model.source import Source
from geo.storage import erased, families, memo, migrate, plans, results, sqlite
from geo.storage.families import BBox, Selection
from geo.storage.tables import FAMILY_TABLES, city, source

__all__ = ["Connection", "Selection", "Store", "Writing"]


class Writing:
    """What can be changed within one transaction of the store.

    Attributes
    ----------
    connection
        For the modules of this package, so that a change, its case and its line of audit are one.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, origin: Source, frame: gpd.GeoDataFrame) -> list[int]:
        """Add things of the family that the source names; ``n`` becomes their number."""
        values = origin.model_dump() | {"n": len(frame)}
        source_id = self.connection.execute(insert(source).values(values).returning(source.c.id)).scalar_one()
        return families.add(self.connection, origin.family, frame, source_id)

    def add_one(self, origin: Source, frame: gpd.GeoDataFrame) -> int:
        """Add one thing to a source that goes on and on, such as the residents' reports."""
        known = select(source.c.id).where(
            source.c.family == origin.family, source.c.name == origin.name, source.c.synthetic == origin.synthetic
        )
        source_id = self.connection.scalar(known)
        if source_id is None:
            return self.add(origin, frame)[0]
        grown = {"n": source.c.n + len(frame), "imported_at": origin.imported_at}
        self.connection.execute(update(source).where(source.c.id == source_id).values(grown))
        return families.add(self.connection, origin.family, frame, source_id)[0]

    def clear(self, family: str, *, kind: str | None = None) -> int:
        """Delete all things of a family, or those of one kind of source, and return how many there were."""
        mine = source.c.family == family
        if kind is not None:
            mine &= source.c.kind == kind
        count = families.clear(self.connection, family, list(self.connection.scalars(select(source.c.id).where(mine))))
        self.connection.execute(source.delete().where(mine))
        return count

    def read(self, family: str, selection: Selection = Selection()) -> gpd.GeoDataFrame:
        """Return things as this transaction sees them."""
        return families.read(self.connection, family, selection)[0]

    def set_values(self, family: str, frame: pd.DataFrame) -> None:
        """Write the columns of a frame, indexed by fid, over those of the things that are there."""
        families.set_values(self.connection, family, frame)

    def save(self, made: Result) -> None:
        """Keep a result whole in the place of the last one of its name."""
        results.save(self.connection, made)

    def remember(self, name: str, found: Mapping[bytes, bytes], *, keep: Sequence[bytes]) -> None:
        """Keep what a computation found for its pieces, beside those of earlier runs that it still needs."""
        memo.write(self.connection, name, found, keep)

    def mark_demo(self, city_id: str) -> None:
        """Note that the demo of the city is loaded."""
        self.connection.execute(update(city).where(city.c.id == city_id).values(demo_loaded_at=datetime.now(UTC)))


class Store:
    """A city's things and results in one database.

    Parameters
    ----------
    path
        The database file; ``open`` makes it where it is not there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = sqlite.engine_of(path)
        self._writer = threading.Lock()

    @classmethod
    def open(cls, path: Path, *, city_id: str) -> Store:
        """Return the store in a file, made or brought up to date where needed.

        Raises
        ------
        Unavailable
            If the file holds another city.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        store = cls(path)
        with store._writer, sqlite.for_writing(store._engine).begin() as connection:
            migrate.to_head(connection, city_id=city_id)
            erased.agree(connection, path)
        return store

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Open the one transaction that may write; everything in it is kept, or nothing."""
        with self.connection(writing=True) as connection:
            yield Writing(connection)

    @contextmanager
    def connection(self, *, writing: bool = False) -> Iterator[Connection]:
        """Open a transaction for the modules of this package, so that a change and its line of audit are one."""
        if not writing:
            with self._reading() as connection:
                yield connection
            return
        with self._writer, sqlite.in_words(), sqlite.for_writing(self._engine).begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with sqlite.in_words(), self._engine.connect() as connection:
            yield connection

    def read(self, family: str, selection: Selection = Selection()) -> gpd.GeoDataFrame:
        """Return things of a family, indexed by ``fid``, EPSG:4326."""
        return self.read_page(family, selection)[0]

    def read_page(self, family: str, selection: Selection) -> tuple[gpd.GeoDataFrame, int]:
        """Return a page of things and how many match in all."""
        with self._reading() as connection:
            return families.read(connection, family, selection)

    def count(self, family: str) -> int:
        """Return how many things of a family there are."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(FAMILY_TABLES[family])) or 0

    def holds_anything(self) -> bool:
        """Tell whether there is any thing of any family."""
        return any(self.count(family) for family in FAMILY_TABLES)

    def sources(self, *names: str) -> list[Source]:
        """Return the sources of families, in the order of their imports."""
        columns = [column for column in source.columns if column.name != "id"]
        statement = select(*columns).where(source.c.family.in_(names)).order_by(source.c.id)
        with self._reading() as connection:
            return [Source.model_validate(dict(row)) for row in connection.execute(statement).mappings()]

    def digest(self, names: Sequence[str]) -> str:
        """Return the state of families as a hash; another state means that results on them are stale."""
        told = [f"{s.family}|{s.name}|{s.file_sha256}|{s.n}|{s.imported_at}" for s in self.sources(*names)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def result(self, name: str) -> Result | None:
        """Return what is told of the latest result of an analysis, without its frames."""
        with self._reading() as connection:
            return results.head(connection, name)

    def remembered(self, name: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what a computation found before, of the pieces whose keys are asked for."""
        with self._reading() as connection:
            return memo.read(connection, name, keys)

    def result_items(
        self,
        layer: str,
        bbox: BBox | None = None,
        *,
        equal: Mapping[str, float | str] | None = None,
        fid: int | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> gpd.GeoDataFrame:
        """Return the items that analyses left in a layer, indexed by ``fid``, EPSG:4326."""
        with self._reading() as connection:
            return results.items(connection, layer, bbox, equal=equal, fid=fid, limit=limit, offset=offset)

    def result_count(self, layer: str, *, equal: Mapping[str, float | str] | None = None) -> int:
        """Return how many items of a layer have some values."""
        with self._reading() as connection:
            return results.count(connection, layer, equal=equal)

    def result_values(self, layer: str, *names: str) -> pd.DataFrame:
        """Return some of what the items of a layer tell, two names or more, indexed by ``fid``, without shapes."""
        with self._reading() as connection:
            return results.values(connection, layer, names)

    def plan_items(self, layer: str, plan: int | None = None) -> gpd.GeoDataFrame:
        """Return the items of a layer of one siting plan, or of all, indexed by ``fid``, EPSG:4326."""
        with self._reading() as connection:
            return plans.items(connection, layer, plan)

    def demo_loaded_at(self) -> datetime | None:
        """Return when the demo was loaded; none if it was not."""
        with self._reading() as connection:
            return connection.scalar(select(city.c.demo_loaded_at))

    def state(self) -> dict[str, str]:
        """Return which library and which journal mode are in use; costs no more than a question."""
        with self._reading() as connection:
            journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        return {"sqlite": sqlite.version(), "journal_mode": str(journal)}

    def check(self) -> dict[str, Any]:
        """Return what the database says of itself: library, journal mode, integrity, counts; reads all of it."""
        with self._reading() as connection:
            integrity = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        counts = {family: self.count(family) for family in FAMILY_TABLES}
        return self.state() | {"integrity": integrity, "counts": counts}

    def backup(self, target: Path) -> None:
        """Copy the database to a file while it is in use."""
        sqlite.backup(self._engine, target)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()
