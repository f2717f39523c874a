"""The log speaks the reader's language: who acted, on what, and why; what it does not know it tells as it is kept."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import shapely

from api import people
from geo.casework import issuing, triage
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import load_city
from geo.model.report import Report
from geo.storage import audit
from geo.storage.store import Store
from maps.audit_words import actor_words, purpose_words, subject_words
from maps.words import words
from tiny_city import WHEN

TORUN = load_city("torun")
PL = words("pl")


def line(purpose: str, subject: str = "reports/r1", actor: str = "ewa", role: str = "council") -> SimpleNamespace:
    return SimpleNamespace(purpose=purpose, subject=subject, actor=actor, role=role)


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("reports", "zgłoszenia"),
        ("reports/3f2a", "zgłoszenie 3f2a"),
        ("reports/3f2a/photos", "zdjęcia zgłoszenia 3f2a"),
        ("editions/12", "wydanie 12"),
        ("accounts/ewa", "konto ewa"),
        ("patrol/2026-11-28/year", "roczny plan patroli od 28.11.2026"),
        ("patrol/2026-11-28/effect", "skutki patroli od 28.11.2026"),
        ("patrol/dawno/temu", "dawno/temu"),
        ("shift-hotspots", "skupiska zdarzeń według zmian i źródeł"),
        ("coś innego", "coś innego"),
    ],
)
def test_a_subject_is_told_in_words(subject, told) -> None:
    assert subject_words(subject, TORUN, PL) == told


def test_the_plan_of_a_shift_names_its_hours() -> None:
    shift = f"{next(iter(TORUN.hotspots.shifts))}-weekend-summer"
    told = subject_words(f"patrol/2026-11-28/{shift}", TORUN, PL)
    assert told.startswith("plan patroli, 28.11.2026, ")
    assert ":00" in told
    assert subject_words("patrol/2026-11-28/dawna", TORUN, PL) == "plan patroli, 28.11.2026, dawna"


@pytest.mark.parametrize(
    ("purpose", "subject", "told"),
    [
        ("own session", "account", "własna sesja"),
        ("new > confirmed", "reports/r1", "z „nowe” na „potwierdzone”"),
        ("council > moderator", "accounts/ewa", "z „Rada Kobiet” na „moderacja”"),
        ("add as admin", "accounts/ewa", "dodanie jako „administracja”"),
        ("1 features as csv", "hotspots", "1 obiekt jako csv"),
        ("22 features as gpkg", "hotspots", "22 obiekty jako gpkg"),
        ("25 from a file", "reports", "25 zgłoszeń z pliku"),
        ("3 visits of a file", "visits", "3 wizyty z pliku"),
        ("2 reports, 7 texts", "reports", "upłynął czas przechowywania: zgłoszenia 2, teksty i zdjęcia zamkniętych 7"),
        ("undo of plan 4", "patrol/2026-11-28/x", "cofnięcie planu 4"),
        ("sheet of plan 4", "patrol/2026-11-28/x", "karta planu 4"),
        ("sheet of plan 4 gpx", "patrol/2026-11-28/x", "karta planu 4 jako plik (gpx)"),
        ("plan 4, seed 7, inputs 12ab", "patrol/2026-11-28/x", "plan 4, ziarno losowania 7, dane 12ab"),
        ("evaluation 2, 5 places, 4 weeks", "x", "ocena 2, liczba miejsc 5, liczba tygodni 4"),
        ("restored from 2026-11-28T02:00:00+00:00", "database", "przywrócenie z kopii z 28 listopada 2026, 03:00"),
        ("a" * 64, "editions/1", f"SHA-256 {'a' * 64}"),
        ("<b>słowa</b> osoby", "reports", "<b>słowa</b> osoby"),
    ],
)
def test_a_purpose_is_told_in_words(purpose, subject, told) -> None:
    assert purpose_words(line(purpose, subject), TORUN, PL) == told


def test_who_acts_without_an_account_is_named_and_an_account_keeps_its_name() -> None:
    assert actor_words(line("receipt", actor="reporter", role="public"), PL) == "osoba zgłaszająca"
    assert actor_words(line("receipt", actor="reporter", role="moderator"), PL) == "reporter"


def test_every_line_that_handling_reports_and_accounts_writes_is_known(tmp_path) -> None:
    store = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    kasia, ewa, admin = Handler("kasia", "moderator"), Handler("ewa", "council"), Handler("iga", "admin")
    for ref in ("r1", "r2", "r3"):
        told = {"ref": ref, "geometry": None, "place_words": "za sklepem", "feeling": "bad", "category": "lighting"}
        with store.writing() as writing:
            keep(writing, Report.model_validate(told | {"day_part": "night", "created_at": WHEN}))
    triage.move(store, TORUN, ["r1"], to="confirmed", by=kasia, reason="")
    triage.merge(store, TORUN, "r2", "r1", by=kasia, reason="")
    triage.merge(store, TORUN, "r2", None, by=kasia, reason="")
    triage.relocate(store, TORUN, "r1", shapely.Point(18.6, 53.01), by=kasia)
    triage.erase(store, "r3", by=kasia, why="receipt")
    made = issuing.issue(store, TORUN, title="jesień", by=ewa)
    issuing.sign(store, made.number, seen_sha256=made.sha256, by=ewa)
    with store.connection(writing=True) as connection:
        people.add(connection, "ola", "moderator", password=None, by=admin)
        people.set_role(connection, "ola", "council", by=admin)
        people.set_active(connection, "ola", active=False, by=admin)
    triage.retain(store, WHEN + timedelta(days=4000))
    with store.connection() as connection:
        lines = audit.lines(connection, newest=100)
    store.close()
    assert len(lines) >= 11
    assert [one.purpose for one in lines if purpose_words(one, TORUN, PL) == one.purpose] == []
    assert [one.subject for one in lines if subject_words(one.subject, TORUN, PL) == one.subject] == []
