"""Codes cannot be guessed, can be typed, and are not kept."""

from __future__ import annotations

import math

import pytest

from geo.casework.receipt import ALPHABET, SIGNS, code_of, digest, normal

KEY = bytes(range(32))


def test_a_code_has_at_least_eighty_bits_and_no_sign_that_is_taken_for_another() -> None:
    assert SIGNS * math.log2(len(ALPHABET)) >= 80
    assert not set("OILU") & set(ALPHABET)
    codes = {code_of(str(number), key=KEY) for number in range(2000)}
    assert len(codes) == 2000
    assert set("".join(codes)) == set(ALPHABET) | {"-"}


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "spaces", "bare"])
def test_a_code_is_known_however_it_is_typed(typed) -> None:
    code = code_of("formularz", key=KEY)
    forms = {"lower": code.lower(), "spaces": code.replace("-", " "), "bare": code.replace("-", "")}
    assert digest(forms.get(typed, typed.format(code)), key=KEY) == digest(code, key=KEY)


def test_letters_that_look_like_digits_are_read_as_these() -> None:
    assert normal("OIL") == "011"


def test_what_is_kept_depends_on_the_key_and_holds_nothing_of_the_code() -> None:
    code = code_of("formularz", key=KEY)
    kept = digest(code, key=KEY)
    assert kept != digest(code, key=bytes(32))
    assert normal(code)[:6].lower() not in kept


def test_a_form_that_is_sent_twice_has_one_code_and_another_key_another() -> None:
    assert code_of("formularz", key=KEY) == code_of("formularz", key=KEY)
    assert code_of("formularz", key=KEY) != code_of("formularz", key=bytes(32))
