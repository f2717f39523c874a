"""The street lamps."""

from layers.base import EVERYONE
from layers.stored import PROVENANCE, REF, StoredLayer

LAMPS = StoredLayer(
    id="lamps",
    title="Lamps",
    description="Street lamps.",
    geometry="point",
    exact_for=EVERYONE,
    properties=REF | PROVENANCE,
)
