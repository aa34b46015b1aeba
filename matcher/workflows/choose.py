"""Use case: a suggestion becomes a proposed placement, after every rule was asked once more.

What is unknown may be overridden by whoever chooses; a full opening, mentor or employer never.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.market import Market
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board
from matcher.eligibility.free_date import free_on, mentor_room, mentor_state
from matcher.eligibility.lengths import first_working_day, last_day
from matcher.eligibility.pair import Judgement, judge
from matcher.eligibility.rules import Rule, State
from matcher.store.engine import reading, writing
from matcher.store.readers import read_participant
from matcher.store.writers import Proposal, propose_placement
from matcher.workflows.keep_chosen import keep_features
from matcher.workflows.participant_page import takes_up_a_place
from matcher.workflows.program import Program

# No practice placement is planned for longer; it also bounds the days that are looked at.
LONGEST = timedelta(days=366)
# Asked again for the very dates and mentor that were chosen, not for the first free day.
_ASKED_BY_DATE = (Rule.CAPACITY, Rule.PROGRAMME)


class Refusal(StrEnum):
    """Why a form is refused; the pages have a sentence for each."""

    MISSING = "missing"
    IN_THE_PAST = "in_the_past"
    ENDS_BEFORE_START = "ends_before_start"
    TOO_LONG = "too_long"
    BEFORE_OPENING = "before_opening"
    AFTER_OPENING = "after_opening"
    AFTER_PROGRAMME = "after_programme"
    FULL = "full"
    MENTOR_FULL = "mentor_full"
    MENTOR_AWAY = "mentor_away"
    MENTOR_UNKNOWN = "mentor_unknown"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class MentorFree:
    """A mentor of the opening and whether the dates fit (unknown: no capacity is given)."""

    mentor: Mentor
    state: State


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the confirmation form shows, with dates and mentor filled in."""

    participant: Participant
    opening: Opening
    employer: Employer
    judgement: Judgement
    mentors: tuple[MentorFree, ...]
    starts: date
    planned_end: date


def prepare_choice(
    program: Program,
    viewer: Viewer,
    participant_id: str,
    opening_id: str,
    *,
    today: date,
    purpose: Purpose | None = None,
) -> Preparation:
    """The form for one pair; NotFound where either is not there for ``viewer``."""
    with reading(program.engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
        market, board = program.market(connection), program.board(connection, today)
    opening = find_opening(market, opening_id)
    judgement = judge(board, participant, opening, purpose)
    # The end counts from the free date, as in a suggestion: that long place and mentor are free.
    free_from = judgement.free.starts or today
    starts = first_working_day(free_from)
    planned_end = last_day(free_from, judgement.purpose, program.policy)
    return Preparation(
        participant=participant,
        opening=opening,
        employer=board.employers[opening.employer_id],
        judgement=judgement,
        mentors=tuple(
            MentorFree(board.mentors[m], mentor_state(board, board.mentors[m], starts, planned_end))
            for m in opening.mentors or ()
        ),
        starts=starts,
        planned_end=planned_end,
    )


def choose(
    program: Program, viewer: Viewer, proposal: Proposal, *, today: date
) -> tuple[Placement, bool]:
    """Keep the proposal; answers the placement, and whether it was there already (sent twice).

    FormRefused names the field and a ``Refusal``; Conflict where another placement for the same
    purpose is open; NotFound where participant or opening is not there for ``viewer``.
    """
    # As it was shown, and read before anything is locked.
    day = program.market_day(today)
    version = proposal.model_version or program.model.version
    with writing(program.engine) as connection:
        participant = read_participant(connection, viewer, proposal.participant_id)
        market, board = program.market(connection), program.board(connection, today)
        same = find_same(market.placements, proposal, today)
        if same is not None:
            connection.rollback()
            return same, True
        opening = find_opening(market, proposal.opening_id)
        refuse_wrong(board, participant, opening, proposal)
        placement = propose_placement(connection, viewer, proposal, today, datetime.now(UTC))
        keep_features(connection, day, board, placement, (participant, opening), version)
        return placement, False


def refuse_wrong(
    board: Board, participant: Participant, opening: Opening, proposal: Proposal
) -> None:
    """Ask every rule and capacity of the board once more, for the very dates and mentor.

    FormRefused and Conflict as ``choose``.
    """
    theirs = board.placements_of.get(participant.participant_id, ())
    _refuse_second(theirs, proposal, board.today)
    _refuse_bad_dates(participant, opening, proposal, board.today)
    _refuse_rules(board, participant, opening, proposal.purpose)
    _refuse_full(board, opening, proposal)


def find_opening(market: Market, opening_id: str) -> Opening:
    """The opening of that id; NotFound where there is none."""
    for opening in market.openings:
        if opening.opening_id == opening_id:
            return opening
    raise NotFound(f'There is no opening "{opening_id}".')


def find_same(placements: Iterable[Placement], proposal: Proposal, today: date) -> Placement | None:
    """The open proposal that says the same already (a form sent twice), or None."""
    told = [f.name for f in fields(Proposal) if f.name not in ("model_version", "position")]
    for placement in placements:
        proposed = placement.status is PlacementStatus.PROPOSED
        if (
            proposed
            and takes_up_a_place(placement, today)
            and all(getattr(placement, name) == getattr(proposal, name) for name in told)
        ):
            return placement
    return None


def _refuse_second(placements: Iterable[Placement], proposal: Proposal, today: date) -> None:
    # Said before capacity: their own proposal may be what fills the place.
    for placement in placements:
        theirs = (placement.participant_id, placement.purpose)
        if theirs == (proposal.participant_id, proposal.purpose) and takes_up_a_place(
            placement, today
        ):
            raise Conflict(
                "This participant already has an open placement for this purpose;"
                " end or cancel that one first."
            )


def _refuse_bad_dates(
    participant: Participant, opening: Opening, proposal: Proposal, today: date
) -> None:
    starts, ends = proposal.starts, proposal.planned_end
    if starts < today:
        raise FormRefused({"starts": Refusal.IN_THE_PAST})
    if ends < starts:
        raise FormRefused({"planned_end": Refusal.ENDS_BEFORE_START})
    if ends - starts > LONGEST:
        raise FormRefused({"planned_end": Refusal.TOO_LONG})
    if opening.starts is not None and starts < opening.starts:
        raise FormRefused({"starts": Refusal.BEFORE_OPENING})
    if opening.ends is not None and starts > opening.ends:
        raise FormRefused({"starts": Refusal.AFTER_OPENING})
    if participant.programme_end is not None and starts > participant.programme_end:
        raise FormRefused({"starts": Refusal.AFTER_PROGRAMME})


def _refuse_rules(
    board: Board, participant: Participant, opening: Opening, purpose: Purpose
) -> None:
    for answer in judge(board, participant, opening, purpose).answers:
        if answer.state is State.NOT_MET and answer.rule not in _ASKED_BY_DATE:
            raise FormRefused({answer.rule.value: Refusal.RULE})


def _refuse_full(board: Board, opening: Opening, proposal: Proposal) -> None:
    if free_on(board, opening, proposal.starts, proposal.planned_end).state is State.NOT_MET:
        raise FormRefused({"starts": Refusal.FULL})
    if proposal.mentor_id is None:
        if opening.mentors:
            raise FormRefused({"mentor_id": Refusal.MISSING})
        return
    if proposal.mentor_id not in (opening.mentors or ()):
        raise FormRefused({"mentor_id": Refusal.MENTOR_UNKNOWN})
    mentor = board.mentors[proposal.mentor_id]
    if mentor_state(board, mentor, proposal.starts, proposal.planned_end) is State.NOT_MET:
        raise FormRefused({"mentor_id": why_no_mentor(board, mentor, proposal)})


def why_no_mentor(board: Board, mentor: Mentor, proposal: Proposal) -> Refusal:
    """Whether a mentor who cannot take the proposal is full, or only away."""
    rooms = mentor_room(board, mentor, proposal.starts, proposal.planned_end)
    return Refusal.MENTOR_FULL if rooms is State.NOT_MET else Refusal.MENTOR_AWAY
