"""A plan for a small city whose best points are known, and what must never change it."""

from __future__ import annotations

from dataclasses import replace
from threading import Timer
from typing import Any

import numpy as np
import pytest
import shapely

from geo.analyses.siting import run
from geo.analyses.siting_masks import masks_of
from geo.analyses.siting_problem import prepared
from geo.engine import Dismissed, Doing
from geo.errors import BadInput
from geo.model.plan import SitingWishes
from geo.siting.feasible import judge
from geo.storage import plans

#: A bullet of 4 MP on a lamp post, in grosze.
LAMP_4MP = 300_000 + 950_000
ONE = {"camera_kinds": ("bullet_4mp",), "hosts": ("lamp",), "time_limit_s": 5.0}


def wishes(**told: Any) -> SitingWishes:
    return SitingWishes.model_validate({"budget_grosze": LAMP_4MP} | ONE | told)


@pytest.fixture
def town(plain):
    """Return two streets of 400 m, each with lamps; one camera stands far off, and the west is where things happen."""
    plain.areas(shapely.box(-50, -50, 450, 150), shapely.box(-50, 150, 450, 400))
    plain.streets(shapely.LineString([(0, 0), (400, 0)]), shapely.LineString([(0, 300), (400, 300)]))
    plain.cameras((440, 390), camera_type="fixed", bearing_deg=0.0)
    plain.houses(shapely.box(300, 380, 310, 390))
    plain.add("lamps", [shapely.Point(x, y + 4) for y in (0, 300) for x in range(20, 400, 40)])
    return plain


def test_the_point_is_put_where_things_happen(town, torun) -> None:
    town.incidents([(55, 2)] * 5, source={"kind": "police"})
    plan = run(town.store, torun, wishes())
    assert plan.summary["status"] == "optimal"
    [site] = plan.frames["siting-sites"].itertuples()
    assert (site.kind, site.host, site.camera_kind, site.area_name) == ("new", "lamp", "bullet_4mp", "Okręg 0")
    assert site.adds_incidents == 5
    # One bullet of 65° and 4 MP reaches some 80 m at 25 px/m, and sees no more of a straight street.
    assert 30 < site.adds_street_m < 90
    assert plan.summary["spent_grosze"] == LAMP_4MP
    [view] = plan.frames["siting-views"].geometry
    assert view.area > 0


def test_operator_sightings_and_what_patrols_find_change_nothing(town, torun) -> None:
    town.incidents([(55, 2)] * 5, source={"kind": "police"})
    before = prepared(town.store, torun, wishes())
    rng = np.random.default_rng(1)
    places = np.column_stack([rng.uniform(0, 400, 1000), np.full(1000, 300.0)])
    town.incidents(places, source={"kind": "operator"}, prefix="o")
    town.incidents(places, source={"kind": "patrol"}, prefix="p")
    after = prepared(town.store, torun, wishes())
    assert before.demand.weight.tolist() == after.demand.weight.tolist()
    assert before.demand.share == after.demand.share
    asked = prepared(town.store, torun, wishes(weights={"streets": 1.0, "operator": 5.0, "patrol": 5.0}))
    assert asked.demand.share == {"streets": pytest.approx(1 / 6), "operator": pytest.approx(5 / 6)}


def test_unverified_threats_and_parking_make_no_demand(town, torun) -> None:
    town.incidents([(55, 2)] * 3, source={"kind": "kmzb"}, state=["new", "rejected", "confirmed"])
    town.incidents([(155, 2)] * 3, source={"kind": "police"}, prefix="x", category="parking")
    demand = prepared(town.store, torun, wishes()).demand
    assert demand.counts["kmzb"] == (1, 1)
    assert "police" not in demand.share


def test_what_stands_is_discounted(town, torun) -> None:
    town.cameras((60, 3), camera_type="fixed", bearing_deg=90.0, ref=["c-2"], hfov_deg=65.0, tilt_deg=19.5)
    found = prepared(town.store, torun, wishes())
    seen = found.problem.covered > 0
    xy = found.demand.along.xy[seen]
    assert 4 <= seen.sum() <= 12
    west = xy[:, 0] - xy[:, 0].min()
    assert west.max() < 100


def test_a_dome_counts_only_where_it_looks_most_of_the_time_unless_asked(town, torun) -> None:
    town.cameras((60, 3), camera_type="dome", ref=["c-2"])
    assert (prepared(town.store, torun, wishes()).problem.covered > 0).sum() == 0
    assert (prepared(town.store, torun, wishes(turning=True)).problem.covered > 0).sum() > 4


def test_pinned_points_are_in_the_plan_and_excluded_sites_are_not(town, torun) -> None:
    town.incidents([(55, 2)] * 5, source={"kind": "police"})
    first = run(town.store, torun, wishes())
    [free] = first.frames["siting-sites"]["site_ref"]
    other = next(ref for ref in first.frames["siting-candidates"]["site_ref"] if ref != free)
    pinned = run(town.store, torun, wishes(locked=[other]))
    assert pinned.frames["siting-sites"]["site_ref"].tolist() == [other]
    without = run(town.store, torun, wishes(forbidden=[free]))
    assert free not in without.frames["siting-sites"]["site_ref"].tolist()
    assert without.summary["after_share"] <= first.summary["after_share"]
    with pytest.raises(BadInput, match="none any more"):
        run(town.store, torun, wishes(locked=["lamp:1:1"]))


def test_never_over_budget_and_more_money_never_brings_less(town, torun) -> None:
    town.incidents([(55, 2), (200, 301), (350, 2)], source={"kind": "police"})
    shares = []
    for budget in (LAMP_4MP - 1, LAMP_4MP, 2 * LAMP_4MP - 1, 2 * LAMP_4MP, 4 * LAMP_4MP):
        plan = run(town.store, torun, wishes(budget_grosze=budget))
        assert plan.summary["spent_grosze"] <= budget
        shares.append(plan.summary["after_share"])
    assert shares == sorted(shares)
    assert shares[0] < shares[1] == shares[2] < shares[3]


def test_the_same_seed_gives_the_same_plan(town, torun) -> None:
    town.incidents([(55, 2)] * 5 + [(200, 301)], source={"kind": "police"})
    one, other = (run(town.store, torun, wishes(budget_grosze=3 * LAMP_4MP, seed=7)) for _ in range(2))
    assert one.summary["refs"] == other.summary["refs"]
    assert one.summary["goals"] == other.summary["goals"]


def test_nothing_is_put_in_a_zone_without_cameras_or_on_a_monument(town, torun) -> None:
    town.incidents([(55, 2)] * 5, source={"kind": "police"})
    town.areas(shapely.box(-50, -50, 250, 150), kind="no_cameras", prefix="z")
    town.areas(shapely.box(250, -50, 330, 150), kind="monument", prefix="m")
    plan = run(town.store, torun, wishes())
    places = plan.frames["siting-candidates"].to_crs("EPSG:2177").translate(-6540604.65, -5875529.94)
    south = places[places.y < 150]
    assert len(south)
    assert (south.x > 330).all()


def test_a_candidate_list_brings_its_own_costs(town, torun) -> None:
    told = {"status": "candidate", "camera_type": "fixed", "kind": "bullet_4mp", "cost_grosze": 777_00, "assumed": []}
    town.cameras((60, 3), bearing_deg=270.0, ref=["k-1"], **told)
    town.incidents([(45, 0)] * 9, source={"kind": "police"})
    plan = run(town.store, torun, wishes(budget_grosze=777_00))
    [site] = plan.frames["siting-sites"].itertuples()
    assert (site.site_ref, site.cost_grosze, site.bearing_deg) == ("candidate:k-1", 777_00, 270.0)


def test_to_replace_a_camera_takes_its_old_view_away(town, torun) -> None:
    town.cameras((60, 3), camera_type="fixed", bearing_deg=90.0, ref=["c-2"], tilt_deg=25.0)
    town.incidents([(30, 0)] * 9, source={"kind": "police"})
    plan = run(town.store, torun, wishes(budget_grosze=450_000, caps={"new": 0, "replace": 1}))
    [site] = plan.frames["siting-sites"].itertuples()
    assert (site.kind, site.camera, site.cost_grosze) == ("replace", "c-2", 450_000)
    assert site.adds_incidents == 9


def test_a_budget_that_is_too_small_for_a_programme_is_named(town, torun) -> None:
    rules = torun.siting.programmes["torun-2025"]
    small = rules.model_copy(update={"numbers": {"new": 2, "document": 1}, "budget_grosze": LAMP_4MP})
    city = torun.model_copy(update={"siting": torun.siting.model_copy(update={"programmes": {"p": small}})})
    plan = run(town.store, city, wishes(programme="p"))
    assert plan.summary["status"] == "infeasible"
    assert plan.summary["why"][0]["constraint"] == "budget"
    enough = small.model_copy(update={"budget_grosze": 2 * LAMP_4MP + 350_000})
    city = torun.model_copy(update={"siting": torun.siting.model_copy(update={"programmes": {"p": enough}})})
    told = run(town.store, city, wishes(programme="p")).summary
    assert [(e["kind"], e["chosen"]) for e in told["ledger"]["entries"]] == [("new", 2), ("document", 1)]
    assert told["ledger"]["cameras_after"] == told["ledger"]["cameras_before"] + 2


def test_areas_get_their_minimum_and_fairness_has_its_price(town, torun) -> None:
    town.incidents([(55, 2)] * 50, source={"kind": "police"})
    free = run(town.store, torun, wishes())
    assert free.summary["areas"][1]["after"] == 0
    fair = run(town.store, torun, wishes(budget_grosze=LAMP_4MP, area_minimum={"a-1": 0.05}))
    assert fair.summary["areas"][1]["after"] >= 0.05
    two = run(town.store, torun, wishes(budget_grosze=2 * LAMP_4MP))
    assert two.summary["fairness"]["least_share"] >= two.summary["fairness"]["free_least_share"]
    assert [step["budget_grosze"] for step in two.summary["curve"]] == sorted(
        step["budget_grosze"] for step in two.summary["curve"]
    )


def test_a_plan_is_what_the_solver_says_and_keeps_every_constraint(town, torun) -> None:
    town.incidents([(55, 2)] * 5, source={"kind": "police"})
    asked = prepared(town.store, torun, wishes(budget_grosze=2 * LAMP_4MP))
    plan = run(town.store, torun, wishes(budget_grosze=2 * LAMP_4MP))
    place = {ref: i for i, ref in enumerate(asked.options["ref"])}
    assert judge(asked.problem, np.array(sorted(place[ref] for ref in plan.summary["refs"])))


def test_progress_is_told_enough_ends_it_and_dismissal_keeps_nothing(town, torun) -> None:
    town.incidents([(55, 2)] * 5, source={"kind": "police"})
    doing = Doing()
    Timer(0.5, doing.finish_early.set).start()
    plan = run(town.store, torun, wishes(), doing)
    assert plan.summary["goals"]
    assert doing.stand is not None
    assert doing.stand.so_far["phase"] == "explaining"
    gone = Doing()
    gone.dismissed.set()
    with pytest.raises(Dismissed):
        run(town.store, torun, wishes(), gone)


def test_plans_are_kept_beside_each_other_renamed_taken_away_and_brought_back(town, torun) -> None:
    made = run(town.store, torun, wishes(name="pierwszy"))
    with town.store.connection(writing=True) as connection:
        first = plans.add(connection, made)
        second = plans.add(connection, replace(made, name="drugi"))
        plans.rename(connection, second, "inny")
    with town.store.connection() as connection:
        assert [plan.name for plan in plans.listed(connection)] == ["inny", "pierwszy"]
        assert len(plans.items(connection, "siting-sites")) == 2
        assert plans.items(connection, "siting-sites", first)["ref"].tolist() == made.summary["refs"]
    with town.store.connection(writing=True) as connection:
        plans.take_away(connection, first)
        assert [plan.id for plan in plans.listed(connection)] == [second]
        assert len(plans.items(connection, "siting-sites")) == 1
        plans.bring_back(connection, first)
        assert [plan.id for plan in plans.listed(connection)] == [second, first]


def test_masks_are_proposed_that_hide_the_private_ground_in_view(town, torun) -> None:
    town.add("parcels", [shapely.box(-50, -30, 450, 3.5)], kind="residential")
    asked = prepared(town.store, torun, wishes(camera_kinds=("bullet_8mp",), budget_grosze=10 * LAMP_4MP))
    chosen = np.flatnonzero(asked.problem.private_m2 > 1.0)[:3]
    assert len(chosen) == 3
    masks = masks_of(asked, chosen)
    assert masks.groupby("n")["hides_m2"].sum().to_numpy() == pytest.approx(asked.problem.private_m2[chosen], abs=1.0)
    assert masks.geometry.geom_type.eq("Polygon").all()
