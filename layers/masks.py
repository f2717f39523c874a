"""The masks of the cameras: ground that they do not show."""

from layers.base import EVERYONE, text
from layers.stored import PROVENANCE, REF, StoredLayer

MASKS = StoredLayer(
    id="masks",
    title="Masks",
    description="Ground that a camera blanks out of its picture.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=REF | {"camera": text("Reference of the camera in its register")} | PROVENANCE,
)
