"""Plane geometry in metres."""

from geo.on_use import on_use

__getattr__ = on_use(__name__)
