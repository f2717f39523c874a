"""What each audience may see of reported places."""

from geo.on_use import on_use

__getattr__ = on_use(__name__)
