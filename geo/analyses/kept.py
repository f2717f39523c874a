"""Under which names do analyses keep what layers and pages read?"""

from __future__ import annotations

#: What the public sees of reports, and of the marks of safety walks, since the last close.
REPORTED_SQUARES, PUBLIC_WALKS = "reported-squares", "public-safety-walks"


def night_column(px_per_m: float) -> str:
    """Return the name of the column with the share that can be used at a density.

    Examples
    --------
    >>> night_column(62.5), night_column(250.0)
    ('usable_62_5', 'usable_250')
    """
    return f"usable_{px_per_m:g}".replace(".", "_")
