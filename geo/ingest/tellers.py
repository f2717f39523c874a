"""Who tells of made-up incidents, and how people of a made-up survey answered."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

#: Who tells of which share of the incidents; the last ones repeat what the police told.
SHARES = {
    "police": ("Policja (dane przykładowe)", 0.40),
    "city_guard": ("Straż Miejska (dane przykładowe)", 0.25),
    "kmzb": ("Krajowa mapa zagrożeń (dane przykładowe)", 0.14),
    "council": ("Rada Kobiet (dane przykładowe)", 0.05),
    "resident": ("Mieszkańcy (dane przykładowe)", 0.04),
    "operator": ("Operatorzy kamer (dane przykładowe)", 0.07),
    "patrol": ("Patrole (dane przykładowe)", 0.05),
}
_TWICE = 0.04
_STATES = (["confirmed", "new", "rejected"], [0.5, 0.2, 0.3])
WAVES = ("2025-2", "2026-1")
SURVEY = "Badanie poczucia bezpieczeństwa (dane przykładowe)"
QUESTIONS = {
    "Czy czuje się Pani/Pan bezpiecznie po zmroku w okolicy?": 0.62,
    "Czy czuje się Pani/Pan bezpiecznie za dnia?": 0.86,
}
_ASKED = (60, 140)


def told_by(incidents: gpd.GeoDataFrame, rng: np.random.Generator) -> Iterator[tuple[str, str, gpd.GeoDataFrame]]:
    """Part incidents among those who tell of them, and yield the kind, the name and the incidents of each.

    Some that the city guard tells of are the police's own once more, a few metres and minutes off.
    """
    kinds = list(SHARES)
    shares = np.array([share for _, share in SHARES.values()])
    teller = rng.choice(kinds, size=len(incidents), p=shares / shares.sum())
    again = _again(incidents, teller, rng)
    for kind, (name, _) in SHARES.items():
        mine = again[teller == kind]
        if kind == "kmzb":
            mine = mine.assign(state=rng.choice(_STATES[0], size=len(mine), p=_STATES[1]))
        if len(mine):
            yield kind, name, mine


def _again(incidents: gpd.GeoDataFrame, teller: np.ndarray, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Let a few of the city guard's incidents be ones that the police tell of."""
    police, guard = np.flatnonzero(teller == "police"), np.flatnonzero(teller == "city_guard")
    some = min(int(_TWICE * len(incidents)), len(police), len(guard))
    theirs = rng.choice(police, size=some, replace=False)
    told, late = incidents.copy(), pd.to_timedelta(rng.integers(0, 15, size=some), unit="min")
    at = told.index[guard[:some]]
    for name in ("category", "geometry"):
        told.loc[at, name] = incidents[name].to_numpy()[theirs]
    for name in ("occurred_from", "occurred_to"):
        told.loc[at, name] = (incidents[name].iloc[theirs] + late).to_numpy()
    return told


def survey(areas: list[str], rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Make up how people of each area answered in two waves; one area feels less safe than the others."""
    rows = []
    for wave in WAVES:
        for question, share in QUESTIONS.items():
            for place, area in enumerate(areas):
                asked = int(rng.integers(*_ASKED))
                agreed = int(rng.binomial(asked, share - (0.22 if place == 0 else 0.0)))
                rows.append({"area": area, "wave": wave, "question": question, "asked": asked, "agreed": agreed})
    frame = pd.DataFrame(rows)
    frame.insert(0, "ref", [f"demo-survey-{i + 1}" for i in range(len(frame))])
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([None] * len(frame), crs="EPSG:4326"))
