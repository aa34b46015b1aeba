"""Every word about employers has a sentence in both languages, and counts read well."""

from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask, g

from matcher.domain.cefr import Level
from matcher.domain.day import ContactBy
from matcher.domain.employers import Sector
from matcher.domain.participants import Participant
from matcher.workflows.employer_log import FIELDS, Wrong
from matcher.workflows.employer_needs import Lack, Need, PersonNeed
from matcher.workflows.employer_record import Record
from web import employer_texts as texts
from web import languages


@contextmanager
def reading_in(lang):
    """A page that is read in ``lang``, without a store behind it."""
    app = Flask("web")
    app.config["TODAY"] = date(2025, 9, 1)
    languages.init_app(app)
    with app.test_request_context():
        g.form_language = lang
        yield


@pytest.fixture(params=["nb", "en"])
def lang(request):
    with reading_in(request.param):
        yield request.param


def a_need(lack, minutes=(30, 30), spoken=Level.A2, count=1):
    people = tuple(
        PersonNeed(Participant(f"P{n}", "N1", norwegian_spoken=spoken), "9412", lack, 0.0)
        for n in range(count)
    )
    return Need(("9412", "5120"), lack, people, minutes, 20.0, spoken, ("Hamar", "Stange"), {})


@pytest.mark.parametrize("lack", list(Lack))
def test_every_lack_is_a_sentence(lang, lack):
    assert texts.lack(a_need(lack)).endswith(".")


def test_a_need_says_who_wishes_for_what_and_what_would_do(lang):
    need = a_need(Lack.TRAVEL, count=3)
    said = texts.wishes(need), texts.lack(need), texts.would_do(need)
    assert said == {
        "nb": (
            "3 deltakere ønsker arbeid som kjøkkenassistent eller kokk, med lite norsk",
            "Ingen plass innen 30 minutter.",
            ["nær Hamar eller Stange", "høyst 30 minutter unna", "høyst 20 timer i uka",
             "krever ikke mer norsk enn A2"],
        ),
        "en": (
            "3 participants wish to work as kitchen assistant or cook, with little Norwegian",
            "No opening within 30 minutes.",
            ["near Hamar or Stange", "at most 30 minutes away", "at most 20 hours a week",
             "needs no more Norwegian than A2"],
        ),
    }[lang]  # fmt: skip


def test_an_unknown_level_is_not_said_to_be_little(lang):
    assert "norsk" not in texts.wishes(a_need(Lack.NONE, spoken=None))
    assert len(texts.would_do(a_need(Lack.NONE, None, None))) == 2


def test_nobody_is_held_to_less_norwegian_than_a_native_speaker(lang):
    assert len(texts.would_do(a_need(Lack.NONE, spoken=Level.native))) == 3


@pytest.mark.parametrize("code", list(Wrong))
@pytest.mark.parametrize("field", FIELDS)
def test_everything_that_may_be_wrong_has_a_sentence(lang, field, code):
    if code is Wrong.MISSING and field not in ("spoken_on", "by"):
        return
    if code is Wrong.TOO_LONG and field not in ("note", "promised"):
        return
    assert texts.wrong(field, code).endswith(".")


def test_every_way_of_speaking_and_every_sector_has_a_word():
    assert set(texts.CONTACT_BY) == set(texts.SPOKE_BY) == set(ContactBy)
    assert set(texts.SECTORS) == set(Sector)


@pytest.mark.parametrize(
    ("record", "first"),
    [
        (Record(0, 0, 0, 0, None, 0, None), "Ingen har vært der før, så vidt vi vet"),
        (Record(2, 0, 0, 0, None, 0, None), "2 har vært der, og ingen har sagt hvordan det gikk"),
        (Record(9, 3, 4, 1, date(2025, 3, 3), 2, 3), "3 av 4 fullførte"),
    ],
)
def test_a_record_says_what_is_known(record, first):
    with reading_in("nb"):
        assert texts.record(record)[0] == first
        assert ("1 fikk jobb etterpå" in texts.record(record)) == bool(record.hired)
