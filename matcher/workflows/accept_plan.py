"""Use case: lines of a plan become proposed placements, all of them or none.

The market is read again within the writing transaction, and every rule and capacity is asked for
each line with the lines before it in place: what somebody took in the meantime is noticed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from matcher.domain.access import Viewer
from matcher.domain.employers import Opening
from matcher.domain.errors import BadInput, Conflict, FormRefused
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement
from matcher.domain.plans import Planned
from matcher.eligibility.board import Board
from matcher.eligibility.free_date import mentor_state
from matcher.eligibility.lengths import first_working_day
from matcher.eligibility.rules import State
from matcher.planning.dates import DatedBoard, Stay
from matcher.store.engine import writing
from matcher.store.readers import read_participants_of_office
from matcher.store.writers import Proposal, propose_placement
from matcher.workflows.choose import (
    Refusal,
    find_opening,
    find_same,
    refuse_wrong,
    why_no_mentor,
)
from matcher.workflows.keep_chosen import keep_features
from matcher.workflows.program import Program

# Another placement for the same purpose is open; beside the words of ``Refusal``.
SECOND = "second"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The placements that were made, and how many of the lines were there before (sent twice)."""

    placements: tuple[Placement, ...]
    already: int


def accept_plan(
    program: Program, viewer: Viewer, office_id: str, lines: Sequence[Planned], *, today: date
) -> Accepted:
    """Propose every line, or none.

    FormRefused names each participant whose line does not work any more, with a ``Refusal``, the
    name of a rule or ``SECOND``; NotFound where ``viewer`` may not see the office; BadInput where
    somebody has two lines, or is not of that office.
    """
    _refuse_twice(lines)
    # As it was planned, and read before anything is locked.
    day = program.market_day(today)
    with writing(program.engine) as connection:
        people = {
            person.participant_id: person
            for person in read_participants_of_office(connection, viewer, office_id)
        }
        round_ = _Round(program, people, connection, today)
        proposals = [found for line in lines if (found := round_.take(line)) is not None]
        if round_.problems:
            raise FormRefused(round_.problems)
        if not proposals:
            connection.rollback()
        now = datetime.now(UTC)
        made = [propose_placement(connection, viewer, each, today, now) for each in proposals]
        for placement in made:
            keep_features(
                connection, day, round_.board, placement, round_.pair(placement), round_.version
            )
    return Accepted(tuple(made), len(lines) - len(made))


def _refuse_twice(lines: Sequence[Planned]) -> None:
    if len({line.participant_id for line in lines}) < len(lines):
        raise BadInput("Somebody has two lines; a plan has one for each participant.")


class _Round:
    """The market with the lines that were taken so far; ``problems`` is by participant."""

    def __init__(
        self,
        program: Program,
        people: dict[str, Participant],
        connection: Connection,
        today: date,
    ) -> None:
        self._people, self._today = people, today
        self._market = program.market(connection)
        self.version = program.model.version
        self._dated = DatedBoard(program.board(connection, today))
        self.problems: dict[str, str] = {}

    @property
    def board(self) -> Board:
        """The market as it stands, with the lines that were taken."""
        return self._dated.board

    def pair(self, placement: Placement) -> tuple[Participant, Opening]:
        """Whom and where a placement of this round is about."""
        opening = find_opening(self._market, placement.opening_id)
        return self._people[placement.participant_id], opening

    def take(self, line: Planned) -> Proposal | None:
        """The line as a proposal; None where it is proposed already or cannot be."""
        participant = self._people.get(line.participant_id)
        if participant is None:
            raise BadInput(f'"{line.participant_id}" is no participant of this office.')
        opening = find_opening(self._market, line.opening_id)
        proposal = self._proposal(line, opening)
        if find_same(self._market.placements, proposal, self._today) is not None:
            return None
        try:
            refuse_wrong(self._dated.board, participant, opening, proposal)
        except FormRefused as refused:
            self.problems[line.participant_id] = self._reason(refused, proposal)
        except Conflict:
            self.problems[line.participant_id] = SECOND
        else:
            stay = Stay(proposal.mentor_id, proposal.starts, proposal.planned_end)
            self._dated.add(opening, stay)
            return proposal
        return None

    def _proposal(self, line: Planned, opening: Opening) -> Proposal:
        # The end counts from the free date, as in a suggestion; nobody begins on a Sunday.
        return Proposal(
            participant_id=line.participant_id,
            opening_id=line.opening_id,
            purpose=line.purpose,
            mentor_id=line.mentor_id,
            starts=first_working_day(line.starts),
            planned_end=line.planned_end,
            hours_per_week=opening.hours_per_week,
            model_version=self.version,
        )

    def _reason(self, refused: FormRefused, proposal: Proposal) -> str:
        """The refusal, or the rule that says no; a full mentor is named before a full place."""
        field, problem = next(iter(refused.by_field.items()))
        if problem == Refusal.FULL and proposal.mentor_id is not None:
            board = self._dated.board
            mentor = board.mentors[proposal.mentor_id]
            state = mentor_state(board, mentor, proposal.starts, proposal.planned_end)
            return why_no_mentor(board, mentor, proposal) if state is State.NOT_MET else problem
        return field if problem == Refusal.RULE else problem
