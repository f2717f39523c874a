"""The streets by their centre lines."""

from layers.base import EVERYONE, flag, text
from layers.stored import PROVENANCE, REF, StoredLayer

STREETS = StoredLayer(
    id="streets",
    title="Streets",
    description="Streets and paths by their centre lines.",
    geometry="line",
    exact_for=EVERYONE,
    properties=REF
    | {
        "kind": text("Kind of street, the highway word of OpenStreetMap"),
        "name": text("Name"),
        "underground": flag("In a tunnel or a passage under the ground"),
    }
    | PROVENANCE,
)
