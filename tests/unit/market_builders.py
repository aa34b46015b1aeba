"""Small markets for tests: one participant and one opening that pass every rule, to be varied."""

from datetime import date
from typing import Any

from matcher.domain.cefr import Level
from matcher.domain.employers import Employer, Mentor, Opening, OpeningStatus
from matcher.domain.market import Market
from matcher.domain.participants import Participant, PartOfWeek, Transport
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose, Track
from matcher.eligibility.board import Board, make_board

TODAY = date(2025, 9, 1)  # a Monday
HERE = {"lat": 59.91, "lon": 10.75}


def a_participant(participant_id: str = "P1", **facts: Any) -> Participant:
    """Everything is known of them, and nothing stands in the way of ``an_opening``."""
    known = {
        **HERE,
        "transport": Transport.CAR,
        "max_travel_minutes": 60,
        "norwegian_spoken": Level.B1,
        "norwegian_written": Level.B1,
        "credentials": (),
        "functional_limits": (),
        "max_hours_per_week": 30.0,
        "available": (PartOfWeek.DAY,),
        "track": Track.PLACE_THEN_TRAIN,
        "programme_end": date(2026, 12, 31),
    }
    return Participant(participant_id, "N1", **{**known, **facts})


def an_opening(opening_id: str = "O1", employer_id: str = "E1", **facts: Any) -> Opening:
    """An open place with one mentor, at the participant's own door."""
    known = {
        **HERE,
        "title": "Butikk",
        "occupation": "5223",
        "purposes": tuple(Purpose),
        "slots": 1,
        "mentors": ("M1",),
        "hours_per_week": 20.0,
        "schedule": (PartOfWeek.DAY,),
        "needs_spoken": Level.A2,
        "needs_written": Level.A1,
        "status": OpeningStatus.OPEN,
    }
    return Opening(opening_id, employer_id, **{**known, **facts})


def an_employer(employer_id: str = "E1", **facts: Any) -> Employer:
    """An employer with room for several."""
    return Employer(employer_id, **{"capacity": 5, **facts})


def a_mentor(mentor_id: str = "M1", employer_id: str = "E1", **facts: Any) -> Mentor:
    """A mentor for two at a time."""
    return Mentor(mentor_id, employer_id, **{"capacity": 2, **facts})


def a_placement(
    starts: date | None,
    planned_end: date | None,
    *,
    status: PlacementStatus = PlacementStatus.RUNNING,
    purpose: Purpose = Purpose.EXPERIENCE,
    placement_id: str = "L1",
    participant_id: str = "P9",
    opening_id: str = "O1",
    mentor_id: str | None = "M1",
    ended: date | None = None,
    proposed_on: date | None = None,
) -> Placement:
    """Somebody else's placement at ``an_opening``."""
    return Placement(
        placement_id,
        participant_id,
        opening_id,
        purpose,
        status,
        mentor_id,
        starts,
        planned_end,
        ended,
        proposed_on=proposed_on,
    )


def a_market(**tables: Any) -> Market:
    """The participant, the opening, its employer and its mentor, and what ``tables`` say."""
    known = {
        "participants": (a_participant(),),
        "employers": (an_employer(),),
        "mentors": (a_mentor(),),
        "openings": (an_opening(),),
    }
    return Market(**{**known, **tables})


def a_board(today: date = TODAY, policy: Policy | None = None, **tables: Any) -> Board:
    """The board of ``a_market``."""
    return make_board(a_market(**tables), today, policy or Policy())
