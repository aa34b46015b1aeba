"""An office's plan: who goes where, who does not and why, what one more place would gain."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matcher.domain.purposes import Purpose


class Objective(StrEnum):
    """What the best plan is (design.md 6.7).

    ``PEOPLE``: as many people placed as possible, then the largest sum of value minus the
    person's own mean. ``VALUE``: the largest sum of value.
    """

    PEOPLE = "people"
    VALUE = "value"


class Fairness(StrEnum):
    """What the office asks for across need groups.

    ``FLOOR``: no group is placed far less often than the office as a whole. ``PARITY``: all
    groups are placed about as often as the one that is placed most often.
    """

    OFF = "off"
    FLOOR = "floor"
    PARITY = "parity"


class PlaceKind(StrEnum):
    """What there could be one more of; a whole place is a slot with its mentor and employer."""

    OPENING = "opening"
    MENTOR = "mentor"
    EMPLOYER = "employer"
    WHOLE = "whole"


class NotPlanned(StrEnum):
    """Why a participant has no line in the plan."""

    HAS_PROPOSAL = "has_proposal"
    NO_OPENING = "no_opening"
    FULL = "full"
    BELOW_FLOOR = "below_floor"
    REFUSED = "refused"
    NEXT_WEEK = "next_week"
    PLACES_TAKEN = "places_taken"


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of a plan; the place is taken from ``starts`` to ``planned_end``, both included."""

    participant_id: str
    opening_id: str
    mentor_id: str | None
    purpose: Purpose
    starts: date
    planned_end: date
    value: float
    locked: bool = False


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why one participant is left out, with what the sentence names.

    ``rule`` stops ``count`` openings that would do otherwise; ``place`` is free again on ``day``.
    """

    participant_id: str
    reason: NotPlanned
    rule: str | None = None
    count: int = 0
    day: date | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class PlacePrice:
    """What one more place of a kind would gain: in value, and in people placed."""

    kind: PlaceKind
    id: str
    price: float
    people: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """The place of which one more would gain most, and how many people would be better off."""

    kind: PlaceKind
    place: str
    people: int


@dataclass(frozen=True, slots=True)
class GroupRate:
    """How many of a group are placed; ``kind`` is need or audit. Audit groups allocate nothing."""

    kind: str
    name: str
    people: int
    placed: int

    @property
    def rate(self) -> float:
        """The share that is placed."""
        return self.placed / self.people


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """One office, one date. ``made_at`` is in Coordinated Universal Time.

    ``upper_bound`` is above no plan's value by more than rounding; ``first_come`` and ``greedy``
    are what the same places give without a plan; ``fairness_cost`` the value given up for it.
    """

    office_id: str
    today: date
    made_at: datetime
    made_by: str
    purpose: Purpose | None
    objective: Objective
    fairness: Fairness
    model_version: str
    value: float
    upper_bound: float
    first_come: float
    greedy: float
    fairness_cost: float
    shortage: Shortage | None
    assignments: tuple[Planned, ...]
    unassigned: tuple[WhyNot, ...]
    prices: tuple[PlacePrice, ...]
    rates: tuple[GroupRate, ...]
