"""A Leaflet map drawn by folium from our own files alone: no tiles, no assets and no data from another host.

folium's own page is not used: it names other hosts, and it puts texts into script. Here folium writes the map's
script; the page template brings the vendored Leaflet; data come from our GeoJSON and texts are set as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import MacroElement
from jinja2 import Template
from markupsafe import Markup

from layers.base import BBox


@dataclass(frozen=True, slots=True)
class MapParts:
    """What of a map goes into a page.

    Attributes
    ----------
    html
        The element that holds the map.
    script
        The script that draws it, to be run under the page's nonce.
    extent
        What ``frame.js`` needs of the place: its bounds, and whether the map begins closer than the whole of it.
    made_up
        Whether the very ground that is drawn is synthetic.
    """

    html: Markup
    script: Markup
    extent: dict[str, Any]
    made_up: bool = False


class Tool(MacroElement):
    """A function of our own scripts that is called with the map.

    Parameters
    ----------
    function
        Its name, such as ``whatIf``.
    options
        What it is given beside the map, as JSON values.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "{{ this.function }}({{ this._parent.get_name() }}, {{ this.options | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, options: Mapping[str, Any] | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Tool"
        self.function = function
        self.options = dict(options or {})


class Drawing(Tool):
    """One layer of a map, drawn by our scripts from one of our collections.

    Parameters
    ----------
    kind
        How it is drawn: a name among the kinds in ``maps/static/kinds``.
    url
        Where its GeoJSON is.
    **options
        What the kind needs beside, as JSON values.
    """

    def __init__(self, kind: str, url: str, **options: Any) -> None:
        super().__init__("czujka.draw", {"kind": kind, "url": url} | options)


class LocalMap(folium.Map):
    """A map of a place without any background but our own.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees: the whole place.
    closer
        Begin closer where the place is much taller or wider than the map, so that it fills the map.
    made_up
        Whether the very ground that is drawn is synthetic.
    """

    def __init__(self, bounds: BBox, *, closer: bool = False, made_up: bool = False) -> None:
        self.made_up = made_up
        self.extent = {"bounds": bounds, "closer": closer}
        west, south, east, north = bounds
        # folium shares these lists among all maps of a process, and edits them; ours are its own and empty.
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        super().__init__(
            # The one place where longitude first becomes latitude first, as Leaflet wants it.
            location=((south + north) / 2, (west + east) / 2),
            # So far away that Leaflet goes to the bounds at once: a slow approach would end after what a page shows first.
            zoom_start=1,
            tiles=None,
            prefer_canvas=True,
            attribution_control=False,
            zoom_snap=0.25,
            wheel_px_per_zoom_level=120,
        )
        self.fit_bounds([[south, west], [north, east]], padding=(16, 16))

    def add(self, tool: Tool) -> LocalMap:
        """Add a drawing on top of those before, or another tool."""
        self.add_child(tool)
        return self

    def parts(self) -> MapParts:
        """Return the map's element and its script."""
        figure = self.get_root()
        for child in list(figure._children.values()):  # noqa: SLF001 - what Figure.render does, without its page
            child.render()
        # Markup: folium writes both, and the values in them are JSON whose <, >, & and ' are escaped.
        html, script = Markup(figure.html.render()), Markup(figure.script.render())  # type: ignore[attr-defined]
        return MapParts(html, script, self.extent, self.made_up)
