"""The market indexed for looking up one pair: whose mentor, which placements, which endings."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.market import Market
from matcher.domain.outcomes import badly_ended
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, occupied_days
from matcher.domain.policy import Policy
from matcher.eligibility.stopped import Stopped, stopped_on
from matcher.places.lookup import locate
from matcher.places.position import Position

Interval = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Board:
    """One moment of the market; ``*_days`` are the days taken up, by opening, mentor, employer."""

    today: date
    policy: Policy
    employers: dict[str, Employer]
    mentors: dict[str, Mentor]
    opening_days: dict[str, list[Interval]]
    mentor_days: dict[str, list[Interval]]
    employer_days: dict[str, list[Interval]]
    placements_of: dict[str, list[Placement]]
    badly_ended: frozenset[str]
    forbidden: frozenset[tuple[str, str]]
    postal_codes: dict[str, tuple[float, float]]
    stopped: Stopped = field(default_factory=Stopped)

    def position(self, place: Participant | Opening) -> Position | None:
        """Where a participant or an opening is, or None."""
        return locate(place.postal_code, place.place, place.lat, place.lon, self.postal_codes)


def make_board(
    market: Market, today: date, policy: Policy, known_bad: frozenset[str] | None = None
) -> Board:
    """Index ``market`` as it is known on ``today``.

    ``known_bad`` are the placements that ended badly, where the caller knows them already.
    """
    employer_of = {opening.opening_id: opening.employer_id for opening in market.openings}
    taken = [
        (placement, days)
        for placement in market.placements
        if (days := occupied_days(placement, today)) is not None
    ]
    return Board(
        today=today,
        policy=policy,
        employers={employer.employer_id: employer for employer in market.employers},
        mentors={mentor.mentor_id: mentor for mentor in market.mentors},
        opening_days=_grouped(taken, lambda p: p.opening_id),
        mentor_days=_grouped(taken, lambda p: p.mentor_id),
        employer_days=_grouped(taken, lambda p: employer_of.get(p.opening_id)),
        placements_of=_by_participant(market.placements),
        badly_ended=badly_ended(market.outcomes, today) if known_bad is None else known_bad,
        forbidden=frozenset(
            (no.participant_id, no.opening_id) for no in market.dismissals if no.holds(today)
        ),
        postal_codes=market.postal_codes,
        stopped=stopped_on(market.stops, market.employers, today),
    )


def _grouped(
    taken: Iterable[tuple[Placement, Interval]], key: Callable[[Placement], str | None]
) -> dict[str, list[Interval]]:
    groups: dict[str, list[Interval]] = defaultdict(list)
    for placement, days in taken:
        name = key(placement)
        if name is not None:
            groups[name].append(days)
    return dict(groups)


def _by_participant(placements: Iterable[Placement]) -> dict[str, list[Placement]]:
    groups: dict[str, list[Placement]] = defaultdict(list)
    for placement in placements:
        groups[placement.participant_id].append(placement)
    return dict(groups)
