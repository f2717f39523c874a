"""Where incidents gather, and how sure that is."""

from geo.on_use import on_use

__getattr__ = on_use(__name__)
