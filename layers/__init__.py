"""The named layers of the map; whoever wants their features goes through ``layers.gate``."""

from layers.areas import AREAS
from layers.base import Layer
from layers.buildings import BUILDINGS
from layers.cameras import CAMERAS
from layers.coverage import COVERAGE, FIELDS_OF_VIEW, GAPS
from layers.hotspots import HOTSPOTS
from layers.incidents import INCIDENTS
from layers.lamps import LAMPS
from layers.reports import REPORTS
from layers.streets import STREETS

LAYERS: dict[str, Layer] = {
    "areas": AREAS,
    "cameras": CAMERAS,
    "fields-of-view": FIELDS_OF_VIEW,
    "coverage": COVERAGE,
    "gaps": GAPS,
    "buildings": BUILDINGS,
    "streets": STREETS,
    "lamps": LAMPS,
    "incidents": INCIDENTS,
    "hotspots": HOTSPOTS,
    "reports": REPORTS,
}
