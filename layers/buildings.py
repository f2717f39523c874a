"""The buildings, which hide what stands behind them."""

from layers.base import EVERYONE, number, text, texts
from layers.stored import PROVENANCE, REF, StoredLayer

BUILDINGS = StoredLayer(
    id="buildings",
    title="Buildings",
    description="Buildings by footprint and height, which hide what stands behind them.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=REF
    | {
        "height_m": number("Height, metres"),
        "levels": number("Number of levels above the ground"),
        "min_height_m": number("Height above the ground at which the body begins, metres"),
        "kind": text("Kind of building, as its source names it"),
        "name": text("Name"),
        "address": text("Address"),
        "assumed": texts("Names of the values that no source gives: documented defaults"),
    }
    | PROVENANCE,
)
