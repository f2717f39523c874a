"""The named layers of the map; whoever wants their features goes through ``layers.gate``."""

from layers.areas import AREAS
from layers.base import Layer
from layers.beyond import GATES, THERMAL_GROUND, ZOOM_REACH
from layers.buildings import BUILDINGS
from layers.camera_views import CAMERA_VIEWS
from layers.cameras import CAMERAS
from layers.coverage import COVERAGE, FIELDS_OF_VIEW, GAPS
from layers.density import DENSITY, INCIDENT_RATES, STREET_DENSITY
from layers.edition_places import EDITION_PLACES
from layers.hotspots import HOTSPOTS, SHIFT_HOTSPOTS
from layers.incidents import INCIDENTS, TOLD_TWICE
from layers.lamps import LAMPS
from layers.masks import MASKS
from layers.night import DARK_STREETS, LIT_GROUND, NIGHT_CAMERAS, NIGHT_COVERAGE
from layers.outages import AVAILABILITY, BLINDED, DOWNTIME, OUTAGES
from layers.parcels import PARCELS
from layers.patrol import PATROL_REACH, VISITS
from layers.places import PLACES
from layers.privacy import MASKS_PROPOSED, PRIVACY, PRIVATE_GROUND
from layers.report_heat import REPORT_HEAT
from layers.reports import REPORTS
from layers.seen_ground import NIGHT_GROUND, SEEN_GROUND
from layers.siting import SITING_ADDS, SITING_CANDIDATES, SITING_MASKS, SITING_SITES, SITING_VIEWS
from layers.streets import STREETS
from layers.survey import SURVEY
from layers.trees import LEAF_SHADE, LEAFY_CAMERAS, SEASONS, TREES
from layers.walks import SAFETY_WALKS

LAYERS: dict[str, Layer] = {
    "areas": AREAS,
    "cameras": CAMERAS,
    "camera-views": CAMERA_VIEWS,
    "fields-of-view": FIELDS_OF_VIEW,
    "coverage": COVERAGE,
    "seen-ground": SEEN_GROUND,
    "gaps": GAPS,
    "gates": GATES,
    "thermal-ground": THERMAL_GROUND,
    "zoom-reach": ZOOM_REACH,
    "buildings": BUILDINGS,
    "streets": STREETS,
    "lamps": LAMPS,
    "parcels": PARCELS,
    "places": PLACES,
    "masks": MASKS,
    "private-ground": PRIVATE_GROUND,
    "privacy": PRIVACY,
    "masks-proposed": MASKS_PROPOSED,
    "outages": OUTAGES,
    "availability": AVAILABILITY,
    "downtime": DOWNTIME,
    "blinded": BLINDED,
    "trees": TREES,
    "seasons": SEASONS,
    "leaf-shade": LEAF_SHADE,
    "leafy-cameras": LEAFY_CAMERAS,
    "incidents": INCIDENTS,
    "told-twice": TOLD_TWICE,
    "hotspots": HOTSPOTS,
    "shift-hotspots": SHIFT_HOTSPOTS,
    "density": DENSITY,
    "street-density": STREET_DENSITY,
    "incident-rates": INCIDENT_RATES,
    "survey": SURVEY,
    "safety-walks": SAFETY_WALKS,
    "night-coverage": NIGHT_COVERAGE,
    "night-ground": NIGHT_GROUND,
    "night-cameras": NIGHT_CAMERAS,
    "dark-streets": DARK_STREETS,
    "lit-ground": LIT_GROUND,
    "reports": REPORTS,
    "report-heat": REPORT_HEAT,
    "siting-sites": SITING_SITES,
    "siting-views": SITING_VIEWS,
    "siting-adds": SITING_ADDS,
    "siting-masks": SITING_MASKS,
    "siting-candidates": SITING_CANDIDATES,
    "edition-places": EDITION_PLACES,
    "visits": VISITS,
    "patrol-reach": PATROL_REACH,
}
