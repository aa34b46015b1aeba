"""Telephone numbers as people type them: what is a number, how it is shown, how it is dialled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.errors import FormRefused
from matcher.domain.phones import dialled, phone_of
from matcher.workflows.staff_contact import contact_of


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("90000001", "900 00 001"),
        (" 900-00 001 ", "900 00 001"),
        ("+47 90 00 00 01", "900 00 001"),
        ("004790000001", "900 00 001"),
        ("+ 47 900.00.001", "900 00 001"),
        ("22334455", "22 33 44 55"),
        ("80012345", "800 12 345"),
        ("+46 (0)70 123 45 67", "+46 70 123 45 67"),
        ("00358401234567", "+358401234567"),
        ("+(44) 20 7946 0000", "+44 20 7946 0000"),
    ],
)
def test_a_number_is_shown_as_it_is_read(typed, shown):
    assert phone_of(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "kari", "9000000", "900000012", "10000001", "05555", "+47 1234567",
        "+47 90 00 00 01 23", "+0 123 456 789", "+1234567890123456", "900 00 001, etter tolv",
        "٩٠٠٠٠٠٠١", "+", "900 00 001\x00", "tel:90000001",
    ],
)  # fmt: skip
def test_what_is_no_number_is_none(typed):
    assert phone_of(typed) is None


@given(st.text(alphabet="0123456789+() -./x\n", max_size=24))
def test_what_is_kept_stays_the_same_typed_again_and_is_dialled_with_its_country(typed):
    shown = phone_of(typed)
    if shown is not None:
        number = dialled(shown)
        assert phone_of(shown) == shown and dialled(phone_of(number)) == number
        assert number.startswith("+") and number[1:].isdigit()


def test_a_name_is_one_line_without_what_nobody_sees():
    kept = contact_of({"person_name": " Kari\x00\n \u202ePrøvesen "})
    assert kept == {"person_name": "Kari Prøvesen"}
    assert contact_of({"person_name": " \n", "phone": ""}) == {"person_name": None, "phone": None}


def test_each_bad_field_is_named_and_only_those_that_were_typed_are_kept():
    with pytest.raises(FormRefused) as refused:
        contact_of({"person_name": "x" * 81, "phone": "12"})
    assert refused.value.by_field == {"person_name": "long", "phone": "number"}
    assert contact_of({"person_name": "x" * 80}) == {"person_name": "x" * 80}
