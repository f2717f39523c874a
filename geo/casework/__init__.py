"""What becomes of the places that people report; loaded when used."""

from geo.on_use import on_use

__getattr__ = on_use(__name__)
