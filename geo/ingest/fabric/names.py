"""What are the streets of a made-up city called, and the houses along them?"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import shapely

#: Plain words of plants, crafts, ground and weather: nobody's name, as streets of every Polish city have them.
_PLAIN = """
Lipowa Dębowa Brzozowa Klonowa Kasztanowa Jesionowa Bukowa Topolowa Wierzbowa Olchowa Sosnowa Świerkowa Jodłowa
Modrzewiowa Cisowa Jarzębinowa Akacjowa Grabowa Leszczynowa Kalinowa Malinowa Jeżynowa Wrzosowa Paprociowa Różana
Fiołkowa Konwaliowa Makowa Chabrowa Rumiankowa Lawendowa Irysowa Liliowa Narcyzowa Tulipanowa Wiśniowa Czereśniowa
Jabłoniowa Gruszowa Śliwkowa Morelowa Orzechowa Winogronowa Chmielna Żytnia Pszenna Owsiana Jęczmienna Polna
Łąkowa Leśna Ogrodowa Parkowa Sadowa Zielona Kwiatowa Trawiasta Mchowa Piaskowa Kamienna Gliniana Żwirowa Skalna
Krzemowa Bursztynowa Srebrna Złota Miedziana Żelazna Stalowa Ceglana Wapienna Słoneczna Księżycowa Gwiezdna
Tęczowa Pogodna Mglista Wietrzna Burzowa Śnieżna Szronowa Deszczowa Poranna Wieczorna Wiosenna Letnia Jesienna
Zimowa Rzeczna Wodna Strumykowa Źródlana Jeziorna Stawowa Mostowa Młyńska Kowalska Szewska Garncarska Tkacka
Piekarska Rymarska Bednarska Kołodziejska Garbarska Stolarska Ciesielska Zegarmistrzowska Powroźnicza Sukiennicza
Solna Rybna Mleczna Miodowa Winna Korzenna Zbożowa Targowa Kupiecka Składowa Spichrzowa Portowa Flisacka Wiślana
Murowana Basztowa Zamkowa Ratuszowa Szpitalna Szkolna Kościelna Klasztorna Dzwonna Cicha Spokojna Radosna Widokowa
Stroma Kręta Długa Krótka Szeroka Wąska
""".split()  # noqa: SIM905 - a list of so many words is no easier to read
_BEFORE = """
Nowa Stara Mała Wielka Górna Dolna Boczna Dalsza Bliższa Tylna Przednia Północna Południowa Wschodnia Zachodnia
Prosta Mokra Sucha
""".split()  # noqa: SIM905


def street_names(lengths_m: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a name for each of (N,) streets, none twice; the longest have the shortest names."""
    count = len(lengths_m)
    tiers = (product(_PLAIN), product(_BEFORE, _PLAIN), product(_BEFORE, _BEFORE, _PLAIN))
    words: list[tuple[str, ...]] = []
    for tier in tiers:
        sound = [some for some in tier if len(set(some)) == len(some)]
        words += [sound[i] for i in rng.permutation(len(sound))]
        if len(words) >= count:
            break
    names = np.empty(count, dtype=object)
    names[np.argsort(-lengths_m, kind="stable")] = ["ul. " + " ".join(some) for some in words[:count]]
    return names


def addresses(houses: np.ndarray, lines: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Return an address for each of (N,) houses, none twice: odd numbers left of the street, even ones right.

    Parameters
    ----------
    houses
        (N,) polygons in metres.
    lines
        (M,) named streets in metres.
    """
    if len(houses) == 0 or len(lines) == 0:
        return np.full(len(houses), None, dtype=object)
    street = shapely.STRtree(lines).query_nearest(houses, all_matches=False)[1]
    middle = shapely.centroid(houses)
    along_m = shapely.line_locate_point(lines[street], middle)
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines[street], along_m + 0.5))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(lines[street], np.maximum(along_m - 0.5, 0)))
    (dx, dy), (px, py) = (ahead - behind).T, (shapely.get_coordinates(middle) - behind).T
    left = dx * py - dy * px > 0
    frame = pd.DataFrame({"street": street, "left": left, "along_m": along_m}).sort_values("along_m", kind="stable")
    place = frame.groupby(["street", "left"]).cumcount().sort_index().to_numpy()
    number = 2 * place + np.where(left, 1, 2)
    return np.array([f"{name} {n}" for name, n in zip(names[street], number, strict=True)], dtype=object)
