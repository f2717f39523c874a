"""What is private, how much of it each camera sees, and the masks that would hide it.

What is private and how much of it all cameras see together is for everyone; a parcel is told without its owner. Which
camera sees into which yard, and where a mask should be and is not, is for those who plan and judge the cameras.
"""

from layers.base import EVERYONE, Audience, flag, integer, number, text
from layers.results import ResultLayer

#: Who sees what each camera sees of private ground.
JUDGES = frozenset({Audience.PLANNER, Audience.COORDINATOR, Audience.COUNCIL, Audience.AUDITOR})

PRIVATE_GROUND = ResultLayer(
    id="private-ground",
    analysis="privacy",
    title="Private ground",
    description="Open ground of residential parcels or, where no parcels are known, what is taken to be private.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={
        "area_m2": number("Size, square metres"),
        "assumed": flag("Taken to be private: courtyards and a strip around residential buildings"),
    },
)

PRIVACY = ResultLayer(
    id="privacy",
    analysis="privacy",
    title="Private ground in view",
    description="Private ground and residential buildings in view of each camera, by density; also where it is none.",
    geometry="polygon",
    exact_for=JUDGES,
    properties={
        "camera": integer("Id of the camera in the collection of cameras"),
        "ref": text("Reference of the camera in its register"),
        "name": text("Name of the camera"),
        "px_per_m": number("Pixels per metre that the ground has at least"),
        "private_m2": number("Private ground in view without masks, square metres"),
        "after_masks_m2": number("Private ground in view that masks leave, square metres; the geometry of the feature"),
        "homes": integer("Residential buildings in view without masks"),
        "homes_after_masks": integer("Residential buildings in view that masks leave"),
        "view_m2": number("All ground in view without masks, square metres"),
        "share": number("Private share of the ground in view without masks, 0 to 1"),
        "masks": integer("Number of masks of the camera"),
        "counted": flag("Works outdoors, and so counts in the totals"),
    },
)

MASKS_PROPOSED = ResultLayer(
    id="masks-proposed",
    analysis="privacy",
    title="Proposed masks",
    description="Masks that would hide all private ground in view; `czujka import masks` takes them as they are.",
    geometry="polygon",
    exact_for=JUDGES,
    properties={
        "ref": text("Reference of the mask"),
        "camera": text("Reference of the camera in its register"),
        "hides_m2": number("Private ground in view that it hides, square metres"),
    },
)
