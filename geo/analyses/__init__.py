"""The named computations: each reads the store, calls pure functions and returns a ``Result``; loaded when used."""

from geo.on_use import on_use

__getattr__ = on_use(__name__)
