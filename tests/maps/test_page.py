"""Does a map bring nothing but our own, and can a value break out of its script?"""

from __future__ import annotations

from maps.page import Drawing, LocalMap

PLACE = (24.93, 60.16, 24.95, 60.18)


def test_a_map_names_no_host() -> None:
    parts = LocalMap(PLACE).add(Drawing("streets", "/collections/streets/items")).parts()
    assert "http" not in parts.html + parts.script


def test_values_cannot_leave_the_script() -> None:
    parts = LocalMap(PLACE).add(Drawing("gaps", "/x", label="</script><b>'\"&${1}`")).parts()
    assert "</script>" not in parts.script
    assert "<b>" not in parts.script


def test_longitude_first_becomes_latitude_first_for_leaflet() -> None:
    assert "[[60.16, 24.93], [60.18, 24.95]]" in LocalMap(PLACE).parts().script


def test_drawings_keep_their_order() -> None:
    script = LocalMap(PLACE).add(Drawing("streets", "/a")).add(Drawing("gaps", "/b")).parts().script
    assert script.index('"/a"') < script.index('"/b"')


def test_maps_of_one_process_share_nothing() -> None:
    LocalMap(PLACE).add_js_link("x", "https://example.org/x.js")
    assert LocalMap(PLACE).default_js == []
