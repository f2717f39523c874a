"""The city's things as frozen values, and the families in which they are kept."""

from geo.model.camera import Camera
from geo.model.incident import Incident
from geo.model.place import Area, Building, Lamp, Street
from geo.model.report import Report
from geo.model.thing import Thing

#: Every family of things by its name, which is also the name of its table and of its layer.
FAMILIES: dict[str, type[Thing]] = {
    "areas": Area,
    "cameras": Camera,
    "buildings": Building,
    "streets": Street,
    "lamps": Lamp,
    "incidents": Incident,
    "reports": Report,
}

__all__ = ["FAMILIES", "Area", "Building", "Camera", "Incident", "Lamp", "Report", "Street", "Thing"]
