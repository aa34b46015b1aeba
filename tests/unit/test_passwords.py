"""Which passwords may be chosen: long ones that are not common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.errors import BadInput
from matcher.workflows.passwords import (
    COMMON_WORDS,
    LONGEST_PASSWORD,
    PasswordFault,
    check_password,
    fault_of,
)


@pytest.mark.parametrize(
    "password",
    [
        "tre tog gjennom snø",
        "en lang setning",
        "korrekt hest batteri stift",
        "v8#kQm2!xZp0",
        "83920174650281",
        "𝔘nicode er også tegn",
    ],
)
def test_a_long_password_that_is_not_common_may_be_chosen(password):
    assert fault_of(password, "kari") is None


@pytest.mark.parametrize(
    "password",
    [
        "passordpassord",
        "Passord12345!",
        "P@ssw0rd2026!!",
        "Sommer2026!!!",
        "vinterjobbnav",
        "jobbsmak-2026",
        "veileder1234567",
        "qwertyuiop12",
        "asdfghjkløæ1",
        "qwertyuiopå",
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "210987654321",
        "abcdefghijkl",
        "12345678901!",
        "velkommen2025",
        "rosenborgrosenborg",
    ],
)
def test_a_common_password_may_not_be_chosen(password):
    assert fault_of(password.ljust(12, "1"), "kari") is PasswordFault.COMMON


def test_a_password_made_of_the_sign_in_name_may_not_be_chosen():
    assert fault_of("kari.nordmann1", "kari.nordmann") is PasswordFault.NAME
    assert fault_of("Kari.Nordmann2026", "kari.nordmann") is PasswordFault.NAME
    assert fault_of("kari.nordmann går i tog", "kari.nordmann") is None


def test_what_is_short_or_longer_than_anybody_types_is_said_so():
    assert fault_of("snø og tog!", "kari") is PasswordFault.SHORT
    assert fault_of("snø og tog!!", "kari") is None
    assert fault_of("snø " * LONGEST_PASSWORD, "kari") is PasswordFault.LONG
    with pytest.raises(BadInput, match="12 characters or more"):
        check_password("kort", "kari")


@given(st.text(max_size=300), st.text(max_size=80))
def test_every_text_gets_an_answer(password, name):
    assert fault_of(password, name) in {None, *PasswordFault}


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=24, max_size=LONGEST_PASSWORD))
def test_there_are_no_rules_about_kinds_of_characters(password):
    fault = fault_of(f"xq{password}vzk", "kari")
    assert fault in (None, PasswordFault.COMMON, PasswordFault.LONG)


def test_the_list_is_lower_case_in_order_and_without_repetition():
    lines = COMMON_WORDS.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]
    assert words == sorted(set(words)) and len(words) >= 500
    assert all(word == word.casefold().strip() and word for word in words)
