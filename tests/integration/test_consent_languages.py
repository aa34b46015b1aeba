"""The question about the name is put in the participant's own language, whole and plain."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.domain.advisers import Adviser
from matcher.domain.cefr import Level
from matcher.domain.participants import Participant
from matcher.store import tables as t
from matcher.store.employer_tables import mails
from matcher.store.engine import reading, writing
from matcher.workflows.workplace.consent_mails import question
from matcher.workflows.workplace.contact_language import contact_languages
from tests.integration.consent_asked import WEEK, ask, link_of, long_ones
from tests.integration.request_cases import propose
from tests.integration.web_start import TODAY
from web.link_signature import links

BOTH = ("nb", "en")
NORSK = """Hei!

Kan Prøvebutikken få vite navnet ditt?
Det gjelder: Butikk.

Du bestemmer. Du kan si ja eller nei. Det er greit å si nei.
Du kan også svare noe annet senere.

Åpne lenken og svar. Siste dag å svare er 8. september 2025:
[[consent:abc]]?lang=nb

Hvis du ikke svarer, får de ikke vite navnet.

Vennlig hilsen
Kari Prøvesen
"""
ENGLISH = """Hello,

May Prøvebutikken know your name?
It is about: Butikk.

You decide. You can say yes or no. It is fine to say no.
You can also give another answer later.

Open the link and answer. The last day to answer is 8 September 2025:
[[consent:abc]]?lang=en

If you do not answer, they will not know your name.

Kind regards
Kari Prøvesen
"""


def person(written: Level | None, spoken: Level | None, *languages: str) -> Participant:
    return Participant(
        "P1", "N1", norwegian_written=written, norwegian_spoken=spoken, languages=languages or None
    )


@pytest.mark.parametrize(
    ("who", "languages"),
    [
        (person(Level.A2, Level.A1, "en"), ("nb",)),
        (person(Level.native, None), ("nb",)),
        (person(None, Level.B1), ("nb",)),
        (person(Level.A1, Level.B1, "en"), ("en",)),  # what is read counts, not what is spoken
        (person(Level.A0, None, "ti", "en"), ("en",)),
        (person(Level.A1, Level.A1, "ti", "no"), BOTH),
        (person(Level.A1, Level.A1), BOTH),
        (person(None, None), BOTH),
        (person(None, None, "en"), BOTH),  # may read Norwegian as well, for all that is known
        (person(None, None, "no", "nn"), ("nb",)),
    ],
)
def test_the_language_is_what_is_known_and_else_both(who, languages):
    assert contact_languages(who) == languages


def asked(languages: tuple[str, ...], *where: str | None) -> tuple[str, str]:
    kari = Adviser("kari", "Kari Prøvesen")
    return question(languages, *where, by=kari, answer_by=TODAY + WEEK, link_id="abc")


def test_the_mail_is_whole_in_each_language():
    where = "Prøvebutikken", "Butikk"
    assert asked(("nb",), *where) == ("Et spørsmål til deg", NORSK)
    assert asked(("en",), *where) == ("A question for you", ENGLISH)
    subject, body = asked(BOTH, *where)
    assert subject == "Et spørsmål til deg / A question for you"
    assert body == f"(You can read this in English below.)\n\n{NORSK}\n– – –\n\n{ENGLISH}"


def test_a_mail_about_a_place_without_names_is_a_whole_sentence_too():
    assert "Kan et arbeidssted få vite navnet ditt?\n\nDu" in asked(("nb",), None, None)[1]
    assert "May a workplace know your name?\n\nYou" in asked(("en",), None, None)[1]


def test_a_title_that_looks_like_a_place_for_a_word_stays_as_it_is():
    assert "It is about: {day}." in asked(("en",), "X", "{day}")[1]


def test_every_sentence_of_the_mail_is_short():
    for lang in BOTH:
        assert long_ones(asked((lang,), "Prøvebutikken", "Butikk")[1]) == []


# --- The mail that is queued, and its link ------------------------------------------------------


@pytest.fixture
def app(store: sa.Engine, serve: Callable[..., Flask]) -> Flask:
    propose(store)
    return serve(store, TODAY=TODAY)


def knows(store: sa.Engine, written: str | None, languages: str | None = None) -> None:
    """What is known of P1's Norwegian and other languages."""
    with writing(store) as connection:
        connection.execute(
            t.participants.update()
            .where(t.participants.c.participant_id == "P1")
            .values(norwegian_written=written, norwegian_spoken=written, languages=languages)
        )


@pytest.mark.parametrize(
    ("written", "spoken", "languages"),
    [("A1", "en", ("en",)), ("B1", "en", ("nb",)), ("A1", "ti", BOTH)],
)
def test_the_links_of_the_mail_open_the_page_in_its_language(
    app, store, written, spoken, languages
):
    knows(store, written, spoken)
    ask(store)
    with reading(store) as connection:
        (row,) = connection.execute(sa.select(mails.c.body, mails.c.language)).all()
    assert row.language == languages[0]
    with app.test_request_context(base_url="http://localhost"):
        found = re.findall(r"http://localhost(/consent/\S+)", links().in_text(row.body))
    assert found == [f"{link_of(app, store)}?lang={lang}" for lang in languages]
    for address, lang in zip(found, languages, strict=True):
        assert f'<html lang="{lang}"' in app.test_client().get(address).text


def test_a_bare_link_opens_in_the_language_that_is_known_and_an_address_goes_before_it(app, store):
    ask(store)
    link, phone = link_of(app, store), app.test_client()
    knows(store, "A1", "en")
    assert '<html lang="en"' in phone.get(link).text
    assert '<html lang="nb"' in phone.get(f"{link}?lang=nb").text
    assert '<html lang="en"' in phone.get(f"{link}?lang=xx").text
    knows(store, None)
    assert '<html lang="nb"' in phone.get(link).text
    phone.set_cookie("jobbsmak_lang", "en")
    assert '<html lang="en"' in phone.get(link).text


@pytest.mark.parametrize(("lang", "other"), [BOTH, BOTH[::-1]])
def test_the_language_is_kept_from_the_question_to_the_answer(app, store, lang, other):
    ask(store)
    link, phone = link_of(app, store), app.test_client(use_cookies=False)
    page = phone.get(f"{link}?lang={lang}").text
    assert f'href="{link}?lang={other}"' in page
    for said in ("yes", "back", "no"):
        action = re.search(r'<form method="post" action="([^"]+)"', page)
        assert action and action[1] == f"{link}?lang={lang}"
        answer = phone.post(action[1], data={"say": said}, follow_redirects=True)
        assert f'<html lang="{lang}"' in answer.text
        page = phone.get(f"{link}?lang={lang}").text


def test_a_link_that_holds_no_more_says_so_in_its_language(app):
    assert "The link does not work" in app.test_client().get("/consent/x?lang=en").text
    assert "Lenken virker ikke" in app.test_client().get("/consent/x?lang=nb").text
