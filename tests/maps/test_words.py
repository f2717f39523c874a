"""Is every sentence of the interface there in Polish, with the same values?"""

from __future__ import annotations

import importlib.util
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from geo.casework.report_states import UNITS, State
from geo.city import cities, load_city
from geo.coverage.image_quality import EDITIONS
from geo.errors import BadInput
from geo.hotspots.significance import EVIDENCE
from geo.model import FAMILIES
from geo.model.report import Factor
from layers.base import Audience
from maps import audit_words
from maps.submissions import MARKS
from maps.words import words

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("sentences", HERE / "sentences.py")
sentences = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sentences)

PO = HERE.parents[1] / "maps/locale/pl.po"


def catalogue():
    with PO.open("rb") as source:
        return read_po(source, locale="pl", abort_invalid=True)


def names_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_sentence_of_the_interface_is_in_the_catalogue() -> None:
    known = {message.id for message in catalogue() if message.id and message.context is None}
    wanted = sentences.of_pages() | sentences.of_commands() | sentences.of_core()
    assert len(wanted) > 250
    assert sorted(map(str, wanted - known)) == []


def test_the_catalogue_holds_no_sentence_that_nobody_says() -> None:
    known = {message.id for message in catalogue() if message.id and message.context is None}
    wanted = sentences.of_pages() | sentences.of_commands() | sentences.of_core()
    assert sorted(map(str, known - wanted)) == []


def test_every_translation_is_there_and_has_the_values_of_its_sentence() -> None:
    for message in catalogue():
        if not message.id:
            continue
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        stated = message.id[1] if isinstance(message.id, tuple) else message.id
        assert len(told) == (3 if isinstance(message.id, tuple) else 1)
        for polish in told:
            assert polish, message.id
            assert names_in(polish) == names_in(stated), message.id


@pytest.mark.parametrize(
    ("context", "choices"),
    [
        ("level", [level.name for edition in EDITIONS.values() for level in edition.levels]),
        ("evidence", EVIDENCE),
        ("family", FAMILIES),
        ("camera_type", ("fixed", "dome", "panning", "unknown")),
        ("mount", ("wall", "pole", "ceiling", "roof", "other")),
        ("feeling", ("good", "bad")),
        ("day_part", ("day", "dusk", "night", "always")),
        ("state", get_args(State)),
        ("unit", UNITS),
        ("factor", get_args(Factor)),
        ("mark", MARKS),
        ("signatory", ("council", "services")),
        ("difference", ("added", "resolved", "moved", "changed", "gone")),
        ("square_change", ("shown", "more", "fewer", "hidden")),
        ("step", ("merge", "separate", "correct", "relocate")),
        ("role", [role.value for role in Audience if role != Audience.PUBLIC]),
        ("role", ("service", "public", "command")),
        ("action", ("read", "change", "export", "erase", "issue", "sign", "sign_in", "sign_out")),
        ("action", ("plan", "record", "evaluate")),
        ("actor", audit_words.ACTORS),
        ("subject", audit_words.SUBJECTS),
        ("purpose", audit_words.PURPOSES),
        ("analysis", ("coverage", "availability", "foliage", "hotspots", "reports")),
    ],
)
def test_every_name_has_a_polish_one(context, choices) -> None:
    known = {message.id for message in catalogue() if message.context == context}
    assert set(choices) <= known


@pytest.mark.parametrize("name", cities())
def test_every_profile_names_its_kinds_in_both_languages(name) -> None:
    city = load_city(name)
    for named in (city.words, *city.area_kinds.values(), *city.report_categories.values()):
        assert named.pl
        assert named.en


@pytest.mark.parametrize(
    ("n", "told"), [(1, "1 luka"), (2, "2 luki"), (5, "5 luk"), (12, "12 luk"), (22, "22 luki"), (0, "0 luk")]
)
def test_polish_counts_in_three_forms(n, told) -> None:
    one = "{n} gap in all; {length} of them on ways without a name."
    many = "{n} gaps in all; {length} of them on ways without a name."
    assert told in words("pl").count(one, many, n, length="3 m")


def test_numbers_are_written_as_the_language_does() -> None:
    assert words("pl").number(1750) == "1\N{NO-BREAK SPACE}750"
    assert words("pl").length(38_123) == "38,1 km"
    assert words("en").length(38_123) == "38.1 km"
    assert words("pl").area(32_000) == "3,2 ha"


def test_what_is_more_than_nothing_never_reads_as_no_percent() -> None:
    assert words("pl").percent(0.0) == "0%"
    assert words("pl").percent(0.001) == "< 1%"
    assert words("pl").percent(0.41) == "41%"


def test_a_moment_is_told_in_the_city_s_own_time() -> None:
    when = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert words("pl").moment(when, ZoneInfo("Europe/Warsaw")) == "2 lipca 2026, 00:30"


def test_an_error_is_said_in_the_reader_s_language() -> None:
    error = BadInput("A place must have coordinates; there are none.")
    assert words("pl").error(error) == "Miejsce musi mieć współrzędne; nie ma ich."
    assert words("en").error(error) == str(error)


def test_values_of_a_rich_sentence_are_escaped() -> None:
    said = words("pl").rich("The longest gap: {street}, {length}.", street="<b>Łąkowa", length="3 m")
    assert "<strong>&lt;b&gt;Łąkowa</strong>" in said


def test_an_unknown_language_falls_back_to_polish() -> None:
    assert words("xx").language == "pl"
