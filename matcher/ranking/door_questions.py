"""What is not known of a participant, and how many openings wait for the answer.

Unknown is not "no": these openings are possible already, and marked. Asking is the first door.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import Flags
from matcher.domain.participants import Participant, PartOfWeek
from matcher.eligibility.board import Board
from matcher.eligibility.pair import NOT_YET_ASKED_FOR
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import OpeningsReady, Screening
from matcher.ranking.door_places import DIGITS, Places


@dataclass(frozen=True, slots=True)
class Question:
    """The participant's ``fields`` that ``rule`` does not know; ``waiting`` openings need them.

    ``words`` are the credentials, demands or parts of the week that those openings ask for.
    """

    rule: Rule
    fields: tuple[str, ...]
    words: tuple[str, ...]
    waiting: Places


def find_questions(now: Screening, possible: Places) -> tuple[Question, ...]:
    """What to ask, what most openings wait for first; then by their best, then by rule.

    ``now`` has the participant as its only row. An opening waits where it is ``possible`` and the
    rule lacks only what the participant could tell.
    """
    unknown = _unknown(now.ready.board, now.participants[0])
    asked = [_question(now, possible, rule, fields) for rule, fields in unknown]
    return tuple(sorted((question for question in asked if len(question.waiting)), key=_order))


def _order(question: Question) -> tuple[int, float, int]:
    return (
        -len(question.waiting),
        -round(question.waiting.best, DIGITS),
        list(Rule).index(question.rule),
    )


def _unknown(board: Board, person: Participant) -> list[tuple[Rule, tuple[str, ...]]]:
    """The rules that lack something that the participant could tell, with the empty fields."""
    travel = {
        "transport": person.transport,
        "max_travel_minutes": person.max_travel_minutes,
        "place": board.position(person),
    }
    empty = {
        Rule.LANGUAGE_SPOKEN: ("norwegian_spoken",) * (person.norwegian_spoken is None),
        Rule.LANGUAGE_WRITTEN: ("norwegian_written",) * (person.norwegian_written is None),
        Rule.CREDENTIALS: ("credentials",) * _credentials_open(person),
        Rule.LIMITS: ("functional_limits",) * (person.functional_limits is None),
        Rule.HOURS: ("max_hours_per_week",) * (person.max_hours_per_week is None),
        Rule.SCHEDULE: ("available",) * (person.available is None),
        Rule.TRAVEL: tuple(field for field, value in travel.items() if value is None),
        Rule.PROGRAMME: ("programme_end",) * (person.programme_end is None),
    }
    return [(rule, fields) for rule, fields in empty.items() if fields]


def _credentials_open(person: Participant) -> bool:
    return person.credentials is None or NOT_YET_ASKED_FOR not in person.credentials


def _question(now: Screening, possible: Places, rule: Rule, fields: tuple[str, ...]) -> Question:
    ready = now.ready
    unsure = np.broadcast_to(now.states[rule], (1, len(ready.openings)))[0] == State.UNKNOWN
    if rule in _OPENING_TELLS:
        unsure = unsure & _OPENING_TELLS[rule](ready)
    waiting = possible.only(unsure)
    return Question(rule, fields, _words(now, rule, waiting), waiting)


# Where an opening has a side of its own: whether that side is known.
_OPENING_TELLS: dict[Rule, Callable[[OpeningsReady], Flags]] = {
    Rule.LANGUAGE_SPOKEN: lambda ready: ready.arrays.spoken >= 0,
    Rule.LANGUAGE_WRITTEN: lambda ready: ready.arrays.written >= 0,
    Rule.HOURS: lambda ready: ~np.isnan(ready.arrays.hours),
    Rule.TRAVEL: lambda ready: ~np.isnan(ready.arrays.lat),
}


def _words(now: Screening, rule: Rule, waiting: Places) -> tuple[str, ...]:
    """What the waiting openings ask for and the participant is not known to have."""
    arrays = now.ready.arrays
    tables: dict[Rule, tuple[Flags, tuple[str, ...]]] = {
        Rule.CREDENTIALS: (arrays.needs_credentials, arrays.credential_words),
        Rule.LIMITS: (arrays.demands, arrays.demand_words),
        Rule.SCHEDULE: (arrays.needs_schedule, tuple(map(str, PartOfWeek))),
    }
    if rule not in tables:
        return ()
    needs, words = tables[rule]
    have = now.participants[0].credentials or ()
    wanted = np.flatnonzero(needs[waiting.columns].any(axis=0))
    return tuple(words[place] for place in wanted if words[place] not in have)
