"""The street lamps."""

from layers.base import EVERYONE, number, text
from layers.stored import PROVENANCE, REF, StoredLayer

LAMPS = StoredLayer(
    id="lamps",
    title="Lamps",
    description="Street lamps.",
    geometry="point",
    exact_for=EVERYONE,
    properties=REF
    | {
        "schedule": text("When it is on: a lighting schedule of the city profile; the profile's own if none is told"),
        "lit_radius_m": number("How far it lights the ground, metres; the profile's own if none is told"),
    }
    | PROVENANCE,
)
