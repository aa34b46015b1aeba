"""What the database itself refuses, whoever writes to it."""

import pytest
import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.market import Market
from matcher.store.engine import reading, writing
from matcher.store.readers import read_market

REFUSED = {
    "capacity below zero": "UPDATE employers SET capacity = -1",
    "mentor's capacity below zero": "UPDATE mentors SET capacity = -1",
    "slots below zero": "UPDATE openings SET slots = -1",
    "level B3": "UPDATE participants SET norwegian_spoken = 'B3'",
    "needed level B3": "UPDATE openings SET needs_written = 'B3'",
    "unknown status": "UPDATE openings SET status = 'ajar'",
    "unknown placement status": "UPDATE placements SET status = 'dreaming'",
    "unknown purpose": "UPDATE placements SET purpose = 'fun'",
    "unknown transport": "UPDATE participants SET transport = 'helicopter'",
    "rank zero": "UPDATE wishes SET rank = 0 WHERE rank = 1",
    "wish without words": "UPDATE wishes SET text = NULL",
    "latitude beyond the pole": "UPDATE participants SET lat = 91",
    "longitude beyond the date line": "UPDATE openings SET lon = -181",
    "more hours than a week has": "UPDATE openings SET hours_per_week = 169",
    "travel backwards": "UPDATE participants SET max_travel_minutes = -1",
    "programme that ends first": (
        "UPDATE participants SET programme_start = '2025-02-01', programme_end = '2025-01-31'"
    ),
    "opening that ends first": "UPDATE openings SET starts = '2025-02-01', ends = '2025-01-31'",
    "placement planned backwards": "UPDATE placements SET planned_end = '2025-08-24'",
    "placement that ended first": "UPDATE placements SET status='ended', ended = '2025-08-24'",
    "no such office": "UPDATE participants SET office_id = 'N9'",
    "no such mentor": "UPDATE placements SET mentor_id = 'M9'",
    "opening's mentor is nobody": "INSERT INTO opening_mentors VALUES ('O2', 'M9', 0)",
    "office with participants taken away": "DELETE FROM offices",
    "fit of six": (
        "INSERT INTO outcomes (placement_id, reporter, reported_on, fit_tasks)"
        " VALUES ('PL1', 'mentor', '2025-09-01', 6)"
    ),
    "reporter unknown": (
        "INSERT INTO outcomes (placement_id, reporter, reported_on)"
        " VALUES ('PL1', 'neighbour', '2025-09-01')"
    ),
    "second open placement": (
        "INSERT INTO placements (placement_id, participant_id, opening_id, purpose, status)"
        " VALUES ('PL2', 'P1', 'O2', 'taste', 'proposed')"
    ),
    "adviser without office": (
        "INSERT INTO accounts (name, role, password_hash, created_on, language)"
        " VALUES ('kari', 'adviser', 'x', '2025-01-01', 'nb')"
    ),
    "administrator with office": (
        "INSERT INTO accounts (name, office_id, role, password_hash, created_on, language)"
        " VALUES ('kari', 'N1', 'administrator', 'x', '2025-01-01', 'nb')"
    ),
    "employer without an employer": (
        "INSERT INTO accounts (name, role, password_hash, created_on, language)"
        " VALUES ('kari', 'employer', 'x', '2025-01-01', 'nb')"
    ),
    "a stop of nobody": (
        "INSERT INTO stops (reason, starts, set_on, set_by)"
        " VALUES ('paused', '2025-01-01', '2025-01-01', 'kari')"
    ),
    "second version row": "INSERT INTO store_version VALUES (2, 0)",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(statement: str, filled: sa.Engine, small_market: Market) -> None:
    with pytest.raises(Conflict), writing(filled) as connection:
        connection.execute(sa.text(statement))
    with reading(filled) as connection:
        assert read_market(connection) == small_market


ACCEPTED = {
    "open placement for another purpose": (
        "INSERT INTO placements (placement_id, participant_id, opening_id, purpose, status)"
        " VALUES ('PL2', 'P1', 'O2', 'language', 'proposed')"
    ),
    "ended placement for the same purpose": (
        "INSERT INTO placements (placement_id, participant_id, opening_id, purpose, status)"
        " VALUES ('PL2', 'P1', 'O2', 'taste', 'ended')"
    ),
    "placement called off before its start": (
        "UPDATE placements SET status = 'cancelled', ended = '2025-08-01'"
    ),
    "capacity zero": "UPDATE mentors SET capacity = 0",
    "everything unknown": (
        "UPDATE openings SET slots = NULL, status = NULL, lat = NULL, needs_spoken = NULL"
    ),
}


@pytest.mark.parametrize("statement", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_the_database_accepts(statement: str, filled: sa.Engine) -> None:
    with writing(filled) as connection:
        assert connection.execute(sa.text(statement)).rowcount >= 1


def test_a_second_open_placement_is_told_in_plain_words(filled: sa.Engine) -> None:
    with (
        pytest.raises(Conflict, match="already has an open placement for this purpose"),
        writing(filled) as connection,
    ):
        connection.execute(sa.text(REFUSED["second open placement"]))
