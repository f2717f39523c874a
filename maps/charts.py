"""Small charts as inline SVG; the numbers stand in a table beside each."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_WIDTH, _HEIGHT, _LEFT, _BELOW, _ABOVE = 352, 180, 46, 30, 12


def curve(
    points: Sequence[tuple[float, float]], *, told: str, below: Sequence[str], beside: Sequence[str], now: int
) -> Markup:
    """Return a curve of rising steps with a dot at each.

    Parameters
    ----------
    points
        Place from left to right and height, 0 to 1 of the largest.
    told
        What the picture says, for those who do not see it.
    below, beside
        Labels under each point, and at the bottom and the top of the height.
    now
        Which point is the plan itself: its dot is filled.
    """
    across, down = _WIDTH - _LEFT - 14, _HEIGHT - _BELOW - _ABOVE
    places = [(_LEFT + 8 + x * (across - 16), _ABOVE + (1 - y) * down) for x, y in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = Markup("").join(
        Markup('<circle cx="{}" cy="{}" r="5" fill="{}" stroke="#005A9C" stroke-width="2"/>').format(
            f"{x:.1f}", f"{y:.1f}", "#005A9C" if i == now else "#FFFFFF"
        )
        for i, (x, y) in enumerate(places)
    )
    labels = Markup("").join(
        Markup('<text x="{}" y="{}" text-anchor="middle" font-size="11" fill="#52606D">{}</text>').format(
            f"{x:.1f}", _HEIGHT - 10, label
        )
        for (x, _), label in zip(places, below, strict=True)
    )
    edges = Markup("").join(
        Markup('<text x="{}" y="{}" text-anchor="end" font-size="11" fill="#52606D">{}</text>').format(
            _LEFT - 4, f"{y:.1f}", label
        )
        for y, label in zip((_ABOVE + down + 4, _ABOVE + 6), beside, strict=True)
    )
    frame = Markup('<path d="M{} {}V{}H{}" fill="none" stroke="#8A8F98"/>').format(
        _LEFT, _ABOVE, _ABOVE + down, _LEFT + across
    )
    return Markup(
        '<svg class="curve" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<polyline points="{}" fill="none" stroke="#005A9C" stroke-width="2"/>{}{}{}</svg>'
    ).format(_WIDTH, _HEIGHT, told, frame, line, dots, labels, edges)
