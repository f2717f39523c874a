"""What a city takes for granted when reports are handled."""

from __future__ import annotations

from pydantic import Field

from geo.profile.part import Part, Words


class ReasonText(Part):
    """A sentence with which a step is often explained to the reporter; it can be edited before it is sent.

    Attributes
    ----------
    steps
        The states to which such a step leads.
    """

    steps: tuple[str, ...]
    words: Words


class TriageDefaults(Part):
    """How the page for moderators proposes and words things.

    Attributes
    ----------
    duplicates_within_m
        Reports farther from each other than this are never proposed as one.
    neighbours_within_m
        Reports within this distance are told beside a report.
    """

    duplicates_within_m: float = Field(gt=0)
    neighbours_within_m: float = Field(gt=0)
    reasons: tuple[ReasonText, ...]
