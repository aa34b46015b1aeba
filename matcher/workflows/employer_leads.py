"""Which employers could give the people of a caseload an opening, and what that would gain.

Exact: an opening like the employer's last one is taken to be free today, every rule that a call
cannot change is asked, and the pair is scored again. Nothing is estimated from averages.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from matcher.domain.arrays import EPOCH, Flags, Floats
from matcher.domain.employers import Employer, Opening
from matcher.domain.participants import Participant
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import screen
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import CHUNK_PAIRS, MarketDay, score_pairs
from matcher.ranking.value import placement_value
from matcher.workflows.employer_needs import (
    LOW_VALUE,
    Lack,
    Need,
    PersonNeed,
    group_needs,
    lack_of,
)
from matcher.workflows.employer_record import Record, records_of
from matcher.workflows.employer_wanted import same_kind, wanted_work

# What a call may change; with a place free today, the programme lasts until then.
BY_CALLING = (Rule.OPEN, Rule.CAPACITY, Rule.PROGRAMME)


class Ask(StrEnum):
    """What to ask an employer for."""

    REOPEN = "reopen"
    ONE_MORE = "one_more"


@dataclass(frozen=True, slots=True)
class ForWhom:
    """Somebody who could have the opening: its value, and the best that they have now (0: none).

    ``minutes`` of travel (None: not known); ``unsure`` are the rules that do not know.
    """

    participant: Participant
    value: float
    best: float
    minutes: float | None
    unsure: tuple[Rule, ...]

    @property
    def gain(self) -> float:
        """How much better than now."""
        return self.value - self.best


@dataclass(frozen=True, slots=True)
class Lead:
    """An employer's last opening in an occupation, what to ask for, and for whom, best first."""

    opening: Opening
    ask: Ask
    people: tuple[ForWhom, ...]

    @property
    def gain(self) -> float:
        """What its places would gain together, each given to another person."""
        return sum(each.gain for each in self.people[: max(1, self.opening.slots or 1)])


@dataclass(frozen=True, slots=True)
class EmployerLead:
    """An employer worth a call; its best lead stands first and says what the call would gain."""

    employer: Employer
    leads: tuple[Lead, ...]
    record: Record

    @property
    def gain(self) -> float:
        """What a call would gain: one opening, the best."""
        return self.leads[0].gain


@dataclass(frozen=True, slots=True)
class Calls:
    """What a caseload lacks and whom to call. ``waiting`` are in the programme without a placement;
    of ``wish_unknown`` nobody can say what they want. ``resting`` employers asked to be left alone.
    """

    waiting: int
    needs: tuple[Need, ...]
    wish_unknown: tuple[Participant, ...]
    employers: tuple[EmployerLead, ...]
    resting: tuple[Employer, ...]


def find_calls(day: MarketDay, model: AdditiveModel, people: Sequence[Participant]) -> Calls:
    """Whom to call for ``people``, who wait; employers by what a call would gain, then by id."""
    wanted = [wanted_work(day.encoder, person.participant_id) for person in people]
    last = last_openings(day)
    needs: list[PersonNeed] = []
    found: dict[int, list[ForWhom]] = defaultdict(list)
    size = max(1, CHUNK_PAIRS // max(len(day.ready.openings), 1))
    for first in range(0, len(people), size):
        part = _Part(day, model, people[first : first + size], wanted[first : first + size])
        needs.extend(part.needs())
        for column, whom in part.could_have(last):
            found[column].append(whom)
    employers, resting = _by_employer(day, found)
    unknown = [who for who, codes in zip(people, wanted, strict=True) if not codes]
    return Calls(len(people), group_needs(needs), tuple(unknown), employers, resting)


class _Part:
    """A few people at a time, so that memory is bounded however many there are."""

    def __init__(
        self,
        day: MarketDay,
        model: AdditiveModel,
        people: Sequence[Participant],
        wanted: Sequence[Sequence[str]],
    ) -> None:
        self._day, self._model, self._wanted = day, model, wanted
        self._screening = screen(day.ready, people)
        self._eligible = self._screening.eligible()
        self._best = self._best_now()

    def _best_now(self) -> Floats:
        """(P,) the best value among what is possible, 0 where nothing is."""
        person, opening = np.nonzero(self._eligible)
        _, _, chances = score_pairs(self._model, self._day.pairs(self._screening, person, opening))
        best = np.zeros(len(self._eligible))
        np.maximum.at(best, person, placement_value(chances, self._day.policy))
        return best

    def needs(self) -> Iterator[PersonNeed]:
        """Those for whom nothing of the work that they want most will do, or nothing good."""
        kind = same_kind(self._day.encoder, [codes[:1] for codes in self._wanted])
        for row, codes in enumerate(self._wanted):
            best = float(self._best[row])
            lack = lack_of(self._screening, row, kind[row])
            if lack is None and best < LOW_VALUE:
                lack = Lack.WEAK
            if codes and lack is not None:
                yield PersonNeed(self._screening.participants[row], codes[0], lack, best)

    def could_have(self, last: Flags) -> Iterator[tuple[int, ForWhom]]:
        """The openings (columns) among ``last``, of any wanted kind, that a call might free."""
        could = same_kind(self._day.encoder, self._wanted) & ~self._eligible & last
        for rule, state in self._screening.states.items():
            if rule not in BY_CALLING:
                could &= state != State.NOT_MET
        person, opening = np.nonzero(could)
        pairs = self._day.pairs(self._screening, person, opening)
        today = np.full(len(person), self._day.today.toordinal() - EPOCH, dtype=np.float64)
        _, _, chances = score_pairs(self._model, replace(pairs, first_day=today))
        values = placement_value(chances, self._day.policy)
        for row, column, value in zip(
            person.tolist(), opening.tolist(), values.tolist(), strict=True
        ):
            # Values that are as good as the same are worth no call.
            if value - self._best[row] > self._day.policy.near_tie:
                yield column, self._for_whom(row, column, value)

    def _for_whom(self, row: int, column: int, value: float) -> ForWhom:
        minutes = float(self._screening.minutes[row, column])
        return ForWhom(
            participant=self._screening.participants[row],
            value=value,
            best=float(self._best[row]),
            minutes=None if np.isnan(minutes) else minutes,
            unsure=tuple(
                rule for rule in self._screening.unsure(row, column) if rule not in BY_CALLING
            ),
        )


def last_openings(day: MarketDay) -> Flags:
    """(O,) each employer's last opening in each occupation: where somebody began last.

    Where nobody did, the one that was to begin last; then the one with the last id.
    """
    began: dict[str, date] = {}
    for placements in day.ready.board.placements_of.values():
        for placement in placements:
            if placement.starts is not None and placement.starts <= day.today:
                before = began.get(placement.opening_id, date.min)
                began[placement.opening_id] = max(before, placement.starts)
    latest: dict[tuple[str, str], tuple[date, date, str, int]] = {}
    for column, opening in enumerate(day.ready.openings):
        name = opening.opening_id
        rank = (began.get(name, date.min), opening.starts or date.min, name, column)
        key = (opening.employer_id, day.encoder.offers.code_of(column))
        latest[key] = max(rank, latest.get(key, rank))
    flags = np.zeros(len(day.ready.openings), dtype=np.bool_)
    flags[[column for *_, column in latest.values()]] = True
    return flags


def _by_employer(
    day: MarketDay, found: dict[int, list[ForWhom]]
) -> tuple[tuple[EmployerLead, ...], tuple[Employer, ...]]:
    leads: dict[str, list[Lead]] = defaultdict(list)
    for column, people in found.items():
        opening = day.ready.openings[column]
        people.sort(key=lambda each: (-each.gain, each.participant.participant_id))
        leads[opening.employer_id].append(Lead(opening, _ask(day, column), tuple(people)))
    resting = sorted(name for name in leads if _rests(day, name))
    records = records_of(day, leads.keys() - set(resting))
    board = day.ready.board
    worth = [
        EmployerLead(
            board.employers[name],
            tuple(sorted(own, key=lambda lead: (-lead.gain, lead.opening.opening_id))),
            records[name],
        )
        for name, own in leads.items()
        if name in records
    ]
    worth.sort(key=lambda each: (-each.gain, each.employer.employer_id))
    return tuple(worth), tuple(board.employers[name] for name in resting)


def _ask(day: MarketDay, column: int) -> Ask:
    closed = day.ready.arrays.open_state[column] == State.NOT_MET
    return Ask.REOPEN if closed else Ask.ONE_MORE


def _rests(day: MarketDay, employer_id: str) -> bool:
    return employer_id in day.ready.board.stopped.employers
