"""The profile without a name: what stands in it, what never does, and whom it may point at."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.cefr import Level
from matcher.domain.employers import Opening
from matcher.domain.participants import (
    Education,
    Experience,
    ExperienceKind,
    Participant,
    PartOfWeek,
    Transport,
)
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.exchange.kept_back import About, kept_back
from matcher.workflows.workplace.profile import (
    Facts,
    make_profile,
    names_of,
    points_at_somebody,
    told_of,
    whom_it_fits,
)

PERSON = Participant(
    "P1", "N1", "kari", "0554", "Oslo", 59.9, 10.7, Transport.BIKE, 45, Level.A2, Level.A1,
    ("so", "no"), Education.PRIMARY, ("truck", "licence_b"), ("heavy_lifting",), 20,
    (PartOfWeek.DAY,), programme_start=date(2026, 1, 5), programme_end=date(2026, 12, 31),
    audit_group="A", name="Amina Testesen", phone="900 00 000", email="amina@prove.no",
)  # fmt: skip
OPENING = Opening(
    "O1", "E1", "Lager", "4321", hours_per_week=30, credentials=("truck",), needs_written=Level.A2
)
PLACEMENT = Placement("L1", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.PROPOSED, "M1")
DONE = Experience("P1", "lager hos onkel i Mogadishu", "4321", 30, kind=ExperienceKind.ABROAD)
FACTS = Facts(PERSON, ("4321",), (DONE,), OPENING, PLACEMENT)


def test_the_profile_says_what_one_wants_can_and_when():
    assert make_profile(FACTS, "nb").text.splitlines() == [
        "Vil gjerne få erfaring med arbeidet.",
        "Er særlig interessert i arbeid som lagermedarbeider.",
        "Har arbeidet som lagermedarbeider i flere år.",
        "Har truckførerbevis.",
        "Kan arbeide på dagtid.",
        "Det passer med omtrent 20 timer i uka.",
        "Forstår enkle beskjeder på norsk når dere snakker tydelig.",
        "Trenger hjelp til å skrive norsk.",
    ]


def test_the_same_in_english():
    text = make_profile(FACTS, "en").text
    assert "Has worked as a warehouse worker for some years." in text
    assert "Understands simple messages in Norwegian" in text


def test_it_is_the_same_whatever_languages_one_speaks():
    polish = replace(FACTS, participant=replace(PERSON, languages=("pl", "no")))
    assert make_profile(polish, "nb") == make_profile(FACTS, "nb")


def test_work_of_another_kind_is_not_told_in_detail():
    cook = replace(FACTS, wishes=("5120",), experiences=(replace(DONE, occupation="5120"),))
    text = make_profile(cook, "nb").text
    assert "kokk" not in text and "Har erfaring fra annet arbeid." in text


def test_a_licence_that_does_not_matter_there_is_not_told():
    assert "førerkort" not in make_profile(FACTS, "nb").text.casefold()


LEVELS = st.sampled_from([None, *Level])


@given(
    purpose=st.sampled_from(Purpose),
    spoken=LEVELS,
    written=LEVELS,
    needs=LEVELS,
    months=st.one_of(st.none(), st.floats(0, 400)),
    hours=st.one_of(st.none(), st.floats(1, 40)),
    parts=st.sets(st.sampled_from(PartOfWeek)),
    codes=st.sets(st.sampled_from(["4321", "5223", "5120", "9112", "5311"])),
    here=st.sampled_from(["4321", "5223", "5120", "9112", "5311", None]),
    lang=st.sampled_from(["nb", "en"]),
)
def test_no_profile_holds_a_word_that_is_kept_back(
    purpose, spoken, written, needs, months, hours, parts, codes, here, lang
):
    person = replace(
        PERSON, norwegian_spoken=spoken, norwegian_written=written, max_hours_per_week=hours,
        available=tuple(sorted(parts)),
    )  # fmt: skip
    facts = Facts(
        person,
        tuple(sorted(codes)),
        tuple(replace(DONE, occupation=code, months=months) for code in sorted(codes)),
        replace(OPENING, occupation=here, needs_written=needs),
        replace(PLACEMENT, purpose=purpose),
    )
    text = make_profile(facts, lang).text
    assert text
    assert kept_back(text, About.PERSON, names=names_of(person)) == ()
    for secret in ("Amina", "900", "Oslo", "0554", "onkel", "Mogadishu", "tunge løft", "heavy"):
        assert secret not in text


def test_whoever_is_the_only_one_whom_it_fits_is_pointed_at():
    told = told_of(FACTS)
    other = replace(PERSON, participant_id="P2")
    done = {"P2": [replace(DONE, participant_id="P2")]}
    assert whom_it_fits(told, [other], {"P2": ["4321"]}, done) == 1
    assert whom_it_fits(told, [other], {"P2": ["5120"]}, done) == 0
    assert whom_it_fits(told, [replace(other, credentials=None)], {"P2": ["4321"]}, done) == 0
    assert whom_it_fits(told, [other], {"P2": ["4321"]}, {}) == 0


@pytest.mark.parametrize(("fits", "points"), [(1, True), (4, True), (5, False)])
def test_fewer_than_five_may_be_recognised(fits, points):
    assert points_at_somebody(fits) is points
