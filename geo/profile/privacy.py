"""What a city takes to be private, and how sharply a camera must see it to count."""

from __future__ import annotations

from pydantic import Field

from geo.profile.part import Part


class PrivacyDefaults(Part):
    """What is private, and how sharply a camera must see it to count.

    Attributes
    ----------
    px_per_m
        The density that counts; a density of some level of the norm's editions.
    target_height_m
        At which height the density is reckoned; 0 is the ground, as for coverage.
    parcel_kinds
        The kinds of parcels that are private.
    building_kinds
        The words by which sources call a residential building, in lower case.
    yard_m
        Width of the strip around residential buildings that is taken to be private where no parcels are known.
    least_yard_m
        What is left of that strip beside a street counts from this width on.
    residential_share
        The courtyard of touching buildings is private if at least this share of their ground is residential.
    beside_street_m
        How far beside a street the ground is taken to be its pavement.
    yard_ways
        The kinds of streets that lead through yards and have no pavement beside them.
    facade_m
        A building is in view if what is seen comes this near to its footprint.
    mask_margin_m
        How far a proposed mask reaches beyond what it hides.
    mask_corners
        The most corners of a proposed mask.
    """

    px_per_m: float
    target_height_m: float
    parcel_kinds: tuple[str, ...]
    building_kinds: tuple[str, ...]
    yard_m: float
    least_yard_m: float
    residential_share: float
    beside_street_m: float
    yard_ways: tuple[str, ...]
    facade_m: float
    mask_margin_m: float
    mask_corners: int = Field(ge=8)
