"""The parts of the city by which results are counted."""

from layers.base import EVERYONE, integer, text
from layers.stored import PROVENANCE, REF, StoredLayer

AREAS = StoredLayer(
    id="areas",
    title="Areas",
    description="Parts of the city by which results are counted: the city itself, its districts or council areas.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=REF
    | {
        "kind": text("Kind of area, as the city profile names it"),
        "name": text("Name"),
        "code": text("Official code, with its leading zeros"),
        "population": integer("How many people live there, where the register tells"),
    }
    | PROVENANCE,
)
