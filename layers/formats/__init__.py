"""The formats in which a page of features is written."""

from layers.formats import csv, geojson, gpkg
from layers.formats.format import Format

FORMATS: dict[str, Format] = {
    "geojson": geojson.GEOJSON,
    "csv": csv.CSV,
    "gpkg": gpkg.GPKG,
}

__all__ = ["FORMATS", "Format"]
