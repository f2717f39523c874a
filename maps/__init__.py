"""Pages for people: maps, legends, tables and words; loaded when used."""

from geo.on_use import on_use

__getattr__ = on_use(__name__)
