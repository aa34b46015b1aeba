"""Employers' people: invited by the office, signed in by password or link, closed and reopened."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Employer
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.store.accounts import Account, add_account, read_account, read_open_account
from matcher.store.employer_tables import mails, sign_in_links
from matcher.store.engine import reading, writing
from matcher.store.sessions import revoke_sessions_of
from matcher.store.writers import upsert_rows
from matcher.workflows.sessions import begin_session, resume_session
from matcher.workflows.throttle import TooManyAttempts
from matcher.workflows.workplace.accept_invitation import (
    Closed,
    LinkRefused,
    accept_invitation,
    open_invitation,
)
from matcher.workflows.workplace.invitations import EmailFault, invite, withdraw
from matcher.workflows.workplace.link_sign_in import (
    LinkAsked,
    ask_for_link,
    open_sign_in_link,
    sign_in_by_link,
)
from matcher.workflows.workplace.people import close_person, people_of, reopen_person
from tests.integration.web_start import PASSWORD_HASH, TODAY

KARI = Viewer("kari", Role.ADVISER, "N1")
NOW = datetime(2025, 9, 1, 9, tzinfo=UTC)
OLA = "ola@butikken.no"
IDLE = timedelta(hours=1)


def accept(engine: sa.Engine, invitation_id: str, now: datetime = NOW, **form: str) -> Account:
    return accept_invitation(
        engine, invitation_id, {"person": "Ola Hansen", **form},
        language="nb", today=TODAY, now=now,
    )  # fmt: skip


@pytest.fixture
def invited(store: sa.Engine) -> str:
    return invite(store, KARI, "E1", {"email": OLA}, now=NOW).id


@pytest.fixture
def ola(store: sa.Engine) -> str:
    """Somebody at E1 who has an account."""
    with writing(store) as connection:
        add_account(connection, Account(OLA, Role.EMPLOYER, PASSWORD_HASH, TODAY, employer_id="E1"))
    return OLA


def asked_by(email: str, address: str = "192.0.2.1") -> LinkAsked:
    return LinkAsked(email, address, "the server's secret")


def ask(store: sa.Engine, email: str, now: datetime = NOW) -> list[str]:
    """Ask for a link; the ids of all links there are."""
    ask_for_link(store, asked_by(email), now=now)
    with reading(store) as connection:
        return list(connection.scalars(sa.select(sign_in_links.c.id)))


def state_of(attempt: Callable[[], object]) -> Closed:
    with pytest.raises(LinkRefused) as caught:
        attempt()
    return caught.value.state


def test_an_invitation_makes_an_account_of_that_employer(store, invited):
    account = accept(store, invited)
    assert account.viewer == Viewer(OLA, Role.EMPLOYER, None, "E1")
    (person,) = people_of(store, KARI, "E1", now=NOW).people
    assert (person.email, person.name, person.closed) == (OLA, "Ola Hansen", False)


def test_the_mail_with_the_link_is_queued_with_the_invitation(store, invited):
    with reading(store) as connection:
        (mail,) = connection.execute(sa.select(mails)).all()
    assert (mail.to_address, mail.office_id, mail.employer_id) == (OLA, "N1", "E1")
    assert f"[[invitation:{invited}]]" in mail.body and "Prøvebutikken" in mail.subject


def test_an_invitation_works_once(store, invited):
    accept(store, invited)
    assert state_of(lambda: open_invitation(store, invited, NOW)) is Closed.USED
    assert state_of(lambda: accept(store, invited)) is Closed.USED


def test_an_invitation_holds_for_fourteen_days(store, invited):
    assert open_invitation(store, invited, NOW + timedelta(days=13)).email == OLA
    late = NOW + timedelta(days=14)
    assert state_of(lambda: open_invitation(store, invited, late)) is Closed.EXPIRED
    assert state_of(lambda: accept(store, invited, late)) is Closed.EXPIRED


def test_a_withdrawn_or_an_unknown_invitation_opens_nothing(store, invited):
    withdraw(store, KARI, "E1", invited, now=NOW)
    assert state_of(lambda: accept(store, invited)) is Closed.WITHDRAWN
    assert state_of(lambda: open_invitation(store, "made up", NOW)) is Closed.BROKEN
    assert state_of(lambda: open_invitation(store, None, NOW)) is Closed.BROKEN
    with pytest.raises(Conflict):
        withdraw(store, KARI, "E1", invited, now=NOW)


def test_a_second_invitation_of_an_address_withdraws_the_first(store, invited):
    again = invite(store, KARI, "E1", {"email": " OLA@butikken.no "}, now=NOW)
    assert state_of(lambda: open_invitation(store, invited, NOW)) is Closed.WITHDRAWN
    assert [each.id for each in people_of(store, KARI, "E1", now=NOW).waiting] == [again.id]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("", EmailFault.MISSING), ("ola", EmailFault.WRONG), ("a@b.no\nBcc: c@d.no", EmailFault.WRONG),
     (OLA.upper(), EmailFault.HERE), ("per@naboen.no", EmailFault.ELSEWHERE)],
)  # fmt: skip
def test_an_address_that_cannot_be_invited_is_said_to_be_so(store, ola, typed, fault):
    with writing(store) as connection:
        upsert_rows(connection, "employers", [Employer("E2", "Naboen")])
        other = Account("per@naboen.no", Role.EMPLOYER, "x", TODAY, employer_id="E2")
        add_account(connection, other)
    with pytest.raises(FormRefused) as caught:
        invite(store, KARI, "E1", {"email": typed}, now=NOW)
    assert caught.value.by_field == {"email": fault.value}


@pytest.mark.parametrize(
    "viewer",
    [Viewer("root", Role.ADMINISTRATOR), Viewer(OLA, Role.EMPLOYER, employer_id="E1")],
)
def test_nobody_but_an_office_invites_or_closes(store, ola, viewer):
    with pytest.raises(NotFound):
        invite(store, viewer, "E1", {"email": "ny@butikken.no"}, now=NOW)
    with pytest.raises(NotFound):
        close_person(store, viewer, "E1", OLA, today=TODAY, now=NOW)


def test_an_account_of_somebody_else_is_not_closed_as_an_employers(store):
    with writing(store) as connection:
        add_account(connection, Account("nils", Role.ADVISER, "x", TODAY, "N2"))
    with pytest.raises(NotFound):
        close_person(store, KARI, "E1", "nils", today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("form", "problems"),
    [({"person": " "}, {"person": "missing"}), ({"person": "a" * 81}, {"person": "long"}),
     ({"password": "kort"}, {"password": "short"}),
     ({"password": f"{OLA}123"}, {"password": "name"})],
)  # fmt: skip
def test_what_is_wrong_is_said_by_field_and_the_invitation_still_holds(
    store, invited, form, problems
):
    with pytest.raises(FormRefused) as caught:
        accept(store, invited, **form)
    assert caught.value.by_field == problems
    assert open_invitation(store, invited, NOW).email == OLA


def test_of_two_who_use_an_invitation_at_the_same_instant_one_gets_the_account(filled):
    invitation = invite(filled, KARI, "E1", {"email": OLA}, now=NOW)

    def attempt(number: int) -> str:
        try:
            accept(filled, invitation.id, person=f"Nummer {number}")
        except LinkRefused as refused:
            return refused.state.value
        return "in"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == ["in", "used", "used", "used"]


def test_a_closed_person_is_signed_out_and_no_link_lets_them_in(store, ola):
    (link,) = ask(store, ola)
    session = begin_session(store, ola, NOW)
    close_person(store, KARI, "E1", ola, today=TODAY, now=NOW)
    assert resume_session(store, session, NOW, IDLE) is None
    assert state_of(lambda: sign_in_by_link(store, link, NOW)) is Closed.USED
    assert ask(store, ola) == [link]
    reopen_person(store, KARI, "E1", ola)
    with reading(store) as connection:
        assert read_open_account(connection, ola) is not None


def test_a_link_signs_in_once_and_looking_at_it_uses_nothing_up(store, ola):
    (link,) = ask(store, ola.upper())
    open_sign_in_link(store, link, NOW)
    open_sign_in_link(store, link, NOW)
    assert sign_in_by_link(store, link, NOW).employer_id == "E1"
    assert state_of(lambda: sign_in_by_link(store, link, NOW)) is Closed.USED


def test_of_two_who_press_the_button_at_the_same_instant_one_is_let_in(filled):
    with writing(filled) as connection:
        add_account(connection, Account(OLA, Role.EMPLOYER, "x", TODAY, employer_id="E1"))
    (link,) = ask(filled, OLA)

    def attempt(_number: int) -> bool:
        try:
            return sign_in_by_link(filled, link, NOW).name == OLA
        except LinkRefused:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1


def test_a_link_holds_for_half_an_hour(store, ola):
    (link,) = ask(store, ola)
    late = NOW + timedelta(minutes=30)
    assert state_of(lambda: sign_in_by_link(store, link, late)) is Closed.EXPIRED


def test_whoever_is_signed_out_everywhere_has_no_link_left(store, ola):
    (link,) = ask(store, ola)
    with writing(store) as connection:
        revoke_sessions_of(connection, ola, NOW)
    assert state_of(lambda: sign_in_by_link(store, link, NOW)) is Closed.USED


@pytest.mark.parametrize("email", ["kari@kommunen.no", "ingen@butikken.no", "no address"])
def test_a_link_goes_to_employers_people_only(store, email):
    with writing(store) as connection:
        add_account(connection, Account("kari@kommunen.no", Role.ADVISER, "x", TODAY, "N1"))
    assert ask(store, email) == []


def test_links_are_asked_for_as_slowly_as_passwords_are_tried(store, ola):
    for _ in range(5):
        ask(store, ola)
    with pytest.raises(TooManyAttempts):
        ask(store, ola.upper())
    assert len(ask(store, ola, NOW + timedelta(minutes=1))) == 6


def test_who_has_no_password_cannot_be_signed_in_by_guessing_it(store, invited):
    accept(store, invited)
    with reading(store) as connection:
        account = read_account(connection, OLA)
    assert account is not None and account.password_hash.startswith("$argon2id$")


def test_people_are_those_of_the_employer_alone(store, ola):
    with writing(store) as connection:
        upsert_rows(connection, "employers", [Employer("E2", "Naboen")])
    assert people_of(store, KARI, "E2", now=NOW).people == ()
    with pytest.raises(NotFound):
        people_of(store, Viewer("per@naboen.no", Role.EMPLOYER, employer_id="E2"), "E1", now=NOW)


def test_a_person_since_when(store, ola):
    (person,) = people_of(store, KARI, "E1", now=NOW).people
    assert person.since == date(2025, 9, 1)
