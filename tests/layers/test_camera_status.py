"""Which camera is off is told to those who keep the cameras, in every format, and to nobody else."""

from __future__ import annotations

import pytest

from geo.city import load_city
from geo.errors import BadInput
from geo.storage.store import Store
from layers import LAYERS
from layers.base import Audience, LayerQuery
from layers.camera_status import KEEPERS
from layers.formats import FORMATS
from layers.gate import properties_for, read

LEVEL = {"norm_edition": "EN 62676-4:2015", "level": "detect"}
LISTS = {"cameras": {}, "camera-views": LEVEL}
OTHERS = frozenset(Audience) - KEEPERS


@pytest.fixture(scope="module")
def kept(make_data):
    """Return a store in which one camera is off, one is planned and one is a candidate."""
    opened = Store.open(make_data() / "helsinki.sqlite", city_id="helsinki")
    cameras = opened.read("cameras").sort_values("ref").iloc[:3]
    with opened.writing() as writing:
        writing.set_values("cameras", cameras[["status"]].assign(status=["off", "planned", "candidate"]))
    yield opened
    opened.close()


def page(store, layer: str, audience: Audience, **equal):
    query = LayerQuery(audience=audience, equal=LISTS[layer] | equal)
    return read(layer, query, store, load_city("helsinki"))


@pytest.mark.parametrize("layer", LISTS)
@pytest.mark.parametrize("audience", sorted(KEEPERS))
def test_those_who_keep_cameras_see_and_ask_which_is_off(kept, layer, audience) -> None:
    found = page(kept, layer, audience, status="off").frame
    assert found["status"].tolist() == ["off"]
    assert found["stage"].tolist() == ["installed"]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("layer", LISTS)
@pytest.mark.parametrize("audience", sorted(OTHERS))
def test_nobody_else_is_told_or_may_ask(kept, layer, audience, format_) -> None:
    shown = page(kept, layer, audience)
    assert "status" not in shown.frame
    assert "status" not in properties_for(LAYERS[layer], audience)
    assert set(shown.frame["stage"]) == {"installed", "planned", "candidate"}
    body = FORMATS[format_].encode(shown)
    assert b"working" not in body
    assert b'"off"' not in body
    with pytest.raises(BadInput, match="property must be one of"):
        page(kept, layer, audience, status="off")


@pytest.mark.parametrize("layer", LISTS)
def test_everybody_asks_by_stage_and_pages_through_it(kept, layer) -> None:
    installed = page(kept, layer, Audience.PUBLIC, stage="installed")
    assert installed.number_matched == kept.count("cameras") - 2
    assert page(kept, layer, Audience.PUBLIC, stage="planned").number_matched == 1
    query = LayerQuery(equal=LISTS[layer] | {"stage": "installed"}, limit=5, offset=30)
    paged = read(layer, query, kept, load_city("helsinki"))
    assert paged.number_matched == installed.number_matched
    assert paged.frame.index.tolist() == installed.frame.index.tolist()[30:35]
