"""Where should the next cameras stand, and how sure is it that no plan is better?"""

from geo.on_use import on_use

__getattr__ = on_use(__name__)
