"""Errors: one small tree whose members are also the builtins they refine."""

from __future__ import annotations

import pickle

import pytest

from geo.errors import BadInput, CzujkaError, Fault, FaultyFile, FaultyForm, NotFound, Unavailable

FAULTS = [
    Fault(row=7, column="wysokość", template="A height must be above 0, not {given}.", values={"given": -3}),
    Fault(row=None, column="place", template="Please choose a place.", values={}),
]


@pytest.mark.parametrize(
    ("kind", "builtin"), [(BadInput, ValueError), (NotFound, LookupError), (Unavailable, RuntimeError)]
)
def test_every_error_is_also_its_builtin(kind, builtin):
    with pytest.raises(builtin):
        raise kind("It must be {x}.", x=1)
    assert issubclass(kind, CzujkaError)


def test_the_sentence_is_the_template_with_its_values():
    error = BadInput("A city must be one of {choices}, not {given!r}.", choices="a, b", given="c")
    assert str(error) == "A city must be one of a, b, not 'c'."
    assert error.template == "A city must be one of {choices}, not {given!r}."
    assert error.values == {"choices": "a, b", "given": "c"}


def test_braces_in_what_was_given_stay_as_they_are():
    assert str(BadInput("It must be a name, not {given}.", given="{0} {x!r}")) == "It must be a name, not {0} {x!r}."


def test_a_template_without_values_is_a_sentence():
    assert str(NotFound("There is nothing.")) == "There is nothing."


def test_a_fault_says_itself_in_english():
    assert [fault.message for fault in FAULTS] == ["A height must be above 0, not -3.", "Please choose a place."]


def test_a_faulty_file_names_itself_and_keeps_every_fault():
    error = FaultyFile("kamery.csv", FAULTS)
    assert error.faults == tuple(FAULTS)
    assert str(error) == "kamery.csv must be free of faults to be imported, but it has 2; nothing was imported."
    assert isinstance(error, BadInput)


def test_a_faulty_form_keeps_every_fault():
    error = FaultyForm(FAULTS)
    assert error.faults == tuple(FAULTS)
    assert "it has 2" in str(error)
    assert isinstance(error, ValueError)


def test_a_fault_can_be_sent_elsewhere():
    assert pickle.loads(pickle.dumps(FAULTS)) == FAULTS
