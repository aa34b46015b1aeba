"""What is said of an employer's past rests on numbers, and unknown is said to be unknown."""

from datetime import date

import pytest

from matcher.domain.misuse import Misuse
from matcher.domain.stops import Stop, StopReason
from matcher.store.stops import StopRow
from matcher.workflows.employer_record import Record
from matcher.workflows.workplace.trust import RULE, Trust
from matcher.workflows.workplace.words import Wrong
from tests.unit.test_employer_texts import reading_in
from web import trust_texts as texts

DAY = date(2025, 9, 1)
SPARED = Stop(StopReason.SPARED, DAY, date(2025, 10, 1), "E1")


def record(**known):
    return Record(0, 0, 0, known.pop("hired", 0), known.pop("last_no_show", None), 0, None, **known)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (record(), "Vi vet ikke om noen har uteblitt."),
        (record(came_known=1), "Den ene vi vet om, møtte."),
        (record(came_known=7), "Alle de 7 vi vet om, møtte."),
        (
            record(came_known=7, no_shows=2, lately=1, last_no_show=date(2025, 8, 4)),
            "2 av 7 møtte ikke. Sist 4. august. 1 de siste 90 dagene.",
        ),
    ],
)
def test_no_shows_are_told_with_of_how_many_one_knows(known, said):
    with reading_in("nb"):
        assert texts.no_shows(known) == said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (record(), "Ingen har fullført praksis her ennå, så vidt vi vet."),
        (record(practised=3), "3 fullførte praksis. Vi vet ikke ennå om det ga jobb."),
        (
            record(practised=5, work_known=4, hired=1),
            "1 av 4 var i jobb innen ett år etter praksis. 1 vet vi ikke om.",
        ),
        (record(practised=4, work_known=4), "0 av 4 var i jobb innen ett år etter praksis."),
    ],
)
def test_hires_are_told_of_those_known_and_the_unknown_are_counted(known, said):
    with reading_in("nb"):
        assert texts.hires(known) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [((0, 0), "Ingen har meldt noe."), ((2, 1), "2 meldinger venter. 1 er avgjort.")],
)
def test_complaints_are_told_by_number_alone(counts, said):
    with reading_in("nb"):
        assert texts.complaints(Trust(DAY, (), *counts)) == said


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_every_word_has_a_sentence(lang):
    with reading_in(lang):
        assert all(str(texts.KINDS[kind]) for kind in Misuse)
        for problem in Wrong:
            assert texts.wrong({"until": problem, "why": problem})["until"]
        for reason in StopReason:
            for ends in (None, DAY):
                assert texts.stop_tag(Stop(reason, DAY, ends, "E1"))[0]


def test_a_stop_says_who_set_it_and_how_it_ended():
    by_rule = StopRow(1, SPARED, None, DAY, RULE, None, None)
    lifted = StopRow(2, SPARED, "Ro", DAY, "kari", date(2025, 9, 5), "eva")
    with reading_in("nb"):
        assert texts.set_by(by_rule).startswith("Satt av regelen 1. september")
        assert texts.spared(by_rule) == "Vi sparer dem til og med 1. oktober."
        assert texts.past(lifted) == ("Spart fra 1. september, opphevet av eva 5. september.")
