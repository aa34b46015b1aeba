"""A person is taken out of what was written about something else, and nobody else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.store.mentions import TAKEN_OUT, Named, mentions_of

OLA = Named(["Ola Nordmann"], ["912 34 567"], ["ola.n@example.no"], ["P12"])


@pytest.mark.parametrize(
    "text",
    [
        "Ola Nordmann", "ola nordmann", "OLA  NORDMANN", "Nordmann, Ola", "Nordmann Ola",
        "91234567", "912 34 567", "912-34-567", "+47 91 23 45 67", "004791234567",
        "ola.n@example.no", "Ola.N@Example.no", "P12", "p12",
    ],
)  # fmt: skip
def test_what_is_certain_is_taken_out(text: str) -> None:
    assert mentions_of(OLA).within(f"ring {text}, i dag") == f"ring {TAKEN_OUT}, i dag"


@pytest.mark.parametrize(
    "text",
    ["Ola", "Nordmann", "Ola Nordmannsen", "Viola Nordmann", "P123", "XP12", "912345678",
     "1912 34 567", "", "ola.n@example.nors"],
)  # fmt: skip
def test_what_may_be_somebody_else_stays(text: str) -> None:
    assert mentions_of(OLA).within(f"ring {text}, i dag") == f"ring {text}, i dag"


@pytest.mark.parametrize(
    "named",
    [
        Named(),
        Named(["Ola"]),
        Named(phones=["112"]),
        Named(addresses=["ola"]),
        Named(numbers=["7"]),
    ],
)
def test_without_anything_certain_nothing_is_looked_for(named: Named) -> None:
    text = "Ola 112 ola 7 og noen andre"
    assert mentions_of(named).within(text) == text


WORD = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=2, max_size=8)


@given(WORD, WORD, st.text(max_size=30), st.text(max_size=30))
def test_a_name_is_gone_wherever_it_stood(first: str, last: str, before: str, after: str) -> None:
    found = mentions_of(Named([f"{first} {last}"]))
    clean = found.without([f"{before} {first} {last} {after}", {"a": f"{last}, {first}"}])
    assert TAKEN_OUT in clean[0] and found.within(clean[0]) == clean[0]
    assert clean[1] == {"a": TAKEN_OUT}


def test_of_many_people_each_is_found() -> None:
    many = Named([f"Per{n} Olsen{n}" for n in range(5000)], numbers=[f"P{n}" for n in range(5000)])
    found = mentions_of(many)
    text = "Per17 Olsen17 og Per4999 Olsen4999 (P3), ikke Per17 Olsen18 (P5000)"
    assert found.within(text) == "[…] og […] ([…]), ikke Per17 Olsen18 (P5000)"


@given(st.text(max_size=60).filter(lambda text: "7" not in text))
def test_a_text_without_the_person_is_the_same_text(text: str) -> None:
    assert mentions_of(Named(numbers=["P77"])).within(text) == text
