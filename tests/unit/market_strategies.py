"""Random small markets for Hypothesis: crowded in time, with unknowns everywhere.

Drawn from one seeded generator: values spread as stated here, and many markets a second. The price
is that a failing one is shown whole, not shrunk.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from matcher.domain.cefr import Level
from matcher.domain.dismissals import Dismissal, DismissalReason, SaidBy
from matcher.domain.employers import (
    Employer,
    LanguageUse,
    Mentor,
    Opening,
    OpeningStatus,
    Sector,
)
from matcher.domain.market import Market
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter
from matcher.domain.participants import (
    Education,
    Experience,
    ExperienceKind,
    Origin,
    Participant,
    PartOfWeek,
    Transport,
    Wish,
)
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose, Track
from matcher.domain.stops import Stop, StopReason
from tests.unit.market_builders import TODAY

T = TypeVar("T")
CREDENTIALS = ("licence_b", "truck", "police_certificate")
DEMANDS = ("heavy_lifting", "standing", "stairs")
OCCUPATIONS = ("5223", "5230", "9412", "5120", "8322")
POINTS = ((59.91, 10.75), (59.95, 10.90), (60.20, 11.10))
PEOPLE, EMPLOYERS = ("P1", "P2"), ("E1", "E2")
MENTORS, OPENINGS = ("M1", "M2", "M3"), ("O1", "O2", "O3")


class Draw:
    """Draws of one market; ``unknown`` is the share of facts that nobody knows."""

    def __init__(self, random: Random, unknown: float) -> None:
        self.random = random
        self.unknown = unknown

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, values: Iterable[T]) -> T:
        return self.random.choice(list(values))

    def maybe(self, values: Iterable[T]) -> T | None:
        return None if self.chance(self.unknown) else self.one(values)

    def rarely(self, value: T) -> T | None:
        return value if self.chance(0.2) else None

    def some(self, values: Iterable[T], share: float) -> tuple[T, ...]:
        return tuple(value for value in values if self.chance(share))

    def some_or_unknown(self, values: Iterable[T], share: float) -> tuple[T, ...] | None:
        return None if self.chance(self.unknown) else self.some(values, share)

    def day(self, first: int, last: int) -> date:
        return TODAY + timedelta(days=self.random.randint(first, last))


def participant(draw: Draw, participant_id: str) -> Participant:
    lat, lon = draw.maybe(POINTS) or (None, None)
    return Participant(
        participant_id,
        "N1",
        lat=lat,
        lon=lon,
        transport=draw.maybe(Transport),
        max_travel_minutes=draw.maybe([0, 30, 60, 90]),
        norwegian_spoken=draw.maybe(Level),
        norwegian_written=draw.maybe(Level),
        languages=draw.some_or_unknown(["so", "ar", "no"], 0.5),
        education=draw.maybe(Education),
        credentials=draw.some_or_unknown(CREDENTIALS, 0.5),
        functional_limits=draw.some_or_unknown(DEMANDS, 0.2),
        max_hours_per_week=draw.maybe([0.0, 15.0, 37.5, 37.5]),
        available=draw.some_or_unknown(PartOfWeek, 0.8),
        track=draw.maybe(Track),
        programme_start=draw.day(-200, -1),
        programme_end=draw.maybe([draw.day(-5, 20), draw.day(0, 400)]),
        audit_group=draw.maybe("AB"),
        name="Navn",
    )


def opening(draw: Draw, opening_id: str) -> Opening:
    lat, lon = draw.maybe(POINTS) or (None, None)
    needed = [Level.A0, Level.A0, Level.A0, *Level]
    return Opening(
        opening_id,
        draw.one(EMPLOYERS),
        occupation=draw.maybe(OCCUPATIONS),
        purposes=draw.some_or_unknown(Purpose, 0.8),
        slots=draw.maybe([0, 1, 1, 2, 3]),
        mentors=draw.some_or_unknown(MENTORS, 0.7),
        lat=lat,
        lon=lon,
        starts=draw.rarely(draw.day(-10, 30)),
        ends=draw.rarely(draw.day(-2, 40)),
        hours_per_week=draw.maybe([10.0, 15.0, 37.5]),
        schedule=draw.some(PartOfWeek, 0.3),
        needs_spoken=draw.maybe(needed),
        needs_written=draw.maybe(needed),
        language_use=draw.maybe(LanguageUse),
        credentials=draw.some(CREDENTIALS, 0.2),
        demands=draw.some(DEMANDS, 0.3),
        status=draw.maybe([*OpeningStatus, *6 * [OpeningStatus.OPEN]]),
    )


def placement(draw: Draw, placement_id: str) -> Placement:
    starts = draw.day(-40, 20)
    return Placement(
        placement_id,
        draw.one([*PEOPLE, "P9"]),
        draw.one(OPENINGS),
        draw.one(Purpose),
        draw.one(PlacementStatus),
        draw.maybe(MENTORS),
        draw.maybe([starts]),
        draw.maybe([starts + timedelta(days=draw.random.randint(-1, 40))]),
        draw.maybe([draw.day(-40, 10)]),
        proposed_on=draw.maybe([draw.day(-20, 0)]),
    )


def outcome(draw: Draw, placement_id: str, on: date | None = None) -> Outcome:
    return Outcome(
        placement_id,
        draw.one(Reporter),
        on or draw.day(-30, 0),
        showed_up=draw.maybe([True, False]),
        completed=draw.maybe([True, False]),
        end_reason=draw.maybe(EndReason),
        fit_tasks=draw.maybe(range(1, 6)),
        fit_people=draw.maybe(range(1, 6)),
        would_continue=draw.maybe([True, False]),
        next_step=draw.maybe(NextStep),
        next_step_on=draw.maybe([draw.day(-30, 0)]),
    )


def experience(draw: Draw, participant_id: str, text: str) -> Experience:
    return Experience(
        participant_id,
        text,
        draw.one(OCCUPATIONS),
        draw.maybe([1.0, 6.0, 36.0]),
        draw.maybe([draw.day(-4000, -1)]),
        draw.maybe(ExperienceKind),
        draw.maybe([True, False]),
    )


def employer(draw: Draw, employer_id: str) -> Employer:
    return Employer(
        employer_id,
        org_number=draw.maybe(["910000001", "910000002"]),
        sector=draw.maybe(Sector),
        capacity=draw.maybe([0, 1, 2, 3, 4]),
        paused_until=draw.rarely(draw.day(-3, 3)),
    )


def mentor(draw: Draw, mentor_id: str) -> Mentor:
    return Mentor(
        mentor_id,
        draw.one(EMPLOYERS),
        capacity=draw.maybe([0, 1, 1, 2]),
        languages=draw.some_or_unknown(["so", "ar"], 0.5),
        available_from=draw.rarely(draw.day(-5, 20)),
        available_to=draw.rarely(draw.day(0, 40)),
    )


def dismissal(draw: Draw) -> Dismissal:
    return Dismissal(
        draw.one(PEOPLE),
        draw.one(OPENINGS),
        draw.one(DismissalReason),
        draw.one(SaidBy),
        draw.day(-40, 1),
        withdrawn_on=draw.rarely(draw.day(-10, 1)),
    )


def stop(draw: Draw) -> Stop:
    whose = draw.one([("employer_id", EMPLOYERS), ("opening_id", OPENINGS), ("mentor_id", MENTORS)])
    starts = draw.day(-15, 30)
    ends = draw.maybe([starts + timedelta(days=draw.one([0, 4, 6, 7, 13, 40]))])
    return Stop(draw.one(StopReason), starts, ends, **{whose[0]: draw.one(whose[1])})


def random_market(random: Random) -> Market:
    """Two participants, two employers, three mentors and openings, and what went before."""
    draw = Draw(random, unknown=random.choice([0.0, 0.1, 0.3]))
    past = [f"L{number}" for number in range(draw.random.randint(0, 6))]
    reports = [outcome(draw, name) for name in past for _ in range(draw.random.randint(0, 2))]
    return Market(
        participants=each(participant, draw, PEOPLE),
        wishes=tuple(
            Wish(name, f"ønske {rank}", rank, draw.one(Origin), draw.one(OCCUPATIONS))
            for name in PEOPLE
            for rank in (1, 2)
            if draw.chance(0.7)
        ),
        experiences=tuple(
            experience(draw, name, text)
            for name in PEOPLE
            for text in ("først", "siden")
            if draw.chance(0.5)
        ),
        employers=each(employer, draw, EMPLOYERS),
        mentors=each(mentor, draw, MENTORS),
        openings=each(opening, draw, OPENINGS),
        placements=each(placement, draw, past),
        outcomes=tuple({(o.placement_id, o.reporter, o.reported_on): o for o in reports}.values()),
        dismissals=tuple(dismissal(draw) for _ in range(draw.random.randint(0, 1))),
        stops=tuple(stop(draw) for _ in range(draw.one([0, 0, 1, 4]))),
    )


def each(make: Callable[[Draw, str], T], draw: Draw, names: Sequence[str]) -> tuple[T, ...]:
    return tuple(make(draw, name) for name in names)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


markets = st.randoms(use_true_random=True).map(random_market)
# Short lengths, so that the plain version of the capacity rule is quick enough to be the oracle.
policies = st.builds(
    Policy,
    taste_working_days=st.integers(1, 6),
    placement_weeks=st.integers(1, 2),
    search_weeks=st.integers(1, 2),
    mentor_short_absence_days=st.integers(1, 7),
)
