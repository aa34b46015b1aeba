"""Simulated offices month by month: who arrives, what may be, what is carried out and reported.

Rules, features and labels are the program's own; the world is ``simulation.policy_worlds``. Who
gets which place is not decided here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import EPOCH, PURPOSES, Flags, Floats
from matcher.domain.employers import Opening
from matcher.domain.market import Market
from matcher.domain.outcomes import Outcome
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement
from matcher.domain.policy import Policy
from matcher.eligibility.screening import screen
from matcher.features.encoder import Pairs
from matcher.features.labels import Labelled
from matcher.features.work_match import Resolve
from matcher.planning.problem import Candidates, Places, Rows
from matcher.ranking.rank import MarketDay, market_day
from matcher.simulation.episodes import Offer
from matcher.simulation.following import follow, planned_end, stay_of
from matcher.simulation.people import Person, draw_person
from matcher.simulation.policy_truth import Facts, pair_facts
from matcher.simulation.policy_worlds import OFFICES, PolicyWorld, month_begins
from matcher.simulation.records import Registrar
from matcher.simulation.staff import office_id

_STAY_DAYS, _STAY_SHARES = (365, 455, 545, 730), (0.45, 0.20, 0.20, 0.15)
_WAITED_DAYS = 50.0  # mean days in the programme before the month's placing
_ADVISERS = 10  # an office


@dataclass(frozen=True, slots=True)
class Month:
    """One month's people and the n pairs that pass every rule today; ``places`` are free today.

    ``raw`` (n, F) are the features as they are known now, ``arrived`` (P,) the day of each
    person's arrival, ``pairs`` the same as the program's pipeline takes them.
    """

    number: int
    today: date
    people: tuple[Person, ...] = field(repr=False)
    participants: tuple[Participant, ...] = field(repr=False)
    day: MarketDay = field(repr=False)
    pairs: Pairs = field(repr=False)
    places: Places = field(repr=False)
    facts: Facts = field(repr=False)
    arrived: Floats = field(repr=False)

    @property
    def person(self) -> NDArray[np.intp]:
        """(n,) rows of the people."""
        return self.pairs.person

    @property
    def opening(self) -> NDArray[np.intp]:
        """(n,) rows of the openings."""
        return self.pairs.opening

    @property
    def history(self) -> tuple[Labelled, ...]:
        """What is known today of every placement that has ended."""
        return self.day.encoder.history

    def candidates(self, value: Floats) -> Candidates:
        """The pairs with a value each, as plans take them."""
        return Candidates(len(self.people), self.person, self.opening, value)


@dataclass(slots=True)
class Office:
    """The offices of one world and their records; what is hidden stays in ``world``.

    ``newcomers`` arrive each month, and are placed once or never.
    """

    world: PolicyWorld
    policy: Policy
    resolve: Resolve
    newcomers: int
    seed: int
    openings: tuple[Opening, ...] = field(repr=False)
    placements: list[Placement] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @classmethod
    def of(cls, world: PolicyWorld, policy: Policy, *, newcomers: int, seed: int) -> "Office":
        """Offices that begin with no history; some requirements of the openings are unknown."""
        registrar = Registrar(np.random.default_rng([world.seed, seed]), month_begins(0))
        openings = tuple(map(registrar.opening, world.workplaces.openings))
        return cls(world, policy, reader(), newcomers, seed, openings)

    def month(self, number: int) -> Month:
        """The people of a month; the same whatever was done in the months before."""
        today = month_begins(number)
        rng = np.random.default_rng([self.world.seed, self.seed, number])
        arrived = today.toordinal() - 1 - rng.exponential(_WAITED_DAYS, self.newcomers).astype(int)
        people = tuple(draw_person(rng, row % OFFICES) for row in range(self.newcomers))
        registrar = Registrar(rng, today)
        market, participants = self._records(registrar, people, arrived.tolist(), number)
        day = market_day(market, today, self.policy, self.resolve)
        places = self._places(day)
        pairs = _pairs(day, participants, places)
        purpose = pairs.purpose.astype(np.int64)
        return Month(
            number,
            today,
            people,
            participants,
            day,
            pairs,
            places,
            pair_facts(self.world, people, pairs.person, pairs.opening, purpose),
            arrived.astype(float),
        )

    def carry_out(self, month: Month, rows: Rows, chances: Floats) -> list[str]:
        """Begin the placements of the pairs in ``rows`` and let them go as they go; their ids."""
        rng = np.random.default_rng([self.world.seed, self.seed, month.number, 1])
        names = []
        for row in rows.tolist():
            person, opening = int(month.person[row]), int(month.opening[row])
            purpose, starts = PURPOSES[month.pairs.purpose[row]], month.today.toordinal()
            mentor = int(self.world.mentor_of[opening])
            stay = stay_of(month.people[person], person % OFFICES, starts, max(_STAY_DAYS))
            names.append(f"L{month.number:03d}-{person:04d}")
            followed = follow(
                rng,
                self.world.workplaces,
                stay,
                names[-1],
                month.participants[person].participant_id,
                Offer(opening, mentor, purpose, starts, planned_end(starts, purpose)),
                chances[row],
            )
            self.placements.append(followed.placement)
            self.outcomes.extend(followed.reports)
        return names

    def _records(
        self, registrar: Registrar, people: Sequence[Person], arrived: Sequence[int], number: int
    ) -> tuple[Market, tuple[Participant, ...]]:
        rng, workplaces = registrar.rng, self.world.workplaces
        lengths = rng.choice(_STAY_DAYS, len(people), p=_STAY_SHARES).tolist()
        stays = [
            stay_of(person, row % OFFICES, arrived[row], lengths[row])
            for row, person in enumerate(people)
        ]
        ids = [f"P{number:03d}{row:04d}" for row in range(len(people))]
        participants = tuple(
            registrar.participant(stay, name, name, f"{office_id(stay.office)}-{row % _ADVISERS}")
            for row, (stay, name) in enumerate(zip(stays, ids, strict=True))
        )
        known = list(zip(stays, ids, strict=True))
        market = Market(
            participants=participants,
            wishes=tuple(w for stay, name in known for w in registrar.wishes(stay, name)),
            experiences=tuple(e for stay, name in known for e in registrar.experiences(stay, name)),
            employers=workplaces.employers,
            mentors=workplaces.mentors,
            openings=self.openings,
            placements=tuple(self.placements),
            outcomes=tuple(self.outcomes),
        )
        return market, participants

    def _places(self, day: MarketDay) -> Places:
        board, workplaces = day.ready.board, self.world.workplaces
        columns, mentors = workplaces.columns, workplaces.mentors
        employer_row = {e.employer_id: row for row, e in enumerate(workplaces.employers)}
        return Places(
            slots=_left(workplaces.openings, "opening_id", "slots", board.opening_days),
            link_opening=np.arange(len(columns.trade)),
            link_mentor=self.world.mentor_of,
            mentor_places=_left(mentors, "mentor_id", "capacity", board.mentor_days),
            mentor_employer=np.array([employer_row[m.employer_id] for m in mentors]),
            employer_places=_left(
                workplaces.employers, "employer_id", "capacity", board.employer_days
            ),
        )


def _left(
    rows: Sequence[object], name: str, capacity: str, taken: Mapping[str, Sequence[object]]
) -> Rows:
    return np.array(
        [max(0, getattr(row, capacity) - len(taken.get(getattr(row, name), ()))) for row in rows]
    )


def _pairs(day: MarketDay, participants: Sequence[Participant], places: Places) -> Pairs:
    """The pairs that pass every rule and can begin today."""
    screening = screen(day.ready, participants)
    mentor = places.link_mentor
    free: Flags = (
        (places.slots > 0)
        & (places.mentor_places[mentor] > 0)
        & (places.employer_places[places.mentor_employer[mentor]] > 0)
    )
    at_once = screening.starts <= day.today.toordinal() - EPOCH
    person, opening = np.nonzero(screening.eligible() & at_once & free)
    return day.pairs(screening, person, opening)


@cache
def reader() -> Resolve:
    """The program's reading of free text, each text once a process."""
    from matcher.occupations import catalogue
    from matcher.occupations.resolver import Resolver

    resolver = Resolver(catalogue(), ())

    def codes(text: str) -> Sequence[tuple[str, float]]:
        return [(match.code, match.score) for match in resolver.resolve(text)]

    return lru_cache(20_000)(codes)
