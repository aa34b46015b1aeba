"""What the offices have on record: the truth with gaps, since every field may be unknown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.outcomes import NextStep
from matcher.domain.participants import Experience, ExperienceKind, Participant, Wish
from matcher.simulation.episodes import Stay
from matcher.simulation.names import email, phone
from matcher.simulation.people import PastWork
from matcher.simulation.staff import office_id
from matcher.simulation.trades import TRADES

_T = TypeVar("_T")

_SELDOM_UNKNOWN = 0.03
_OFTEN_UNKNOWN = 0.08
_OUTCOME_UNKNOWN = 0.15
_OCCUPATION_GIVEN = 0.5
_LIKED_GIVEN = 0.4
_KIND_IN_WORDS = {
    ExperienceKind.JOB: "",
    ExperienceKind.PRACTICE: " (praksis)",
    ExperienceKind.VOLUNTARY: " (frivillig)",
    ExperienceKind.ABROAD: " (i et annet land)",
}


@dataclass(frozen=True, slots=True)
class Registrar:
    """Writes records on ``today``; ``rng`` decides what is unknown."""

    rng: np.random.Generator
    today: date

    def participant(self, stay: Stay, participant_id: str, name: str, adviser: str) -> Participant:
        """The office's record of a person; somebody with an outcome has left the programme."""
        person, number = stay.person, int(participant_id[1:])
        over = stay.outcome is not None
        begins = date.fromordinal(stay.first_day)
        ends = date.fromordinal(
            stay.last_day if over else stay.granted_until(self.today.toordinal())
        )
        return Participant(
            participant_id,
            office_id(stay.office),
            adviser=adviser,
            place=person.place,
            lat=person.lat,
            lon=person.lon,
            transport=self._known(person.transport),
            max_travel_minutes=self._known(person.max_travel_minutes, _OFTEN_UNKNOWN),
            norwegian_spoken=self._known(person.spoken),
            norwegian_written=self._known(person.written, _OFTEN_UNKNOWN),
            languages=self._known(person.languages),
            education=self._known(person.education, _OFTEN_UNKNOWN),
            credentials=self._known(person.credentials, _OFTEN_UNKNOWN),
            functional_limits=self._known(person.limits, _OFTEN_UNKNOWN),
            max_hours_per_week=self._known(person.max_hours),
            available=self._known(person.available, _OFTEN_UNKNOWN),
            track=self._known(stay.track),
            programme_start=begins,
            programme_end=ends if over else self._known(ends),
            audit_group=person.audit_group,
            name=name,
            phone=self._known(phone(number), 0.2),
            email=self._known(email(name, number), 0.4),
            programme_outcome=self._outcome(stay.outcome),
        )

    def wishes(self, stay: Stay, participant_id: str) -> Iterator[Wish]:
        """The wishes on record, first wish first."""
        for rank, wish in enumerate(stay.person.wishes, start=1):
            yield Wish(participant_id, wish.text, rank, wish.reported_origin, wish.occupation)

    def experiences(self, stay: Stay, participant_id: str) -> list[Experience]:
        """The experiences on record, in the order of their texts."""
        rows = [self._experience(stay, participant_id, work) for work in stay.person.past]
        return sorted(rows, key=lambda row: row.text)

    def opening(self, opening: Opening) -> Opening:
        """The record of an opening; its requirements may be unknown."""
        return replace(
            opening,
            hours_per_week=self._known(opening.hours_per_week),
            needs_spoken=self._known(opening.needs_spoken),
            needs_written=self._known(opening.needs_written, _OFTEN_UNKNOWN),
            language_use=self._known(opening.language_use),
        )

    def employer(self, employer: Employer) -> Employer:
        """The record of an employer; its capacity may be unknown."""
        return replace(employer, capacity=self._known(employer.capacity))

    def mentor(self, mentor: Mentor) -> Mentor:
        """The record of a mentor; the languages may be unknown."""
        return replace(mentor, languages=self._known(mentor.languages, _OFTEN_UNKNOWN))

    def _known(self, fact: _T, unknown: float = _SELDOM_UNKNOWN) -> _T | None:
        return None if self.rng.random() < unknown else fact

    def _outcome(self, outcome: NextStep | None) -> NextStep | None:
        return self._known(outcome, _OUTCOME_UNKNOWN)

    def _experience(self, stay: Stay, participant_id: str, work: PastWork) -> Experience:
        trade = TRADES[work.trade]
        ended = date.fromordinal(stay.first_day) - timedelta(days=work.ended_before)
        liked = bool(stay.person.likings[work.trade] > 0)
        return Experience(
            participant_id,
            trade.title + _KIND_IN_WORDS[work.kind],
            occupation=self._known(trade.code, 1 - _OCCUPATION_GIVEN),
            months=self._known(float(work.months), _OFTEN_UNKNOWN),
            ended=self._known(ended, _OFTEN_UNKNOWN),
            kind=work.kind,
            liked=self._known(liked, 1 - _LIKED_GIVEN),
        )
