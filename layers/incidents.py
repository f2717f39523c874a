"""The incidents, each as one source tells it."""

from layers.base import EVERYONE, moment, text
from layers.stored import PROVENANCE, REF, StoredLayer

INCIDENTS = StoredLayer(
    id="incidents",
    title="Incidents",
    description="What happened, where and in which interval of time, as one source tells it. Sources are never mixed:"
    " each incident names its own.",
    geometry="point",
    exact_for=EVERYONE,
    when=("occurred_from", "occurred_to"),
    properties=REF
    | {
        "category": text("What happened, in the word of its source"),
        "occurred_from": moment("First moment at which it can have happened"),
        "occurred_to": moment("Last moment at which it can have happened"),
    }
    | PROVENANCE,
)
