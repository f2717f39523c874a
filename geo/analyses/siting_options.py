"""What could be chosen: new points in every orientation, and what could be done with the cameras that stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo import crs
from geo.analyses.coverage import Inputs, looking_of
from geo.analyses.siting_demand import Demand
from geo.analyses.siting_sites import sites_of
from geo.city import City
from geo.coverage.free_arc import Arc
from geo.coverage.optics import vertical_field_of_view_deg
from geo.coverage.pose import equipped
from geo.coverage.privacy import Private
from geo.coverage.reach import Look, covers, looks
from geo.coverage.turning import dwelling
from geo.errors import BadInput
from geo.model.plan import OptionKind, SitingWishes
from geo.profile.cameras import CameraKind
from geo.siting import candidates
from geo.siting.problem import Floats
from geo.storage.store import Selection, Store

#: How a camera that is replaced is turned from its bearing, beside being left as it looks.
_TURNED_DEG = (0.0, -60.0, 60.0, -120.0, 120.0, 180.0)
_ALL_ROUND = Arc(0.0, 360.0)


@dataclass(slots=True)
class Options:
    """What could be chosen, and where it would hang.

    Attributes
    ----------
    lens, height_m
        The eyes at which cameras hang: those that stand first, then the sites of new ones; metres.
    rows
        One an option: ``ref``, ``site``, ``site_ref``, ``kind``, ``camera_kind``, ``host``, ``bearing_deg``,
        ``opening_deg``, ``height_m``, ``cost_grosze``, ``replaces``, ``name``, ``eye``.
    looks, poses
        The sectors that each would watch, and how it would hang.
    standing, standing_poses
        The same of each camera that stands.
    found, weighed
        How many sites were found, and how many of them are weighed against each other.
    """

    lens: list[tuple[float, float]] = field(default_factory=list)
    height_m: list[float] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    looks: list[Sequence[Look]] = field(default_factory=list)
    standing: list[Sequence[Look]] = field(default_factory=list)
    standing_poses: list[dict[str, Any]] = field(default_factory=list)
    poses: list[dict[str, Any]] = field(default_factory=list)
    found: int = 0
    weighed: int = 0

    def frame(self) -> pd.DataFrame:
        """Return the options as a table."""
        columns = ["ref", "site", "site_ref", "kind", "camera_kind", "host", "bearing_deg", "opening_deg", "height_m"]
        return pd.DataFrame(self.rows, columns=[*columns, "cost_grosze", "replaces", "name", "eye"])


def options_of(store: Store, inputs: Inputs, demand: Demand, private: Private, wishes: SitingWishes) -> Options:
    """Return what could be chosen for a plan.

    Raises
    ------
    BadInput
        If there is no such kind of camera or of host.
    """
    city = inputs.profile
    kinds = _kinds(city, wishes)
    made = Options()
    _standing(made, inputs, wishes)
    if wishes.caps.get("replace") or wishes.caps.get("modernise"):
        _renewed(made, inputs, kinds, wishes)
    _new(made, store, inputs, demand, private, kinds, wishes)
    return made


def _kinds(city: City, wishes: SitingWishes) -> dict[str, CameraKind]:
    """Return the kinds of camera that are asked for."""
    able = {
        key: kind
        for key, kind in city.camera_kinds.items()
        if key in city.siting.device_grosze and not kind.gate and kind.spectrum == "visible"
    }
    names = wishes.camera_kinds or city.siting.kinds
    strange = [name for name in names if name not in able]
    if strange:
        raise BadInput(
            "A camera kind must be one of {choices}, not {given!r}.", choices=", ".join(able), given=strange[0]
        )
    return {name: able[name] for name in names}


def _standing(made: Options, inputs: Inputs, wishes: SitingWishes) -> None:
    looking = looking_of(inputs)
    for point, pose in zip(looking.points, looking.poses, strict=True):
        made.lens.append((point.x, point.y))
        made.height_m.append(float(pose["height_m"]))
        made.standing_poses.append(pose)
        made.standing.append(watched(pose, inputs.profile, turning=wishes.turning))


def watched(pose: dict[str, Any], city: City, *, turning: bool) -> list[Look]:
    """Return the sectors for which a camera counts: of one that turns, those that it watches most of the time."""
    target_height_m, least = city.siting.target_height_m, city.siting.dwell_share
    if turning or not covers(pose):
        return looks(pose, target_height_m=target_height_m)
    return [look for look, share in dwelling(pose, target_height_m=target_height_m) if share >= least]


def _pose(city: City, key: str, *, mount: str, height_m: float, bearing_deg: float, told: Any = None) -> dict[str, Any]:
    """Return how a camera of a kind hangs: the upper edge of its picture meets the horizon unless told."""
    kind = city.camera_kinds[key]
    ratio = kind.sensor_height_px / kind.sensor_width_px
    tilt_deg = round(vertical_field_of_view_deg(kind.hfov_deg, height_to_width=ratio) / 2, 1)
    pose = {
        "camera_type": kind.camera_type,
        "kind": key,
        "mount": mount,
        "height_m": height_m,
        "bearing_deg": bearing_deg,
        "tilt_deg": tilt_deg,
        "hfov_deg": kind.hfov_deg,
        "sensor_width_px": kind.sensor_width_px,
        "sensor_height_px": kind.sensor_height_px,
    }
    return equipped(pose | (told or {}), city)


def _add(made: Options, city: City, pose: dict[str, Any], *, turning: bool, **row: Any) -> None:
    sectors = watched(pose, city, turning=turning)
    if not sectors:
        return
    bearing = pose["bearing_deg"] if sectors[0].opening_deg < 360 or len(sectors) > 1 else None
    told = {"camera_kind": pose["kind"], "bearing_deg": bearing, "height_m": pose["height_m"]}
    told["opening_deg"] = pose["hfov_deg"] if bearing is not None else 360.0
    way = "all" if bearing is None else f"{bearing:g}"
    made.rows.append({"ref": f"{row['site_ref']}/{row['kind']}/{pose['kind']}/{way}", **row, **told})
    made.looks.append(sectors)
    made.poses.append(pose)


def _renewed(made: Options, inputs: Inputs, kinds: dict[str, CameraKind], wishes: SitingWishes) -> None:
    """Add what could be done with each camera that stands and has a view that counts."""
    city, rules = inputs.profile, inputs.profile.siting
    for i, camera in enumerate(inputs.cameras[["ref", "name"]].to_dict("records")):
        pose = made.standing_poses[i]
        if not covers(pose):
            continue
        common = {"site": i, "site_ref": f"camera:{camera['ref']}", "host": "standing", "replaces": i, "eye": i}
        common["name"] = camera["name"] if isinstance(camera["name"], str) else camera["ref"]
        if wishes.caps.get("modernise"):
            sharper = _sharper(pose, city)
            if sharper is not None:
                cost = rules.device_grosze[rules.modern_kind] + rules.modernise_grosze
                _add(made, city, sharper, turning=wishes.turning, kind="modernise", cost_grosze=cost, **common)
        if wishes.caps.get("replace"):
            for key in kinds:
                cost = rules.device_grosze[key] + rules.renew_grosze
                for bearing_deg in _turned(pose, kinds[key]):
                    mine = _pose(city, key, mount=pose["mount"], height_m=pose["height_m"], bearing_deg=bearing_deg)
                    _add(made, city, mine, turning=wishes.turning, kind="replace", cost_grosze=cost, **common)


def _sharper(pose: dict[str, Any], city: City) -> dict[str, Any] | None:
    """Return the same view with the pixels of the kind by which cameras are modernised; none where it has them."""
    modern = city.camera_kinds[city.siting.modern_kind]
    if pose["sensor_width_px"] >= modern.sensor_width_px:
        return None
    pixels = {"sensor_width_px": modern.sensor_width_px, "sensor_height_px": modern.sensor_height_px}
    return {**pose, **pixels, "ir_range_m": max(pose.get("ir_range_m") or 0.0, modern.ir_range_m)}


def _turned(pose: dict[str, Any], kind: CameraKind) -> list[float]:
    bearing = pose["bearing_deg"]
    if kind.sensors > 1 or kind.camera_type != "fixed":
        return [0.0]
    if bearing is None or bearing != bearing:
        return candidates.bearings(_ALL_ROUND, kind.hfov_deg, step_deg=60.0)
    return [round((bearing + off) % 360, 1) for off in _TURNED_DEG]


def _new(
    made: Options,
    store: Store,
    inputs: Inputs,
    demand: Demand,
    private: Private,
    kinds: dict[str, CameraKind],
    wishes: SitingWishes,
) -> None:
    city, rules = inputs.profile, inputs.profile.siting
    standing = np.array(made.lens).reshape(-1, 2)
    weighed = sites_of(store, inputs, demand, private, wishes, standing=standing)
    made.found, made.weighed = weighed.found, len(weighed.sites)
    sites = weighed.sites
    footprints = np.asarray(inputs.footprints.geometry.array, dtype=object)
    arcs = candidates.free_of(sites, footprints, beside_m=city.cameras.beside_m)
    for i, arc in enumerate(arcs):
        eye = len(made.lens)
        host, (x, y) = str(sites.host[i]), sites.lens[i]
        made.lens.append((float(x), float(y)))
        made.height_m.append(float(sites.height_m[i]))
        common = {"site": eye, "site_ref": f"{host}:{x:.0f}:{y:.0f}", "host": host, "replaces": -1, "eye": eye}
        common["name"] = weighed.streets[i]
        mount = {"lamp": "pole", "roof": "roof"}.get(host, "wall")
        for key, kind in kinds.items():
            cost = rules.device_grosze[key] + rules.host_grosze[host]  # type: ignore[index]
            opening_deg = 360.0 if kind.sensors > 1 or kind.camera_type != "fixed" else kind.hfov_deg
            for bearing_deg in candidates.bearings(arc, opening_deg, step_deg=rules.bearing_step_deg):
                pose = _pose(city, key, mount=mount, height_m=float(sites.height_m[i]), bearing_deg=bearing_deg)
                _add(made, city, pose, turning=wishes.turning, kind="new", cost_grosze=cost, **common)
    _imported(made, store, city, wishes)


def _imported(made: Options, store: Store, city: City, wishes: SitingWishes) -> None:
    """Add the candidates of the register, each as its list tells it; what it does not tell is tried in several ways."""
    told = store.read("cameras", Selection(equal={"status": "candidate"}))
    for camera in crs.to_metric(told, city.crs).itertuples():
        eye = len(made.lens)
        made.lens.append((camera.geometry.x, camera.geometry.y))
        made.height_m.append(float(camera.height_m))
        key = camera.kind if camera.kind in city.siting.device_grosze else city.siting.kinds[0]
        host = "lamp" if camera.mount == "pole" else "wall"
        cost = camera.cost_grosze
        if cost is None or cost != cost:
            cost = city.siting.device_grosze[key] + city.siting.host_grosze[host]  # type: ignore[index]
        common = {"site": eye, "site_ref": f"candidate:{camera.ref}", "host": "imported", "replaces": -1, "eye": eye}
        common["name"] = camera.name if isinstance(camera.name, str) else camera.ref
        for pose in _poses_told(camera, city, key):
            _add(made, city, pose, turning=wishes.turning, kind="new", cost_grosze=int(cost), **common)


def _poses_told(camera: Any, city: City, key: str) -> list[dict[str, Any]]:
    names = ("camera_type", "bearing_deg", "tilt_deg", "hfov_deg", "sensor_width_px", "sensor_height_px")
    stated = {name: getattr(camera, name) for name in names}
    known = {name: value for name, value in stated.items() if value is not None and value == value}
    ways = [camera.bearing_deg]
    if "bearing_deg" not in known or "bearing_deg" in (camera.assumed or ()):
        ways = candidates.bearings(_ALL_ROUND, city.camera_kinds[key].hfov_deg, step_deg=60.0)
    return [
        _pose(
            city,
            key,
            mount=camera.mount,
            height_m=float(camera.height_m),
            bearing_deg=0.0,
            told=known | {"bearing_deg": float(way)},
        )
        for way in ways
    ]


def documented(made: Options, gain: Floats, cap: int, city: City) -> None:
    """Add the option to design a point only, at the sites of the best new points; it sees nothing yet."""
    best: dict[int, tuple[float, int]] = {}
    for i, row in enumerate(made.rows):
        if row["kind"] == "new" and gain[i] > best.get(row["site"], (0.0, -1))[0]:
            best[row["site"]] = (float(gain[i]), i)
    for _, i in sorted(best.values(), reverse=True)[: max(6 * cap, 60)]:
        row = made.rows[i]
        kind: OptionKind = "document"
        told = {"kind": kind, "ref": f"{row['site_ref']}/{kind}", "cost_grosze": city.siting.document_grosze}
        made.rows.append(row | told)
        made.looks.append([])
        made.poses.append(made.poses[i])
