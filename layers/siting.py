"""What siting plans hold: their points, what those would see and add, and the sites that were weighed."""

from __future__ import annotations

from dataclasses import dataclass

from geo.storage.store import Store
from layers.base import Audience, Found, Layer, LayerQuery, Property, flag, integer, number, text
from layers.choose import choose

#: A plan is a draft until a council has seen it.
_READERS = frozenset({Audience.PLANNER, Audience.AUDITOR})
_PLAN: dict[str, Property] = {"plan": integer("Id of the siting plan")}


@dataclass(frozen=True, kw_only=True)
class PlanLayer(Layer):
    """A layer that siting plans fill; whoever asks names the plan, or gets those of all plans."""

    def find(self, query: LayerQuery, store: Store) -> Found:
        """Return the items as they are; only the gate may call it."""
        plan = query.equal.get("plan")
        everything = store.plan_items(self.id, plan if isinstance(plan, int) else None)
        frame, matched = choose(everything.reindex(columns=[*self.properties, "geometry"]), query)
        return Found(frame=frame, number_matched=matched, sources=("Czujka",))


SITING_SITES = PlanLayer(
    id="siting-sites",
    title="Points of siting plans",
    description="The points that a siting plan chose, each with its cost, what it adds and what would stand in its"
    " place. Shares are of the weight of all that is to be seen.",
    geometry="point",
    exact_for=_READERS,
    properties=_PLAN
    | {
        "n": integer("Number of the point in its plan; what adds most comes first"),
        "ref": text("Reference of the option: its site, what is done, the kind of camera, the bearing"),
        "site_ref": text("Reference of the site"),
        "kind": text("new, replace, modernise or document"),
        "camera_kind": text("Kind of camera, as the city profile names it"),
        "host": text("What it hangs on: corner, wall, lamp, roof; standing for a camera that is there, imported"),
        "camera": text("Reference of the camera that is replaced or modernised"),
        "bearing_deg": number("Where it points, degrees clockwise from north; none all round"),
        "opening_deg": number("Horizontal opening of its picture, degrees"),
        "height_m": number("Height of the lens, metres"),
        "cost_grosze": integer("What it costs, grosze"),
        "name": text("Nearest street, or the name in the register"),
        "area": text("Reference of the area"),
        "area_name": text("Name of the area"),
        "sees_share": number("Share of all weight that it sees, 0 to 1"),
        "adds_share": number("Share of all weight that it alone sees, 0 to 1"),
        "adds_street_m": number("Metres of street that it alone sees"),
        "adds_incidents": integer("Verified incidents whose place it alone sees"),
        "adds_places": number("Places such as schools and stops that it alone sees, in parts"),
        "runner_up": text("Reference of the option that would lose least in its place"),
        "runner_up_name": text("Nearest street of that option"),
        "runner_up_loss_share": number("Share of all weight that would be lost by it"),
        "private_m2": number("Private ground in view at the density that counts, square metres"),
        "view_m2": number("Ground that it would see at the level of the plan, square metres"),
        "locked": flag("Was pinned by the planner"),
    },
)

SITING_VIEWS = PlanLayer(
    id="siting-views",
    title="Fields of view of siting plans",
    description="What each point of a siting plan would see at the level of the plan.",
    geometry="polygon",
    exact_for=_READERS,
    properties=_PLAN | {"n": integer("Number of the point"), "site": text("Reference of its option")},
)

SITING_ADDS = PlanLayer(
    id="siting-adds",
    title="What points of siting plans add",
    description="Places along streets that nothing sees but this one point of the plan.",
    geometry="any",
    exact_for=_READERS,
    properties=_PLAN | {"n": integer("Number of the point"), "site": text("Reference of its option")},
)

SITING_MASKS = PlanLayer(
    id="siting-masks",
    title="Masks that points of siting plans need",
    description="Masks that would hide the private ground which a point would see at the density that counts for"
    " privacy. They are proposals: the seen shares of the plan are those without them.",
    geometry="polygon",
    exact_for=_READERS,
    properties=_PLAN
    | {
        "n": integer("Number of the point"),
        "site": text("Reference of its option"),
        "hides_m2": number("Private ground in view that it hides, square metres"),
    },
)

SITING_CANDIDATES = PlanLayer(
    id="siting-candidates",
    title="Candidate sites of siting plans",
    description="The sites of new points that were weighed against each other, each with its best option and what that"
    " would add to the plan as it is.",
    geometry="point",
    exact_for=_READERS,
    properties=_PLAN
    | {
        "site_ref": text("Reference of the site"),
        "ref": text("Reference of its best option"),
        "host": text("What it hangs on"),
        "name": text("Nearest street"),
        "cost_grosze": integer("What its best option costs, grosze"),
        "gain_share": number("Share of all weight that it would add to the plan, 0 to 1"),
        "sees_share": number("Share of all weight that it sees, 0 to 1"),
        "chosen": flag("A point of the plan is there"),
        "forbidden": flag("Was excluded by the planner"),
    },
)
