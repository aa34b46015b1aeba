"""The features of past placements as they were when each was chosen, from what was known then.

Every day on which somebody was chosen is encoded once, with that day's people only, by the very
encoder that ranks today; ``past`` is walked through forward, so that nothing later is seen.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np

from matcher.domain.arrays import PURPOSES, Floats, day_numbers, numbers
from matcher.domain.employers import Opening
from matcher.domain.interview import InterviewFact
from matcher.domain.market import Market
from matcher.domain.participants import Experience, Participant, Wish
from matcher.domain.placements import Placement
from matcher.domain.policy import Policy
from matcher.features.chosen import with_mentor
from matcher.features.columns import FEATURES, OPENING, PARTICIPANT
from matcher.features.encoder import Encoder, LikingOf, Pairs, encode_pairs
from matcher.features.offers import OfferFeatures, offer_features, opening_row
from matcher.features.people import Lives
from matcher.features.work_match import Resolve
from matcher.learning.past import Past
from matcher.places.lookup import locate
from matcher.places.position import Position
from matcher.places.travel import mode_codes, travel_minutes

_OPENING = slice(len(PARTICIPANT), len(PARTICIPANT) + len(OPENING))


def chosen_on(placement: Placement) -> date | None:
    """The day on which the placement was chosen: proposed, else begun; None where neither is known.

    One that was written down after it began was chosen no later than it began.
    """
    days = [day for day in (placement.proposed_on, placement.starts) if day is not None]
    return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A placement to rebuild: its row in the market, and the day it was chosen on."""

    row: int
    placement: Placement
    day: date


Item = TypeVar("Item", Wish, Experience, InterviewFact)


class Rebuilder:
    """Rebuilds choices of one market; the order in which they are asked for does not matter."""

    def __init__(self, market: Market, policy: Policy, resolve: Resolve, liking: LikingOf) -> None:
        self._market, self._policy, self._resolve, self._liking = market, policy, resolve, liking
        self._offers = offer_features(market, (), date.min, resolve)
        self._people = {p.participant_id: p for p in market.participants}
        self._facts = _by_person(market.facts)
        self._wishes = _by_person(market.wishes)
        self._experiences = _by_person(market.experiences)
        self._employer_of = {o.opening_id: o.employer_id for o in market.openings}

    @property
    def offers(self) -> OfferFeatures:
        """The openings; their record is empty."""
        return self._offers

    def code_of(self, opening_id: str) -> str:
        """The opening's occupation, or ``NO_CODE``."""
        return self._offers.code_of(self._offers.column_of[opening_id])

    def features(self, choices: Sequence[Choice]) -> Floats:
        """(n, len(FEATURES)) raw features, each row as known on its own day."""
        raw = np.full((len(choices), len(FEATURES)), np.nan)
        minutes = self._minutes(choices)
        past = Past(self._market, {o: self.code_of(o) for o in self._offers.column_of})
        days: dict[date, list[int]] = defaultdict(list)
        for number, choice in enumerate(choices):
            days[choice.day].append(number)
        for day in sorted(days):
            past.go_to(day)
            for rows in _apart(days[day], [past.knows(choices[n].row) for n in days[day]]):
                chosen = [choices[n] for n in rows]
                # Changes something only where the row stands alone: its own end was known that day.
                with past.without(chosen[0].row):
                    raw[rows] = self._encode(past, chosen, minutes[rows])
        return raw

    def _encode(self, past: Past, choices: Sequence[Choice], minutes: Floats) -> Floats:
        encoder = self._encoder(past, choices)
        placements = [choice.placement for choice in choices]
        openings = np.array([self._offers.column_of[p.opening_id] for p in placements])
        people = [self._people[p.participant_id] for p in placements]
        raw = encode_pairs(
            Pairs(
                encoder=encoder,
                people=encoder.encode_people(people),
                person=np.arange(len(choices)),
                opening=openings,
                purpose=np.array([PURPOSES.index(p.purpose) for p in placements], dtype=np.int8),
                first_day=day_numbers(p.starts for p in placements),
                minutes=minutes,
            )
        )
        for number, (choice, column) in enumerate(zip(choices, openings.tolist(), strict=True)):
            opening = with_mentor(self._market.openings[column], choice.placement.mentor_id)
            record = past.record_for(choice.row, opening.mentors or ())
            raw[number, _OPENING] = opening_row(record, opening, self._offers.code_of(column))
        return raw

    def _encoder(self, past: Past, choices: Sequence[Choice]) -> Encoder:
        ids = {choice.placement.participant_id for choice in choices}
        lives = Lives(
            today=past.today,
            wishes={one: self._wishes[one] for one in ids if one in self._wishes},
            experiences={one: self._experiences[one] for one in ids if one in self._experiences},
            history={one: past.of_person(one) for one in ids},
            facts={
                one: [f for f in self._facts.get(one, ()) if f.holds(past.today)] for one in ids
            },
            employer_of=self._employer_of,
        )
        return Encoder(
            today=past.today,
            policy=self._policy,
            offers=self._offers,
            lives=lives,
            history=(),
            resolve=self._resolve,
            liking=self._liking,
        )

    def _minutes(self, choices: Sequence[Choice]) -> Floats:
        """(n,) estimated minutes of travel; NaN where a place or the way of travel is unknown."""
        homes: dict[str, Position | None] = {}
        works: dict[str, Position | None] = {}
        for choice in choices:
            person, opening = choice.placement.participant_id, choice.placement.opening_id
            if person not in homes:
                homes[person] = self._locate(self._people[person])
            if opening not in works:
                column = self._offers.column_of[opening]
                works[opening] = self._locate(self._market.openings[column])
        start = _degrees([homes[c.placement.participant_id] for c in choices])
        end = _degrees([works[c.placement.opening_id] for c in choices])
        modes = [self._people[c.placement.participant_id].transport for c in choices]
        return travel_minutes(*start, *end, mode_codes(modes))

    def _locate(self, place: Participant | Opening) -> Position | None:
        codes = self._market.postal_codes
        return locate(place.postal_code, place.place, place.lat, place.lon, codes)


def _degrees(positions: Sequence[Position | None]) -> tuple[Floats, Floats]:
    """Latitudes and longitudes; NaN where unknown."""
    lat = numbers(None if position is None else position.lat for position in positions)
    lon = numbers(None if position is None else position.lon for position in positions)
    return lat, lon


def _apart(rows: Sequence[int], known: Sequence[bool]) -> Iterator[list[int]]:
    """The rows whose own end is known by then one by one, and all others together."""
    others = []
    for row, is_known in zip(rows, known, strict=True):
        if is_known:
            yield [row]
        else:
            others.append(row)
    if others:
        yield others


def _by_person(items: Iterable[Item]) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.participant_id].append(item)
    return dict(groups)
