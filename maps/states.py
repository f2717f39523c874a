"""By which sign is the state of a report known, beside its word?"""

from __future__ import annotations

#: Word, shape and colour go together; a shape alone tells the states apart.
SIGNS = {
    "new": "◇",
    "under_check": "◐",
    "confirmed": "●",
    "not_confirmed": "○",
    "in_action": "▲",
    "not_yet_checked_again": "△",
    "resolved": "✓",
    "withdrawn": "×",
}


def sign(state: str) -> str:
    """Return the sign of a state."""
    return SIGNS[state]
