"""The cameras, each as its register knows it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geo.model.camera import Preset
from geo.storage.store import Store
from layers.base import EVERYONE, Found, LayerQuery, flag, integer, number, text, texts
from layers.camera_status import STATUS, staged
from layers.choose import choose
from layers.stored import PROVENANCE, REF, StoredLayer


@dataclass(frozen=True, kw_only=True)
class CameraLayer(StoredLayer):
    """The cameras of the store; presets are written as an import reads them."""

    def find(self, query: LayerQuery, store: Store) -> Found:
        """Return the cameras as they are; only the gate may call it."""
        found = self._in_a_stage(query, store) if "stage" in query.equal else super().find(query, store)
        written = [[str(Preset.model_validate(one)) for one in told or ()] for told in found.frame["presets"]]
        return replace(found, frame=staged(found.frame.assign(presets=written)))

    def _in_a_stage(self, query: LayerQuery, store: Store) -> Found:
        """Return a page of those in a stage, of which the store knows nothing."""
        stored = {name: value for name, value in query.equal.items() if name != "stage"}
        found = super().find(replace(query, equal=stored, limit=None, offset=0), store)
        asked = LayerQuery(equal={"stage": query.equal["stage"]}, limit=query.limit, offset=query.offset)
        frame, matched = choose(staged(found.frame), asked)
        return replace(found, frame=frame, number_matched=matched)


CAMERAS = CameraLayer(
    id="cameras",
    title="Cameras",
    description="Surveillance cameras with where they hang, how they look and whose they are.",
    geometry="point",
    exact_for=EVERYONE,
    properties=REF
    | {
        "name": text("Name"),
        "camera_type": text("fixed looks one way; dome and panning can turn all round"),
        "kind": text("Kind of camera, as the city profile names it"),
        "mount": text("What it hangs on: wall, pole, ceiling, roof, other"),
        "height_m": number("Height of the lens above the ground, metres"),
        "bearing_deg": number("Where it points, degrees clockwise from north; none for a camera that turns all round"),
        "tilt_deg": number("Angle below the horizon, degrees"),
        "hfov_deg": number("Horizontal field of view of the lens, degrees"),
        "sensor_width_px": integer("Width of the picture, pixels"),
        "sensor_height_px": integer("Height of the picture, pixels"),
        "ir_range_m": number("How far its own infrared light reaches in the dark, metres; 0 for none"),
        "presets": texts("Views of a turning camera: bearing/opening@share of the time, degrees and parts of 1"),
        "system": text("System to which it belongs"),
        "operator": text("Who runs it"),
        "owner": text("Whose it is"),
    }
    | STATUS
    | {
        "indoor": flag("Inside a building or below ground: counts in no coverage"),
        "assumed": texts("Names of the values that no source gives: documented defaults"),
    }
    | PROVENANCE,
)
