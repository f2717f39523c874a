"""The command ``czujka``: bring data in, compute, look, take data out."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.accounts_cli import accounts_app, audit_app, keys_app
from api.copies_cli import backup, restore
from api.patrol_cli import patrol_app
from api.plan_cli import plan_app
from api.reports_cli import reports_app
from api.settings import Settings
from api.terminal import opened, progress, settings_of, tell_faults, translate, words_of
from geo.errors import BadInput

if TYPE_CHECKING:
    from geo.city import City
    from geo.ingest.report import ImportReport
    from geo.model.result import Result
    from geo.storage.store import Store
    from maps.words import Words

# geopandas, folium and the rest take seconds to import: each command imports what it needs when it runs, so that
# `czujka --help` answers at once.

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
app.add_typer(accounts_app, name="account")
app.add_typer(keys_app, name="key")
app.add_typer(audit_app, name="audit")
app.add_typer(reports_app, name="reports")
app.add_typer(patrol_app, name="patrol")
app.add_typer(plan_app, name="plan")
app.command()(backup)
app.command()(restore)

Cities = Annotated[str | None, typer.Option("--city", help="Profile of the city; CZUJKA_CITY says it for good.")]
Families = Annotated[
    str,
    typer.Argument(
        help="areas, cameras, buildings, addresses, streets, parcels, places, trees, lamps, masks, outages, incidents, survey,"
        " osm."
    ),
]


@app.command("import")
def import_(
    family: Families,
    file: Annotated[Path, typer.Argument(help="GeoJSON, CSV, XLSX or GeoPackage; .osm.pbf for osm.")],
    city: Cities = None,
    crs: Annotated[
        str | None, typer.Option(help="EPSG:4326, 2180 or 2176 to 2179, where the file does not say.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Sheet of a workbook or layer of a GeoPackage.")] = None,
    source: Annotated[str | None, typer.Option(help="Name of the source; the file's name unless told.")] = None,
    kind: Annotated[
        str, typer.Option(help="Who tells: register, police, city_guard, kmzb, council, survey, …")
    ] = "register",
    licence: Annotated[str | None, typer.Option(help="Licence of the data.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, store nothing.")] = False,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="Replace all that is there of this family; of incidents only those of the same kind."
        ),
    ] = False,
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="Take the sound rows and list the others.")
    ] = False,
) -> None:
    """Bring a register or open data in: all of a file, or nothing of it."""
    from geo.ingest.osm_extract import import_osm
    from geo.ingest.register import import_file

    with opened(city) as (store, profile, words):
        with progress(words("Reading {name}", name=file.name)) as told:
            if family == "osm":
                found = import_osm(store, profile, file, dry_run=dry_run, replace=replace, progress=told)
                reports = list(found.values())
            else:
                report = import_file(
                    store,
                    profile,
                    family,
                    file,
                    crs=crs,
                    layer=layer,
                    source_name=source,
                    source_kind=kind,
                    licence=licence,
                    dry_run=dry_run,
                    replace=replace,
                    skip_faulty=skip_faulty,
                    progress=told,
                )
                reports = [report]
        for report in reports:
            _tell_import(report, words)


@app.command()
def export(
    layer: Annotated[str, typer.Argument(help="A layer, such as cameras, coverage, gaps, hotspots.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    format: Annotated[str, typer.Option(help="geojson, gpkg or csv.")] = "geojson",
    role: Annotated[str, typer.Option(help="As whom to read: public, planner, coordinator …")] = "public",
    city: Cities = None,
) -> None:
    """Take a layer out as a file, as the public or another role may see it; the log tells of exact places."""
    from api.exported import note_export
    from api.people import OPERATOR, ROLES
    from api.readers import Reader
    from layers import gate
    from layers.base import Audience, LayerQuery
    from layers.formats import FORMATS

    with opened(city) as (store, profile, words):
        if format not in FORMATS:
            raise BadInput(
                "A format must be one of {choices}, not {given!r}.", choices=", ".join(FORMATS), given=format
            )
        if role not in (known := (Audience.PUBLIC.value, *ROLES)):
            raise BadInput("A role must be one of {choices}, not {given!r}.", choices=", ".join(known), given=role)
        reader = Reader(Audience(role), OPERATOR.name)
        page = gate.read(layer, LayerQuery(audience=reader.audience), store, profile)
        note_export(store, reader, gate.get(layer, reader.audience), page, format)
        out.write_bytes(FORMATS[format].encode(page))
        print(
            words.count("{n} feature written to {file}.", "{n} features written to {file}.", len(page.frame), file=out)
        )
        if page.synthetic:
            print(words("Synthetic data are among them, and say so."))


@app.command()
def run(
    analysis: Annotated[
        str, typer.Argument(help="An analysis such as coverage, privacy, hotspots, surfaces, rhythm, accuracy; or all.")
    ],
    city: Cities = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            help="Whose incidents count in hotspots, such as police or operator; may be repeated. As chosen before,"
            " or as the city profile has it, unless told. What rests on the map is computed anew, too."
        ),
    ] = None,
) -> None:
    """Compute an analysis on what is in the store, and keep its result."""
    with opened(city) as (store, profile, words):
        for name, work in _runs(analysis, source).items():
            try:
                with progress(words("Computing {name}", name=words.name("analysis", name))) as told:
                    result = work(store, profile, told)
                    with store.writing() as writing:
                        writing.save(result)
            except KeyboardInterrupt:
                print(words("Broken off. The last result is kept as it was; what was found so far makes the next run shorter."), file=sys.stderr)  # fmt: skip
                raise typer.Exit(130) from None
            print(words("{name}: n = {n}, kept.", name=words.name("analysis", name), n=words.number(result.n)))


def _runs(analysis: str, sources: list[str] | None) -> Mapping[str, Callable[..., Result]]:
    """Return what is to be computed: where sources are chosen, all that rests on the map of hotspots as well."""
    from geo.analyses import hotspots
    from geo.analyses.registry import ANALYSES, RESTS_ON

    if analysis not in (*ANALYSES, "all"):
        choices = ", ".join([*ANALYSES, "all"])
        raise BadInput("An analysis must be one of {choices}, not {given!r}.", choices=choices, given=analysis)
    if not sources:
        return {name: ANALYSES[name].run for name in (ANALYSES if analysis == "all" else [analysis])}
    if analysis != "hotspots":
        raise BadInput("Sources can be chosen for hotspots alone, not for {given}.", given=analysis)
    beside = {name: ANALYSES[name].run for name, below in RESTS_ON.items() if below == analysis}
    return {analysis: partial(hotspots.run, chosen=sources), **beside}


@app.command()
def demo(
    city: Cities = None,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="Make up a whole city within the real boundary: torun, krakow.")
    ] = False,
) -> None:
    """Load the demo of a city and compute its maps; where it is loaded already, do nothing."""
    settings = settings_of(city)
    words = words_of(settings)
    already = words("The demo of {city} is loaded already: {file}", city=settings.city, file=settings.database)
    if _demo_loaded(settings):
        print(already)
        return
    from geo.ingest.demo import load

    with opened(city) as (store, profile, words):
        with progress(words("Loading the demo of {city}", city=profile.name)) as told:
            loaded = load(store, profile, lambda name, done, total: told(done, total), fabric=synthetic)
        if not loaded:
            print(already)
            return
        counts = {words.name("family", family): n for family, n in store.check()["counts"].items() if n}
        print(
            words(
                "Loaded: {counts}. Open it with: czujka serve --city {city}",
                counts=words.listed(counts),
                city=profile.id,
            )
        )


@app.command()
def serve(
    city: Cities = None,
    host: Annotated[str | None, typer.Option(help="Address to listen at.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Port to listen at.")] = None,
    with_demo: Annotated[
        bool, typer.Option("--demo", help="Load the demo of the city first, where it is not loaded yet.")
    ] = False,
) -> None:
    """Serve the maps and the API; 127.0.0.1:8000 unless told otherwise."""
    if with_demo:
        demo(city)
    settings = settings_of(city, host=host, port=port)
    words = words_of(settings)
    if settings.host not in ("127.0.0.1", "localhost", "::1"):
        print(words("Careful: all who reach this address see the public maps; exact places need an account."))
    print(
        words("Czujka: http://{host}:{port} (stop it with Ctrl+C)", host=settings.host, port=settings.port), flush=True
    )
    # What is loaded now stays: the collector need not look through it, neither while it is loaded nor later.
    gc.disable()
    import uvicorn

    from api.app import create_app

    service = create_app(settings)
    gc.freeze()
    gc.enable()
    # No access log: it would keep the addresses of those who report.
    uvicorn.run(service, host=settings.host, port=settings.port, access_log=False, log_level="warning")


@app.command()
def check(city: Cities = None) -> None:
    """Say in words how settings, database and versions are."""
    from importlib.metadata import version

    with opened(city) as (store, profile, words):
        settings = settings_of(city)
        told = store.check()
        print(
            words(
                "City: {name} ({id}), measured in {crs}, time zone {zone}.",
                name=profile.name,
                id=profile.id,
                crs=profile.crs,
                zone=profile.time_zone,
            )
        )
        print(
            words(
                "Database: {file}, SQLite {version}, journal {journal}.",
                file=settings.database,
                version=told["sqlite"],
                journal=told["journal_mode"],
            )
        )
        print(
            words("The database is sound.")
            if told["integrity"] == "ok"
            else words("The database is damaged: {what}", what=told["integrity"])
        )
        if told["journal_mode"] != "wal":
            print(words("This SQLite is older than 3.51.3, so the slower but safe DELETE journal is used."))
        print(
            words(
                "Holds: {counts}.", counts=words.listed({words.name("family", f): n for f, n in told["counts"].items()})
            )
        )
        for name in ("coverage", "hotspots"):
            print(_state(store, profile, words, name))
        parts = ("czujka", "geopandas", "shapely", "folium", "fastapi", "sqlalchemy", "pysqlite3")
        print(words("Versions: {versions}.", versions=", ".join(f"{part} {version(part)}" for part in parts)))


def main() -> None:
    """Run the command; an error that a user can act on is said in words, without a traceback."""
    command = typer.main.get_command(app)
    try:
        words = words_of(Settings())
    except BadInput as error:
        print(words_of(None).error(error), file=sys.stderr)
        sys.exit(1)
    if words.language != "en":
        translate(command, words)
    command()


def _state(store: Store, city: City, words: Words, name: str) -> str:
    from geo.analyses.inputs import INPUTS

    result = store.result(name)
    called = words.name("analysis", name)
    if result is None:
        return words("{name}: not computed yet; czujka run {command}", name=called, command=name)
    when = words.moment(result.made_at, city.zone)
    if result.inputs_digest != store.digest(INPUTS[name]):
        return words(
            "{name}: computed {when}, before the latest import; czujka run {command}",
            name=called,
            when=when,
            command=name,
        )
    return words("{name}: computed {when}, up to date.", name=called, when=when)


def _demo_loaded(settings: Settings) -> bool:
    """Tell whether the demo is loaded, without importing what reads geometries: this is asked at each start."""
    from geo.storage.opened import demo_loaded, has_results

    return demo_loaded(settings.database) and has_results(settings.database)


def _tell_import(report: ImportReport, words: Words) -> None:
    """Print what was read, taken and not taken, and all that the reader should know."""
    family = words.name("family", report.family)
    print(
        words(
            "{family}, {name}: {read} rows read, {taken} taken, {left} not taken.",
            family=family,
            name=report.name,
            read=words.number(report.rows_read),
            taken=words.number(report.taken),
            left=words.number(report.rows_read - report.taken),
        )
    )
    for note in report.notes:
        print("  " + words.error(note))
    tell_faults(report.not_taken, words)
    if report.dry_run:
        print(words("This was a dry run: nothing was stored."))
