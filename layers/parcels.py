"""The parcels, by which ground is private."""

from layers.base import EVERYONE, text
from layers.stored import PROVENANCE, REF, StoredLayer

PARCELS = StoredLayer(
    id="parcels",
    title="Parcels",
    description="Parcels by their use, without their owners; what cameras see of residential ones is told and masked.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=REF | {"kind": text("Use: residential, or as the source names it")} | PROVENANCE,
)
