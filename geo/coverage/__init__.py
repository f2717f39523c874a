"""What cameras see: image quality, field of view, coverage, gaps."""

from geo.on_use import on_use

__getattr__ = on_use(__name__)
