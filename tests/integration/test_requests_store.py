"""Requests, consents and the one view through which an employer learns a name; both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import Conflict, NotFound
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.requests import (
    Answer,
    Closing,
    Consent,
    ConsentState,
    Request,
    RequestStatus,
)
from matcher.store import tables as t
from matcher.store.consents import add_consent, change_consent, latest_consent
from matcher.store.employer_tables import mails
from matcher.store.employer_view import PersonShown, read_people_shown, read_person_shown
from matcher.store.engine import appending, reading, writing
from matcher.store.placement_events import kept_placements
from matcher.store.requests import add_request, change_request, read_request
from matcher.store.writers import upsert_rows
from matcher.workflows.workplace.closing import withdraw_requests_of_opening
from matcher.workflows.workplace.tidy import Tidied, tidy

NOW = datetime(2025, 9, 1, 8, tzinfo=UTC)
TODAY = NOW.date()
OLA = Viewer("ola@prove.no", Role.EMPLOYER, employer_id="E1")
KARI = Viewer("kari", Role.ADVISER, "N1")
NILS = Viewer("nils", Role.ADVISER, "N2")
REQUEST = Request(
    "R1", "PL2", RequestStatus.SENT, "Vil prøve butikk.", TODAY, "kari", NOW, "kari",
    TODAY + timedelta(days=7), sent_at=NOW,
)  # fmt: skip
CONSENT = Consent(
    "C1", "P1", "O1", ConsentState.GIVEN, NOW, "kari", TODAY, TODAY + timedelta(days=30)
)


@pytest.fixture
def out(filled: sa.Engine) -> sa.Engine:
    """A request about P1 is out, and P1 has a name."""
    proposed = Placement(
        "PL2", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.PROPOSED, "M2",
        date(2025, 9, 8), date(2025, 11, 28),
    )  # fmt: skip
    with writing(filled) as connection:
        upsert_rows(connection, "placements", (proposed,))
        connection.execute(
            t.participants.update()
            .where(t.participants.c.participant_id == "P1")
            .values(name="Amina Testesen", phone="900 00 000", email="amina@prove.no")
        )
        connection.execute(t.employers.update().values(email="Post@Prove.no"))
        connection.execute(t.placements.update().values(proposed_on=TODAY))
        add_request(connection, REQUEST)
    return filled


def give(engine: sa.Engine, **changes: object) -> None:
    with appending(engine) as connection:
        add_consent(connection, replace(CONSENT, **changes))


def shown(engine: sa.Engine, viewer: Viewer = OLA, today: date = TODAY) -> PersonShown:
    with reading(engine) as connection:
        return read_person_shown(connection, viewer, "R1", today)


def test_without_a_consent_the_store_answers_null(out):
    assert shown(out) == PersonShown()


def test_a_consent_opens_name_and_number_and_the_log_says_who_saw_them(out):
    give(out)
    assert shown(out) == PersonShown("Amina Testesen", "900 00 000", "amina@prove.no", True)
    with reading(out) as connection:
        seen = connection.exec_driver_sql(
            "SELECT count(*) FROM audit_log WHERE actor = 'ola@prove.no' AND person IS NOT NULL"
        ).scalar()
        assert seen == 1


@pytest.mark.parametrize(
    "state", [ConsentState.ASKED, ConsentState.REFUSED, ConsentState.WITHDRAWN]
)
def test_no_other_state_opens_anything(out, state):
    give(out, state=state)
    assert shown(out) == PersonShown()


def test_the_day_after_its_last_day_a_consent_opens_nothing(out):
    give(out, holds_until=TODAY)
    assert shown(out).opened
    assert shown(out, today=TODAY + timedelta(days=1)) == PersonShown()


def test_a_consent_for_another_opening_opens_nothing_here(out):
    give(out, opening_id="O2")
    assert shown(out) == PersonShown()


def test_a_consent_that_is_withdrawn_hides_at_once(out):
    give(out)
    with appending(out) as connection:
        known = latest_consent(connection, "P1", "O1")
        assert known is not None
        change_consent(connection, known, ConsentState.WITHDRAWN, changed_by="P1", now=NOW)
    assert shown(out) == PersonShown()


def test_an_answer_of_not_now_hides_the_name_again(out):
    give(out)
    with writing(out) as connection:
        change_request(
            connection, REQUEST, status=RequestStatus.ANSWERED, answer=Answer.NOT_NOW
        )  # fmt: skip
    assert shown(out) == PersonShown()


def test_a_proposal_that_lapsed_hides_the_name_again(out):
    give(out)
    assert shown(out, today=TODAY + timedelta(days=14)).opened
    assert shown(out, today=TODAY + timedelta(days=15)) == PersonShown()


def test_another_employer_and_another_office_find_no_such_request(out):
    give(out)
    for stranger in (Viewer("x@y.no", Role.EMPLOYER, employer_id="E2"), NILS):
        with pytest.raises(NotFound):
            shown(out, stranger)
    assert shown(out, KARI).opened


def test_everybody_at_the_employer_is_answered_by_placement(out):
    give(out)
    with reading(out) as connection:
        found = read_people_shown(connection, OLA, "E1", TODAY)
        assert read_people_shown(connection, NILS, "E1", TODAY) == {}
        with pytest.raises(NotFound):
            read_people_shown(connection, OLA, "E2", TODAY)
    # The running one is at the same opening, for which the consent was given.
    assert {key: each.opened for key, each in found.items()} == {"PL1": True, "PL2": True}


def test_of_two_changes_of_a_request_at_once_one_counts(out):
    with writing(out) as connection:
        change_request(connection, REQUEST, reminded_at=NOW)
        kept = read_request(connection, "R1")
        assert kept is not None and kept.reminded_at == NOW and kept.version == 2
        with pytest.raises(Conflict):
            change_request(connection, REQUEST, reminded_at=NOW)


def test_a_second_request_about_the_same_placement_is_refused(out):
    with pytest.raises(Conflict), writing(out) as connection:
        add_request(connection, replace(REQUEST, id="R2"))


def test_closing_an_opening_takes_back_what_is_out_and_frees_the_place(out):
    with writing(out) as connection:
        taken = withdraw_requests_of_opening(
            connection, "O1", done_by="ola@prove.no", now=NOW, today=TODAY
        )
        again = withdraw_requests_of_opening(
            connection, "O1", done_by="ola@prove.no", now=NOW, today=TODAY
        )
    assert (taken, again) == (1, 0)
    with reading(out) as connection:
        request = read_request(connection, "R1")
        assert request is not None and request.status is RequestStatus.WITHDRAWN
        (kept,) = kept_placements(connection, t.placements.c.placement_id == "PL2")
        assert kept.placement.status is PlacementStatus.CANCELLED
        reason = connection.exec_driver_sql(
            "SELECT reason FROM placement_events WHERE placement_id = 'PL2'"
        ).scalar()
        assert reason == Closing.OPENING_CLOSED
        (mail,) = connection.execute(sa.select(mails)).all()
    assert mail.to_address == "post@prove.no"
    assert "Amina" not in mail.body + mail.subject


def test_time_reminds_and_expires_on_either_database(out):
    assert tidy(out, TODAY + timedelta(days=4), NOW) == Tidied(reminded=1)
    assert tidy(out, TODAY + timedelta(days=8), NOW) == Tidied(expired=1)
    assert tidy(out, TODAY + timedelta(days=8), NOW) == Tidied()


def test_what_is_paused_on_the_first_day_takes_its_request_back_on_either_database(out):
    with writing(out) as connection:
        connection.execute(t.employers.update().values(paused_until=date(2025, 9, 7)))
    assert tidy(out, TODAY, NOW) == Tidied()
    with writing(out) as connection:
        connection.execute(t.employers.update().values(paused_until=date(2025, 9, 8)))
    assert tidy(out, TODAY, NOW) == Tidied(withdrawn=1)
