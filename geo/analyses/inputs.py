"""Which families does each analysis read? Another state of them makes its result stale."""

COVERAGE = ("areas", "cameras", "buildings", "streets", "masks")
AVAILABILITY = (*COVERAGE, "outages")
FOLIAGE = (*COVERAGE, "trees")
NIGHT = (*COVERAGE, "lamps")
PRIVACY = ("cameras", "buildings", "streets", "parcels", "masks")
BEYOND = tuple(family for family in COVERAGE if family not in ("streets", "masks"))
SITUATION = (*COVERAGE, "parcels", "lamps")
#: Of a plan; reports count there as the public sees them, month by month.
SITING = (*SITUATION, "places", "incidents")
INCIDENTS = ("areas", "incidents", "streets")
SURVEY = ("areas", "survey")
REACH = ("streets",)
#: Not the reports, nor the marks of walks: were their state looked at, whoever asks whether the result is stale would
#: learn of each of them.
WALKS = ("areas",)
REPORTS: tuple[str, ...] = ()

#: By the name of the analysis.
INPUTS: dict[str, tuple[str, ...]] = {
    "coverage": COVERAGE,
    "availability": AVAILABILITY,
    "foliage": FOLIAGE,
    "hotspots": INCIDENTS,
    "surfaces": INCIDENTS,
    "rhythm": INCIDENTS,
    "accuracy": INCIDENTS,
    "survey": SURVEY,
    "walks": WALKS,
    "night": NIGHT,
    "privacy": PRIVACY,
    "reach": REACH,
    "beyond": BEYOND,
    "reports": REPORTS,
}
