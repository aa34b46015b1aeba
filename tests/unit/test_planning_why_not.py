"""Why somebody is left out of the plan: the reason that somebody can act on."""

from datetime import timedelta
from typing import Any

from matcher.domain.cefr import Level
from matcher.domain.plans import NotPlanned, WhyNot
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose, Track
from matcher.eligibility.board import make_board
from matcher.eligibility.screening import Screening, ready_openings, screen
from matcher.planning.dates import DatedBoard, Stay
from matcher.planning.why_not import why_nothing_passes, why_taken
from tests.unit.market_builders import TODAY, a_market, a_participant, a_placement, an_opening

LATE = TODAY + timedelta(weeks=20)


def screened(**tables: Any) -> tuple[Screening, DatedBoard, list[str]]:
    market = a_market(**tables)
    board = make_board(market, TODAY, Policy())
    ready = ready_openings(board, market.openings)
    titles = [o.opening_id for o in market.openings]
    return screen(ready, market.participants), DatedBoard(board), titles


def nothing_passes(**tables: Any) -> WhyNot:
    screening, board, titles = screened(**tables)
    assert not screening.eligible().any()
    return why_nothing_passes(screening, 0, titles, board)


def test_the_rule_that_alone_stops_most_openings_is_named() -> None:
    found = nothing_passes(
        openings=(
            an_opening("O1", needs_spoken=Level.C1),
            an_opening("O2", needs_spoken=Level.C1),
            an_opening("O3", hours_per_week=37.5),
            an_opening("O4", hours_per_week=37.5, needs_spoken=Level.C1, demands=()),
        )
    )
    assert (found.reason, found.rule, found.count) == (NotPlanned.NO_OPENING, "language_spoken", 2)


def test_no_rule_is_named_where_no_single_one_would_help() -> None:
    found = nothing_passes(
        openings=(an_opening(hours_per_week=37.5, needs_spoken=Level.C1),),
    )
    assert (found.reason, found.rule) == (NotPlanned.NO_OPENING, None)


def test_when_all_is_full_the_first_free_day_is_said() -> None:
    found = nothing_passes(placements=(a_placement(TODAY - timedelta(days=9), LATE),))
    assert (found.reason, found.day, found.place) == (
        NotPlanned.FULL, LATE + timedelta(days=1), "O1"
    )  # fmt: skip


def test_a_programme_that_ends_before_has_no_free_day() -> None:
    found = nothing_passes(
        placements=(a_placement(TODAY - timedelta(days=9), LATE),),
        participants=(a_participant(programme_end=LATE - timedelta(days=30)),),
    )
    assert (found.reason, found.day) == (NotPlanned.FULL, None)


def test_a_taste_can_wait_until_next_week_and_a_placement_cannot() -> None:
    for track, purpose, reason in (
        (Track.TASTE_FIRST, Purpose.TASTE, NotPlanned.NEXT_WEEK),
        (Track.PLACE_THEN_TRAIN, Purpose.JOB_HERE, NotPlanned.PLACES_TAKEN),
    ):
        screening, board, titles = screened(participants=(a_participant(track=track),))
        days = 5 if purpose is Purpose.TASTE else 84
        board.add(an_opening(), Stay("M1", TODAY, TODAY + timedelta(days=days - 1)))
        found = why_taken(screening, 0, [0], titles, board)
        assert (found.reason, found.day) == (reason, TODAY + timedelta(days=days))
