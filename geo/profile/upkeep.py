"""What a city takes for granted of outages of cameras and of trees before them."""

from __future__ import annotations

from pydantic import Field

from geo.profile.part import Part


class OutageDefaults(Part):
    """When an outage is long, and over which time outages are told.

    Attributes
    ----------
    long_days
        An outage of more days than this is called long.
    period_days
        Days before the last moment over which downtime is added up.
    """

    long_days: float = Field(gt=0)
    period_days: int = Field(gt=0)


class TreeDefaults(Part):
    """What is assumed of a tree where its source is silent.

    Attributes
    ----------
    height_m
        Height of the tree.
    crown_m
        Diameter of its crown.
    """

    height_m: float = Field(gt=0)
    crown_m: float = Field(gt=0)
