"""Does what the layer of cameras writes come back by an import?"""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.city import load_city
from geo.ingest.register import import_file
from geo.storage.store import Store
from layers.base import LayerQuery
from layers.formats import FORMATS
from layers.gate import read

REGISTER = (
    "ref;lon;lat;camera_type;kind;ir_range_m;presets\n"
    "a;18.6050;53.0107;panning;ptz_2mp;80;90/30@0.5 | 180@0.25\n"
    "b;18.6052;53.0108;fixed;thermal_640;;\n"
)


@pytest.mark.parametrize("name", FORMATS)
def test_presets_survive_the_way_out_and_in(name: str, tmp_path: Path) -> None:
    city = load_city("torun")
    told = tmp_path / "kamery.csv"
    told.write_text(REGISTER, encoding="utf-8")
    first = Store.open(tmp_path / "first.sqlite", city_id="torun")
    second = Store.open(tmp_path / "second.sqlite", city_id="torun")
    import_file(first, city, "cameras", told)

    page = read("cameras", LayerQuery(), first, city)
    assert page.frame["presets"].tolist() == [["90/30@0.5", "180@0.25"], []]
    written = tmp_path / f"out{FORMATS[name].suffix}"
    written.write_bytes(FORMATS[name].encode(page))
    import_file(second, city, "cameras", written)

    columns = ["ref", "camera_type", "kind", "presets"]
    assert second.read("cameras")[columns].to_dict("list") == first.read("cameras")[columns].to_dict("list")
    assert second.read("cameras")["ir_range_m"].tolist()[0] == 80
    first.close()
    second.close()
