"""Every hard rule for one participant and one opening: short, plain, and the oracle of the arrays.

Each function answers one row of the table in design.md 6.1.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil

from matcher.domain.cefr import Level
from matcher.domain.employers import Opening, OpeningStatus
from matcher.domain.participants import Participant
from matcher.domain.placements import PlacementStatus, status_as_of
from matcher.domain.purposes import Purpose, purposes_asked
from matcher.domain.stops import Stop, StopReason
from matcher.eligibility.board import Board
from matcher.eligibility.free_date import FreeDate, find_free_date
from matcher.eligibility.lengths import search_window
from matcher.eligibility.rules import Answer, Rule, State
from matcher.places.position import Position
from matcher.places.travel import minutes_between

# A police certificate is ordered for a concrete place; until then nobody has asked for it.
NOT_YET_ASKED_FOR = "police_certificate"
REPEAT_AFTER_DAYS = 365


@dataclass(frozen=True)
class Pair:
    """One participant at one opening, for the purposes ``asked`` for, the most wanted first."""

    board: Board
    participant: Participant
    opening: Opening
    asked: tuple[Purpose, ...]

    @cached_property
    def purpose(self) -> Purpose:
        """The purpose that would be proposed."""
        return purpose_for(self.opening, self.asked)

    @cached_property
    def free(self) -> FreeDate:
        """When place, mentor and employer are free for the whole stay."""
        return find_free_date(self.board, self.opening, self.purpose)

    @cached_property
    def minutes(self) -> float | None:
        """Estimated travel, or None."""
        return minutes_between(*self.ends, self.participant.transport)

    @cached_property
    def ends(self) -> tuple[Position | None, Position | None]:
        """Where the person lives and where the opening is, as far as it is known."""
        return self.board.position(self.participant), self.board.position(self.opening)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every rule's answer for a pair, with the purpose that would be proposed and when."""

    purpose: Purpose
    free: FreeDate
    minutes: float | None
    answers: tuple[Answer, ...]

    @property
    def eligible(self) -> bool:
        """Whether no rule says no; unknown is not no."""
        return all(answer.state is not State.NOT_MET for answer in self.answers)


def pair_of(
    board: Board, participant: Participant, opening: Opening, purpose: Purpose | None = None
) -> Pair:
    """The pair, for ``purpose`` or, without one, for what the participant's track asks."""
    return Pair(board, participant, opening, purposes_asked(participant.track, purpose))


def judge(
    board: Board, participant: Participant, opening: Opening, purpose: Purpose | None = None
) -> Judgement:
    """Ask every rule about ``participant`` at ``opening``."""
    pair = pair_of(board, participant, opening, purpose)
    answers = tuple(ask(rule, pair) for rule in Rule)
    return Judgement(pair.purpose, pair.free, pair.minutes, answers)


def ask(rule: Rule, pair: Pair) -> Answer:
    """What one rule says of the pair."""
    return _ASK[rule](pair)


def purpose_for(opening: Opening, asked: tuple[Purpose, ...]) -> Purpose:
    """The first purpose asked for that the opening takes; the first asked where none is known."""
    taken = [purpose for purpose in asked if purpose in (opening.purposes or ())]
    return taken[0] if taken else asked[0]


def is_open(board: Board, opening: Opening) -> Answer:
    """Not met when paused, closed or past its end, or while a stop of it or its employer holds."""
    if opening.status in (OpeningStatus.PAUSED, OpeningStatus.CLOSED):
        return Answer(Rule.OPEN, State.NOT_MET, str(opening.status))
    if opening.ends is not None and opening.ends < board.today:
        return Answer(Rule.OPEN, State.NOT_MET, "over", said={"ends": opening.ends})
    if (stop := board.stopped.employers.get(opening.employer_id)) is not None:
        return _stopped("employer", stop)
    if (stop := board.stopped.openings.get(opening.opening_id)) is not None:
        return _stopped("opening", stop)
    if opening.status is None:
        return Answer(Rule.OPEN, State.UNKNOWN, unknown_fields=("status",))
    return Answer(Rule.OPEN, State.MET)


def _stopped(whose: str, stop: Stop) -> Answer:
    reason = StopReason.PAUSED if stop.reason is StopReason.AWAY else stop.reason
    if stop.ends is None:
        return Answer(Rule.OPEN, State.NOT_MET, f"{whose}_{reason}_for_good")
    return Answer(Rule.OPEN, State.NOT_MET, f"{whose}_{reason}", said={"until": stop.ends})


def takes_purpose(opening: Opening, asked: tuple[Purpose, ...]) -> Answer:
    """Not met when the opening takes none of the purposes asked for."""
    if opening.purposes is None:
        return Answer(Rule.PURPOSE, State.UNKNOWN, unknown_fields=("purposes",))
    met = any(purpose in opening.purposes for purpose in asked)
    return Answer(Rule.PURPOSE, State.MET if met else State.NOT_MET, said={"asked": asked})


def has_capacity(free: FreeDate) -> Answer:
    """Not met when no day works for opening, mentor and employer alike."""
    return Answer(
        Rule.CAPACITY, free.state, unknown_fields=free.unknown_fields, said={"day": free.starts}
    )


def speaks_enough(participant: Participant, opening: Opening) -> Answer:
    """Not met when the participant's spoken Norwegian is below what is needed."""
    return _level_answer(
        Rule.LANGUAGE_SPOKEN, participant.norwegian_spoken, opening.needs_spoken,
        ("norwegian_spoken", "needs_spoken"),
    )  # fmt: skip


def writes_enough(participant: Participant, opening: Opening) -> Answer:
    """Not met when the participant's written Norwegian is below what is needed."""
    return _level_answer(
        Rule.LANGUAGE_WRITTEN, participant.norwegian_written, opening.needs_written,
        ("norwegian_written", "needs_written"),
    )  # fmt: skip


def _level_answer(
    rule: Rule, has: Level | None, needs: Level | None, fields: tuple[str, str]
) -> Answer:
    if needs is Level.A0 or has is Level.native:
        return Answer(rule, State.MET)
    if has is None or needs is None:
        unknown = tuple(f for f, known in zip(fields, (has, needs), strict=True) if known is None)
        return Answer(rule, State.UNKNOWN, unknown_fields=unknown)
    state = State.MET if has >= needs else State.NOT_MET
    return Answer(rule, state, said={"has": has, "needs": needs})


def holds_credentials(participant: Participant, opening: Opening) -> Answer:
    """Not met when one is missing; a police certificate that is not listed is merely unknown."""
    missing = _lacking(participant.credentials, opening.credentials)
    if not missing:
        return Answer(Rule.CREDENTIALS, State.MET)
    sure = tuple(need for need in missing if need != NOT_YET_ASKED_FOR)
    if participant.credentials is None or not sure:
        return Answer(
            Rule.CREDENTIALS, State.UNKNOWN, unknown_fields=("credentials",),
            said={"missing": missing},
        )  # fmt: skip
    return Answer(Rule.CREDENTIALS, State.NOT_MET, said={"missing": sure})


def _lacking(has: Collection[str] | None, needs: Collection[str]) -> tuple[str, ...]:
    return tuple(need for need in needs if need not in (has or ()))


def within_limits(participant: Participant, opening: Opening) -> Answer:
    """Not met when the work demands what the participant should not do."""
    if not opening.demands or participant.functional_limits == ():
        return Answer(Rule.LIMITS, State.MET)
    if participant.functional_limits is None:
        return Answer(
            Rule.LIMITS, State.UNKNOWN, unknown_fields=("functional_limits",),
            said={"demands": opening.demands},
        )  # fmt: skip
    hit = tuple(demand for demand in opening.demands if demand in participant.functional_limits)
    return Answer(Rule.LIMITS, State.NOT_MET if hit else State.MET, said={"demands": hit})


def within_hours(participant: Participant, opening: Opening) -> Answer:
    """Not met when the opening has more weekly hours than the participant can work."""
    most, asked = participant.max_hours_per_week, opening.hours_per_week
    if most is None or asked is None:
        fields = (("max_hours_per_week", most), ("hours_per_week", asked))
        return Answer(
            Rule.HOURS, State.UNKNOWN, unknown_fields=tuple(f for f, v in fields if v is None)
        )
    state = State.NOT_MET if asked > most else State.MET
    return Answer(Rule.HOURS, state, said={"asked": asked, "most": most})


def within_schedule(participant: Participant, opening: Opening) -> Answer:
    """Not met when the opening needs a part of the week that the participant does not have."""
    missing = _lacking(participant.available, opening.schedule)
    if not missing:
        return Answer(Rule.SCHEDULE, State.MET)
    if participant.available is None:
        return Answer(
            Rule.SCHEDULE, State.UNKNOWN, unknown_fields=("available",), said={"parts": missing}
        )
    return Answer(Rule.SCHEDULE, State.NOT_MET, said={"parts": missing})


def within_travel(
    participant: Participant, minutes: float | None, *, placed: bool = True
) -> Answer:
    """Not met when the way takes longer than the participant can travel.

    ``placed`` says whether both ends of the way are known.
    """
    most = participant.max_travel_minutes
    if minutes is None or most is None:
        known = (("max_travel_minutes", most), ("transport", participant.transport))
        place = () if placed else ("place",)
        unknown = (*(field for field, value in known if value is None), *place)
        return Answer(Rule.TRAVEL, State.UNKNOWN, unknown_fields=unknown)
    state = State.NOT_MET if minutes > most else State.MET
    return Answer(Rule.TRAVEL, state, said={"minutes": ceil(minutes), "most": most})


def within_programme(
    board: Board, participant: Participant, opening: Opening, free: FreeDate
) -> Answer:
    """Not met when the programme ends before the placement could begin."""
    if participant.programme_end is None:
        return Answer(Rule.PROGRAMME, State.UNKNOWN, unknown_fields=("programme_end",))
    begins: date = free.starts or search_window(board.today, opening.starts, board.policy)[0]
    state = State.NOT_MET if participant.programme_end < begins else State.MET
    return Answer(Rule.PROGRAMME, state, said={"ends": participant.programme_end, "begins": begins})


def is_no_repeat(board: Board, participant: Participant, opening: Opening) -> Answer:
    """Not met while the participant is placed there, or within a year of a bad ending there."""
    for placement in board.placements_of.get(participant.participant_id, ()):
        if placement.opening_id != opening.opening_id:
            continue
        status = status_as_of(placement, board.today)
        if status is PlacementStatus.RUNNING:
            return Answer(Rule.REPEAT, State.NOT_MET, "running")
        ended = placement.ended or placement.planned_end
        if (
            status is PlacementStatus.ENDED
            and placement.placement_id in board.badly_ended
            and (ended is None or board.today - ended <= timedelta(days=REPEAT_AFTER_DAYS))
        ):
            return Answer(Rule.REPEAT, State.NOT_MET, "badly_ended", said={"ended": ended})
    return Answer(Rule.REPEAT, State.MET)


def is_not_forbidden(board: Board, participant: Participant, opening: Opening) -> Answer:
    """Not met when this pair was dismissed with a reason that holds."""
    pair = (participant.participant_id, opening.opening_id)
    return Answer(Rule.FORBIDDEN, State.NOT_MET if pair in board.forbidden else State.MET)


_ASK: dict[Rule, Callable[[Pair], Answer]] = {
    Rule.OPEN: lambda pair: is_open(pair.board, pair.opening),
    Rule.PURPOSE: lambda pair: takes_purpose(pair.opening, pair.asked),
    Rule.CAPACITY: lambda pair: has_capacity(pair.free),
    Rule.LANGUAGE_SPOKEN: lambda pair: speaks_enough(pair.participant, pair.opening),
    Rule.LANGUAGE_WRITTEN: lambda pair: writes_enough(pair.participant, pair.opening),
    Rule.CREDENTIALS: lambda pair: holds_credentials(pair.participant, pair.opening),
    Rule.LIMITS: lambda pair: within_limits(pair.participant, pair.opening),
    Rule.HOURS: lambda pair: within_hours(pair.participant, pair.opening),
    Rule.SCHEDULE: lambda pair: within_schedule(pair.participant, pair.opening),
    Rule.TRAVEL: lambda pair: within_travel(
        pair.participant, pair.minutes, placed=None not in pair.ends
    ),
    Rule.PROGRAMME: lambda pair: within_programme(
        pair.board, pair.participant, pair.opening, pair.free
    ),
    Rule.REPEAT: lambda pair: is_no_repeat(pair.board, pair.participant, pair.opening),
    Rule.FORBIDDEN: lambda pair: is_not_forbidden(pair.board, pair.participant, pair.opening),
}
