"""An adviser's name and number: set and changed, shown to employers and participants, forgotten."""

import json
from datetime import date

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from matcher.cli import cli
from matcher.domain.access import Role
from matcher.domain.errors import BadInput
from matcher.domain.requests import Answer, Request
from matcher.store import tables as t
from matcher.store.accounts import Account, add_account, read_account, set_contact
from matcher.store.advisers import read_adviser, read_reachable
from matcher.store.day_tables import employer_owners
from matcher.store.engine import reading, writing
from matcher.store.trust_tables import audit_log
from matcher.store.writers import upsert_market
from matcher.workflows.change_user import close_user, reopen_user
from matcher.workflows.identity_sign_in import Identity, sign_in_by_identity
from matcher.workflows.workplace.answer import Given, answer_signed_in
from matcher.workflows.workplace.invitations import invite
from matcher.workflows.workplace.sheet_id import sheet_id
from tests.integration.consent_asked import ask, link_of
from tests.integration.request_cases import (
    KARI,
    NOW,
    OLA,
    answer_link,
    read_all_mail,
    send_it,
    speaks_english,
)
from tests.integration.small_market import SMALL_MARKET
from tests.integration.web_start import TODAY, send, signed_in

NAME, PHONE, DIALS = "Kari Prøvesen", "900 00 001", "tel:+4790000001"


@pytest.fixture
def sent(store: sa.Engine, proposed: None) -> Request:
    return send_it(store)


def known(store: sa.Engine, **contact: str | None) -> None:
    with writing(store) as connection:
        set_contact(connection, "kari", **({"person_name": NAME, "phone": PHONE} | contact))


def account(store: sa.Engine, name: str = "kari") -> Account:
    with reading(store) as connection:
        found = read_account(connection, name)
    assert found is not None
    return found


class TestEmployers:
    def test_the_request_and_its_link_say_whom_to_ring(self, app, ola, store, sent):
        known(store)
        somebody = app.test_client(use_cookies=False)
        for page in (
            somebody.get(answer_link(app, store, sent)).text,
            ola.get(f"/workplace/E1/requests/{sent.id}").text,
        ):
            assert f"Spurt av {NAME}, Testvik" in page and DIALS in page and PHONE in page

    def test_the_sheet_and_the_first_page_say_whom_to_ring(self, app, ola, store, sent):
        known(store)
        program = app.extensions["program"]
        answer_signed_in(program, OLA, "E1", sent.id, Given(Answer.YES), now=NOW, today=TODAY)
        sheet = ola.get(f"/workplace/E1/placements/{sheet_id('PL2')}/sheet").text
        home = ola.get("/workplace/E1").text
        assert f"{NAME}, Testvik" in sheet and DIALS in sheet
        assert NAME in home and DIALS in home

    def test_without_them_there_is_the_sign_in_name_and_no_number(self, app, ola, store, sent):
        page = ola.get(f"/workplace/E1/requests/{sent.id}").text
        assert "Spurt av kari, Testvik" in page and "tel:" not in page
        assert "Dere kan også ringe" not in ola.get("/workplace/E1").text

    def test_who_looks_after_the_employer_stands_first(self, ola, store, sent):
        known(store)
        with writing(store) as connection:
            set_contact(connection, "liv", person_name="Åse Prøvesen", phone="22 33 44 55")
            owner = {"employer_id": "E1", "account": "liv", "since": TODAY}
            connection.execute(employer_owners.insert().values(owner))
            connection.execute(t.participants.update().values(adviser="kari"))
        home = ola.get("/workplace/E1").text
        assert home.index("22 33 44 55") < home.index(PHONE)

    def test_another_employer_sees_nobody(self, ida: FlaskClient, store, sent):
        known(store)
        assert PHONE not in ida.get("/workplace/E2").text

    def test_mails_are_signed_with_both(self, app, store, proposed):
        known(store)
        send_it(store)
        invite(store, KARI, "E1", {"email": "ny@prove.no"}, now=NOW)
        ends = f"Vennlig hilsen\n{NAME}\nTestvik\nTelefon {PHONE}\n"
        assert ends in read_all_mail(store)
        assert f"Vennlig hilsen\n{NAME}\nTelefon {PHONE}\n" in read_all_mail(store)

    def test_a_mail_without_them_ends_as_before(self, store, proposed):
        speaks_english(store)
        send_it(store)
        assert "Kind regards\nkari\nTestvik\n" in read_all_mail(store)


def test_a_participant_sees_whom_to_ring_where_a_number_is_known(app, store, proposed):
    ask(store)
    client, link = app.test_client(use_cookies=False), link_of(app, store)
    assert "Lurer du på noe?" not in client.get(link).text
    known(store, person_name=None)
    assert "Ring kari:" in client.get(link).text and DIALS in client.get(link).text


class TestOwnAccount:
    def test_one_sets_both_oneself_and_it_stands_in_the_log(self, kari: FlaskClient, store):
        sent = send(kari, "/password/contact", person_name=" Kari  Prøvesen ", phone="+4790000001")
        assert (sent.status_code, sent.location) == (303, "/password")
        page = kari.get("/password").text
        assert f'value="{NAME}"' in page and f'value="{PHONE}"' in page
        with reading(store) as connection:
            rows = connection.execute(sa.select(audit_log.c.actor, audit_log.c.page)).all()
        assert [tuple(row) for row in rows if "contact" in row.page] == [
            ("kari", "password.contact /password/contact: kari")
        ]
        send(kari, "/password/contact", person_name="", phone="")
        assert (account(store).person_name, account(store).phone) == (None, None)

    def test_a_bad_number_is_said_beside_it_and_stays_typed(self, kari: FlaskClient, store):
        refused = send(kari, "/password/contact", person_name=NAME, phone="12 <b>")
        assert refused.status_code == 422 and "Dette er ikke et telefonnummer" in refused.text
        assert 'value="12 &lt;b&gt;"' in refused.text and f'value="{NAME}"' in refused.text
        assert 'id="phone-error"' in refused.text and account(store).person_name is None

    def test_who_is_never_rung_has_no_such_form(self, app, ola, store):
        rot = signed_in(app, "rot")
        for client in (ola, rot):
            assert "Telefonnummer på jobb" not in client.get("/password").text
            assert send(client, "/password/contact", person_name="X").status_code == 404


@pytest.mark.usefixtures("kari")
class TestCommands:
    @pytest.fixture
    def run(self, store: sa.Engine, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("DATABASE_URL", store.url.render_as_string(hide_password=False))

        def command(*words: str) -> Result:
            return CliRunner().invoke(cli, ["user", *words])

        return command

    def test_both_are_added_changed_listed_and_taken_away(self, run, store):
        words = ("--office", "N1", "--name", "Ny Prøvesen", "--phone", "90000002")
        assert run("add", "ny", *words, "--no-password").exit_code == 0
        assert "ny\tadviser\tN1\tNy Prøvesen\t900 00 002" in run("list").output.splitlines()
        assert run("change", "ny", "--phone", "+47 22334455").exit_code == 0
        listed = {each["name"]: each for each in json.loads(run("list", "--json").output)}
        assert listed["ny"]["person_name"] == "Ny Prøvesen"
        assert listed["ny"]["phone"] == "22 33 44 55"
        assert run("change", "ny", "--name", "", "--phone", "").exit_code == 0
        assert (account(store, "ny").person_name, account(store, "ny").phone) == (None, None)

    @pytest.mark.parametrize(
        ("words", "code", "said"),
        [
            (("kari", "--phone", "123"), 1, '"123": This is no telephone number; give 8 digits'),
            (("kari", "--name", "x" * 81), 1, "at most 80 characters"),
            (("rot", "--name", "Rot"), 1, "advisers and leaders only"),
            (("nobody", "--name", "N"), 1, 'There is no account "nobody"'),
            (("kari",), 2, "Give --name, --phone or both."),
        ],
    )
    def test_what_cannot_be_kept_is_said_in_one_line(self, run, store, words, code, said):
        done = run("change", *words)
        assert done.exit_code == code and said in done.output
        assert account(store).phone is None

    def test_a_bad_number_adds_nobody(self, run, store):
        done = run("add", "ny", "--office", "N1", "--phone", "x", "--no-password")
        assert done.exit_code == 1 and "no telephone number" in done.output
        with reading(store) as connection:
            assert read_account(connection, "ny") is None

    def test_a_closed_account_has_no_number_any_more_and_keeps_its_name(self, run, store):
        known(store)
        close_user(store, "kari", by="rot", today=TODAY, now=NOW)
        assert (account(store).person_name, account(store).phone) == (NAME, None)
        assert "is closed" in run("change", "kari", "--phone", PHONE).output
        reopen_user(store, "kari")
        assert account(store).phone is None


def test_an_employers_person_has_neither_here(store):
    ola = Account("x@y.no", Role.EMPLOYER, "-", date(2025, 9, 1), employer_id="E1", phone=PHONE)
    with pytest.raises(BadInput, match="when they accept"), writing(store) as connection:
        add_account(connection, ola)


@pytest.mark.usefixtures("kari")
def test_the_organisations_sign_in_gives_a_name_to_who_has_none(store):
    who = Identity("https://login.example.org", "8c6a", "kari", person_name=" Kari\nPrøvesen")
    assert sign_in_by_identity(store, who).person_name == NAME
    assert account(store).person_name == NAME
    known(store, person_name="Kari P.")
    assert sign_in_by_identity(store, who).person_name == "Kari P."


def test_whom_an_employer_can_ring_is_the_same_on_both_databases(engine: sa.Engine):
    office = [("kari", "Kari Prøvesen", PHONE), ("liv", None, "22 33 44 55"), ("per", "Per", None)]
    with writing(engine) as connection:
        upsert_market(connection, SMALL_MARKET)
        for name, person_name, phone in office:
            add_account(
                connection,
                Account(name, Role.ADVISER, "-", TODAY, "N1", "nb", None, person_name, phone),
            )
        owner = {"employer_id": "E1", "account": "liv", "since": TODAY}
        connection.execute(employer_owners.insert().values(owner))
        connection.execute(t.participants.update().values(adviser="kari"))
    with reading(engine) as connection:
        found = read_reachable(connection, "E1", ["P1"])
        assert [each.account for each in found] == ["liv", "kari"], "who looks after it is first"
        assert [each.account for each in read_reachable(connection, "E1", [])] == ["liv"]
        assert read_adviser(connection, "nobody").name == "nobody"
