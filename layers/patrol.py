"""What patrols reach and what they did: for those who plan them, and never for the public."""

from layers.base import Audience, integer, moment, number, text
from layers.results import ResultLayer
from layers.stored import PROVENANCE, REF, StoredLayer

#: A plan must not be foreseen, so that nobody else knows of these layers.
PATROLS = frozenset({Audience.COORDINATOR, Audience.AUDITOR})

VISITS = StoredLayer(
    id="visits",
    title="Visits of patrols",
    description="Where a patrol was, when and for how many minutes. Who was on duty is not kept.",
    geometry="point",
    exact_for=PATROLS,
    when=("began_at", "began_at"),
    properties=REF
    | {
        "area": text("Reference of the area or of the place of a plan"),
        "kind": text("foot or motor"),
        "began_at": moment("When the visit began"),
        "minutes": number("How long it lasted, minutes"),
    }
    | PROVENANCE,
)

PATROL_REACH = ResultLayer(
    id="patrol-reach",
    analysis="reach",
    title="Reach of patrols",
    description="The streets that a patrol or a fast-response vehicle reaches from its base in some minutes.",
    geometry="line",
    exact_for=PATROLS,
    properties={
        "base": text("Name of the base; empty where the middle of the streets stands for one"),
        "kind": text("foot, motor or response, a fast-response vehicle"),
        "minutes": integer("Within so many minutes"),
        "length_m": number("Length of the streets that are reached, metres"),
        "share": number("Their share of all streets, 0 to 1"),
    },
)
