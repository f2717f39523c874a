"""The city's things as frozen values, and the families in which they are kept."""

from geo.model.camera import Camera
from geo.model.duty import Survey, Visit
from geo.model.incident import Incident
from geo.model.place import Address, Area, Building, Lamp, Parcel, Place, Street, Tree
from geo.model.report import Report
from geo.model.thing import Thing
from geo.model.upkeep import Mask, Outage

#: Every family of things by its name, which is also the name of its table and of its layer.
FAMILIES: dict[str, type[Thing]] = {
    "areas": Area,
    "cameras": Camera,
    "buildings": Building,
    "addresses": Address,
    "parcels": Parcel,
    "places": Place,
    "streets": Street,
    "trees": Tree,
    "lamps": Lamp,
    "masks": Mask,
    "outages": Outage,
    "incidents": Incident,
    "reports": Report,
    "visits": Visit,
    "survey": Survey,
}

__all__ = [
    "FAMILIES",
    "Address",
    "Area",
    "Building",
    "Camera",
    "Incident",
    "Lamp",
    "Mask",
    "Outage",
    "Parcel",
    "Place",
    "Report",
    "Street",
    "Survey",
    "Thing",
    "Tree",
    "Visit",
]
