"""A link's page reveals nothing to whoever should not see it, and keeps what was typed."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

import web
from matcher.domain.outcomes import EndReason, NextStep, Reporter
from matcher.domain.placements import PlacementStatus
from matcher.store.engine import reading, writing
from matcher.store.readers import read_market
from matcher.store.writers import upsert_rows
from matcher.workflows.report_questions import ASKED, Wrong
from tests.integration.web_start import send, signed_in
from web import languages, report_texts, words
from web.link_signature import link_id_of, token_of

TODAY = date(2025, 9, 1)
FORM = "/placements/PL1/report/{}"
SECRETS = ("PL1", "P1", "Testesen", "kari", "Jobbsmak", "KVP", "NAV", "program", "deltaker")
ROOT = Path(web.__file__).parent


@pytest.fixture
def app(app: Flask, store: sa.Engine) -> Flask:
    with reading(store) as connection:
        person = read_market(connection).participants[0]
    with writing(store) as connection:
        upsert_rows(connection, "participants", [replace(person, name="Amina Testesen")])
    return app


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Whoever has the address: no account, and a phone that keeps no cookies."""
    return app.test_client(use_cookies=False)


def link(client: FlaskClient, reporter: str = "participant") -> str:
    """Make a link on the adviser's screen, and answer its path."""
    assert send(client, f"{FORM.format(reporter)}/link").status_code == 303
    page = client.get("/placements/PL1").get_data(as_text=True)
    field = re.search(rf'id="address-{reporter}" value="([^"]+)"', page)[1]
    return field.removeprefix("http://localhost")


def text_of(answer) -> str:
    page = re.sub(r"<script.*?</script>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def change(app: Flask, **facts: object) -> None:
    with writing(app.extensions["program"].engine) as connection:
        (placement,) = read_market(connection).placements
        upsert_rows(connection, "placements", [replace(placement, **facts)])


class TestSignature:
    def test_every_altered_letter_is_found_out(self, app):
        with app.app_context():
            signed = token_of("abcABC-_1234")
            assert link_id_of(signed) == "abcABC-_1234"
            for place, letter in enumerate(signed):
                for other in ("A", "B", "x", "9", "_", "."):
                    if other != letter:
                        assert link_id_of(signed[:place] + other + signed[place + 1 :]) is None

    @pytest.mark.parametrize("text", ["", ".", "abc", "abc.", ".abc", "æøå.x", "a" * 5000])
    def test_what_we_did_not_sign_is_no_link(self, app, text):
        with app.app_context():
            assert link_id_of(text) is None

    def test_another_secret_signs_nothing_of_ours(self, app):
        with app.app_context():
            signed = token_of("abcABC-_1234")
            app.config["SECRET_KEY"] = "another secret that is long enough too"
            assert link_id_of(signed) is None


class TestLinkPage:
    def test_is_kept_by_nobody_and_told_to_nobody(self, kari, stranger):
        headers = stranger.get(link(kari)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "Set-Cookie" not in headers

    @pytest.mark.parametrize("reporter", ["participant", "mentor"])
    def test_names_neither_programme_nor_anything_of_the_person(self, kari, stranger, reporter):
        address = link(kari, reporter)
        page = stranger.get(address).get_data(as_text=True)
        # By chance the address's own letters may spell anything.
        body = page.replace("/static/", "").replace(address.rpartition("/")[2], "")
        for secret in SECRETS:
            assert secret not in body

    def test_shows_the_first_name_to_the_mentor_only_and_the_workplace_to_the_participant(
        self, kari, stranger
    ):
        mentor, participant = (
            text_of(stranger.get(link(kari, who))) for who in ("mentor", "participant")
        )
        assert "Amina" in mentor and "Prøvebutikken" not in mentor
        assert "Prøvebutikken" in participant

    def test_takes_an_answer_from_a_phone_without_cookies(self, kari, stranger):
        address = link(kari)
        answer = stranger.post(address, data={"fit_tasks": "5", "do": "give"})
        assert answer.status_code == 303
        assert "Takk!" in text_of(stranger.get(answer.location))
        assert "Du har svart." in text_of(stranger.get(address))

    def test_shows_what_was_typed_when_something_is_wrong(self, kari, stranger):
        address = link(kari, "mentor")
        typed = {"showed_up": "no", "completed": "yes", "training": "<b>kasse</b>"}
        answer = stranger.post(address, data=typed)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "stemmer ikke med et annet svar" in page
        assert "&lt;b&gt;kasse&lt;/b&gt;" in page and page.count(" checked") == 2

    def test_puts_a_half_filled_form_aside_and_changes_language(self, kari, stranger):
        address = link(kari, "mentor")
        answer = stranger.post(address, data={"training": "kasse", "lang": "en"})
        page = stranger.get(answer.location)
        assert 'lang="en"' in page.get_data(as_text=True) and "kasse" in text_of(page)
        assert "Did Amina show up?" in text_of(page)

    def test_a_language_that_is_not_offered_is_not_shown(self, kari, stranger):
        page = stranger.get(link(kari) + "?lang=xx").get_data(as_text=True)
        assert '<html lang="nb"' in page

    @pytest.mark.parametrize(
        ("typed", "status"), [({"fit_tasks": "9"}, 400), ({"fit_tasks": "x" * 600_000}, 413)]
    )
    def test_says_what_goes_wrong_on_a_page_as_bare(self, kari, stranger, typed, status):
        answer = stranger.post(link(kari), data=typed)
        assert answer.status_code == status
        assert "Det gikk ikke akkurat nå" in text_of(answer)
        assert "Jobbsmak" not in answer.get_data(as_text=True)

    def test_says_when_the_store_is_busy(self, kari, stranger, store, monkeypatch):
        address = link(kari)
        monkeypatch.setattr("matcher.store.engine.BUSY_SECONDS", 0.1)
        kari.application.extensions["program"].engine.dispose()  # a new connection waits as long
        with writing(store):
            answer = stranger.post(address, data={"fit_tasks": "4"})
        assert answer.status_code == 503 and "Det gikk ikke akkurat nå" in text_of(answer)

    def test_saves_quietly_without_a_page(self, kari, stranger):
        address = link(kari, "mentor")
        answer = stranger.post(address, data={"training": "truck", "do": "quietly"})
        assert (answer.status_code, answer.data) == (204, b"")
        assert "truck" in text_of(stranger.get(address))


class TestClosedLinks:
    """Each says kindly what to do, and nothing of what is behind it."""

    def closed(self, stranger: FlaskClient, address: str, status: int, says: str) -> None:
        for answer in (stranger.get(address), stranger.post(address, data={"fit_tasks": "5"})):
            assert answer.status_code == status
            page = answer.get_data(as_text=True)
            assert says in page
            for secret in (*SECRETS, "Amina", "Prøvebutikken"):
                assert secret not in page.replace("/static/", "")
            assert answer.headers["Cache-Control"] == "no-store"

    def test_an_altered_one(self, kari, stranger):
        address = link(kari)
        altered = address[:-1] + ("A" if address[-1] != "A" else "B")
        self.closed(stranger, altered, 404, "Lenken virker ikke")

    def test_one_that_is_not_whole(self, kari, stranger):
        self.closed(stranger, link(kari)[:-5], 404, "Lenken virker ikke")

    def test_an_expired_one(self, app, kari, stranger):
        address = link(kari)
        app.config["TODAY"] = TODAY + timedelta(days=40)
        self.closed(stranger, address, 410, "Lenken er gått ut")

    def test_a_withdrawn_one(self, kari, stranger):
        address = link(kari)
        send(kari, f"{FORM.format('participant')}/withdraw")
        self.closed(stranger, address, 410, "Lenken er trukket tilbake")

    def test_one_of_a_placement_that_was_called_off(self, app, kari, stranger):
        address = link(kari)
        change(app, status=PlacementStatus.CANCELLED)
        self.closed(stranger, address, 410, "Dette trenger du ikke svare på")

    def test_one_that_is_too_early(self, app, kari, stranger):
        address = link(kari)
        change(app, starts=TODAY + timedelta(days=1))
        self.closed(stranger, address, 200, "Det er litt for tidlig")


class TestAtTheDesk:
    def test_another_office_finds_nothing(self, app):
        nils = signed_in(app, "nils")
        for path in (FORM.format("mentor"), FORM.format("mentor").replace("PL1", "PL9")):
            assert nils.get(path).status_code == 404
            for more in ("", "/link", "/withdraw"):
                assert send(nils, path + more, showed_up="yes").status_code == 404

    def test_nobody_without_an_account_gets_there(self, stranger):
        assert stranger.get(FORM.format("mentor")).status_code == 303
        assert stranger.get("/calls").status_code == 303

    def test_a_reporter_that_there_is_not_is_refused(self, kari):
        assert kari.get(FORM.format("neighbour")).status_code == 400

    def test_the_adviser_has_no_link(self, kari):
        assert send(kari, f"{FORM.format('adviser')}/link").status_code == 400

    def test_answers_show_with_their_history(self, kari):
        send(kari, FORM.format("mentor"), showed_up="yes", training="kasse")
        send(kari, FORM.format("mentor"), showed_up="no")
        page = text_of(kari.get("/placements/PL1"))
        assert "Møtte opp Nei" in page
        assert "1 tidligere svar 1. september · kari Møtte opp Ja Bør lære mer kasse" in page

    def test_a_form_that_is_put_aside_says_so(self, kari):
        send(kari, FORM.format("mentor"), training="kasse", do="later")
        assert "Påbegynt" in text_of(kari.get("/placements/PL1"))


def test_every_question_and_answer_has_its_words():
    asked = {name for names in ASKED.values() for name in names}
    assert asked == set(report_texts.SHORT) == set(report_texts.QUESTION_ICONS)
    assert list(report_texts.WRONG) and set(report_texts.WRONG) == set(Wrong)
    assert list(words.END_REASONS) == list(EndReason)
    assert list(words.NEXT_STEPS) == list(NextStep)
    assert list(report_texts.REPORTERS) == list(Reporter)


def test_every_icon_of_the_forms_is_among_those_that_are_shipped():
    shipped = (ROOT.parent / ".ci/icons.txt").read_text().split()
    used = {*report_texts.QUESTION_ICONS.values(), *report_texts.FIT_ICONS.values()}
    assert used | set(report_texts.YES_NO_ICONS.values()) <= set(shipped)


def form_texts() -> set[str]:
    """Every text that a participant or a mentor may read."""
    keywords = {"_": None, "gettext": None, "lazy_gettext": None}
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords)
    own = {
        text
        for name, _, text, _, _ in found
        if name.startswith(("report_texts", "templates/report/"))
    }
    shared = (*words.FIT_SIDES.values(), *words.FIT_ANSWERS.values())
    return own | {str(text) for text in shared}


@pytest.mark.parametrize("code", [code for code in languages.FORM_LANGUAGES if code != "nb"])
def test_a_language_that_is_offered_has_every_text_of_the_forms(code):
    with (ROOT / f"translations/{code}/LC_MESSAGES/messages.po").open("rb") as file:
        known = {m.id: m.string for m in read_po(file) if m.id and not m.fuzzy}
    assert [text for text in sorted(form_texts()) if not known.get(text)] == []
