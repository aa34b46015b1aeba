"""Use case: which one fact about each person most openings wait for; asking is the first door.

Reckoned from the day's market, apart from the rest of the day, for that takes longer.
"""

from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import numpy as np

from matcher.domain.access import Viewer
from matcher.domain.day_order import Kind
from matcher.domain.participants import Participant, in_programme
from matcher.eligibility.screening import screen
from matcher.ranking.door_places import Places
from matcher.ranking.door_questions import Question, find_questions
from matcher.ranking.door_sentences import question_words
from matcher.ranking.rank import MarketDay
from matcher.store.day_marks import DayMark, read_marks
from matcher.store.engine import reading
from matcher.store.readers import read_participants_of_office
from matcher.workflows.program import Program

# For fewer openings nobody need be called today.
FEWEST_OPENINGS = 3


@dataclass(frozen=True, slots=True)
class DayFact:
    """What to ask one person: ``text`` is the question, so many ``openings`` wait for it."""

    participant: Participant
    rule: str
    fields: tuple[str, ...]
    openings: int
    text: str

    @property
    def key(self) -> str:
        """The name of the line: the same for as long as nobody knows."""
        return f"{Kind.FACT}:{self.participant.participant_id}:{self.rule}"


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What to ask, what most openings wait for first, and what is off the list."""

    facts: tuple[DayFact, ...]
    off: tuple[tuple[DayFact, DayMark], ...]


def day_facts(
    program: Program, viewer: Viewer, *, today: date, mine: bool, lang: str = "nb"
) -> DayFacts:
    """One fact for each person in the programme who lacks one that openings wait for.

    NotFound where the viewer belongs to no office.
    """
    with reading(program.engine) as connection:
        everybody = read_participants_of_office(connection, viewer, viewer.office_id or "")
        marks = read_marks(connection, viewer.name, today)
    people = [
        each
        for each in everybody
        if in_programme(each, today) and not (mine and each.adviser != viewer.name)
    ]
    day = program.market_day(today)
    asked = [(person, _STRONGEST.of(day, person)) for person in people]
    facts = [_fact(person, found, lang) for person, found in asked if found is not None]
    facts.sort(key=lambda fact: (-fact.openings, fact.participant.participant_id))
    return DayFacts(
        facts=tuple(fact for fact in facts if fact.key not in marks),
        off=tuple((fact, marks[fact.key]) for fact in facts if fact.key in marks),
    )


def _fact(person: Participant, found: Question, lang: str) -> DayFact:
    text = question_words(found.fields, found.words, lang)
    return DayFact(person, str(found.rule), found.fields, len(found.waiting), text)


def strongest_question(day: MarketDay, person: Participant) -> Question | None:
    """What most of the possible openings wait for; None where hardly any does.

    Only counted: what the openings are worth makes no difference to what is asked first.
    """
    now = screen(day.ready, [person])
    columns = np.flatnonzero(now.eligible()[0])
    found = find_questions(now, Places(columns, np.zeros(len(columns))))
    return next((each for each in found if len(each.waiting) >= FEWEST_OPENINGS), None)


@dataclass(slots=True)
class _Strongest:
    """What was found on the latest market; a changed person is another one, and asked again."""

    _lock: Lock = field(default_factory=Lock)
    _day: MarketDay | None = None
    _found: dict[Participant, Question | None] = field(default_factory=dict)

    def of(self, day: MarketDay, person: Participant) -> Question | None:
        with self._lock:
            if self._day is not day:
                self._day, self._found = day, {}
            found = self._found
        if person not in found:
            found[person] = strongest_question(day, person)
        return found[person]


_STRONGEST = _Strongest()
