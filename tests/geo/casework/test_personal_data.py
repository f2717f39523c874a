"""What points to a person is found as people write it; dates, prices and house numbers are left alone."""

from __future__ import annotations

import pytest

from geo.casework.personal_data import findings, masked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mój pesel 44051401359", "pesel"),
        ("PESEL: 02070803628.", "pesel"),
        ("tel. 601234567", "phone"),
        ("601-234-567", "phone"),
        ("+48 601 234 567", "phone"),
        ("0048601234567", "phone"),
        ("56 477 00 91", "phone"),
        ("pisać: jan.kowalski+x@poczta.example.pl", "email"),
        ("czarne auto CTR 12345", "plate"),
        ("KR1AB23", "plate"),
        ("WI-027HJ", "plate"),
    ],
)
def test_personal_data_are_found(text, kind) -> None:
    assert [found.kind for found in findings(text)] == [kind]
    hidden = masked(text)
    assert "•••" in hidden
    assert findings(hidden) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ciemno przy ul. Bydgoskiej 12, od 22:00 do 5:30",
        "zgłaszałam 2026-11-21 i 21.11.2026",
        "w roku 2025 i 2026",
        "kod 87-100 Toruń, blok 14A",
        "numer 44051401358 ma złą sumę",
        "99999999999",
        "linia 104, przystanek 20301",
        "SP 12 i LO IV",
    ],
)
def test_harmless_numbers_are_left_alone(text) -> None:
    assert findings(text) == []
    assert masked(text) == text


def test_several_are_found_in_their_order_and_hidden_at_once() -> None:
    text = "anna@poczta.pl, 601 234 567, auto CT 1234A"
    assert [found.kind for found in findings(text)] == ["email", "phone", "plate"]
    assert masked(text) == "•••, •••, auto •••"


def test_a_long_text_of_digits_is_read_quickly() -> None:
    assert isinstance(findings("1" * 500 + "@" * 500 + "a." * 500), list)
