"""Which places this time? Drawn so that nobody can foresee it, and everybody can check that it is fair."""

from __future__ import annotations

import numpy as np

from geo.errors import BadInput

#: Sums of shares are whole up to this rounding.
_WHOLE = 1e-9


def drawn(shares: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
    """Draw places so that each comes up with its share, and always as many as the shares sum to.

    Parameters
    ----------
    shares
        (N,) probability of each place, 0 to 1.
    rng
        Its seed is kept with the plan: same seed, same draw.

    Returns
    -------
    chosen
        (N,) whether a place is drawn. Their number is the sum of the shares, or one of its two neighbours where that
        is not whole.

    Notes
    -----
    The pivotal method in random order (Deville and Tillé 1998, doi:10.1093/biomet/85.1.89): two open shares meet,
    one takes from the other until one of them is 0 or 1, each with the chance that keeps both expectations.

    Examples
    --------
    >>> drawn(np.array([0.5, 0.5, 1.0, 0.0]), rng=np.random.default_rng(1)).sum()
    np.int64(2)
    """
    shares = np.asarray(shares, dtype=float)
    if not (np.isfinite(shares).all() and (shares >= 0).all() and (shares <= 1 + _WHOLE).all()):
        raise BadInput("The shares of places must lie between 0 and 1.")
    left = shares.copy()
    open_place: int | None = None
    for place in rng.permutation(len(left)).tolist():
        if _settled(left[place]):
            continue
        open_place = place if open_place is None else _meet(left, open_place, place, rng)
    if open_place is not None:
        left[open_place] = float(rng.random() < left[open_place])
    return np.asarray(left > 0.5)


def _meet(left: np.ndarray, a: int, b: int, rng: np.random.Generator) -> int | None:
    """Let two open shares meet; return the one that is still open, none if both are settled."""
    total = left[a] + left[b]
    if total <= 1:
        winner, loser = (a, b) if rng.random() * total < left[a] else (b, a)
        left[winner], left[loser] = total, 0.0
    else:
        winner, loser = (a, b) if rng.random() * (2 - total) < 1 - left[b] else (b, a)
        left[winner], left[loser] = 1.0, total - 1
    still = [place for place in (a, b) if not _settled(left[place])]
    return still[0] if still else None


def _settled(share: float) -> bool:
    return share <= _WHOLE or share >= 1 - _WHOLE
