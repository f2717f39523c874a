"""The places where people gather or pass unseen."""

from layers.base import EVERYONE, text
from layers.stored import PROVENANCE, REF, StoredLayer

PLACES = StoredLayer(
    id="places",
    title="Places",
    description="Schools, stops, parks, underpasses and other places that new cameras should see first.",
    geometry="any",
    exact_for=EVERYONE,
    properties=REF
    | {
        "kind": text("Kind of place, as the city profile names it"),
        "name": text("Name of the place"),
    }
    | PROVENANCE,
)
