"""Door-openers: which openings a single change opens, by the real rules and the real model.

Exact: every change is screened again, and everything that is possible then is scored again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.domain.arrays import Flags, Floats
from matcher.domain.participants import Participant
from matcher.domain.purposes import Purpose
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import Screening, screen
from matcher.features.encoder import Encoder
from matcher.ranking.door_changes import Change, DoorKind, single_changes
from matcher.ranking.door_places import DIGITS, Places, best_first
from matcher.ranking.door_questions import Question, find_questions
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import CHUNK_PAIRS, MarketDay, score_pairs
from matcher.ranking.value import placement_value


@dataclass(frozen=True, slots=True)
class Door:
    """What one change opens, and what it gains.

    ``opened`` are the openings that are possible with the change and not without. ``gain`` is the
    value of the best possible opening with it minus without; ``expected_gain`` the same for the
    mean of the first few (``TOP_FEW``). Both look at all that is possible, the old and the new.
    """

    change: Change
    opened: Places
    gain: float
    expected_gain: float


@dataclass(frozen=True, slots=True)
class Doors:
    """A participant's questions and doors, and how many openings are possible without any.

    Doors are ordered by ``expected_gain``, then by how many openings they open, then by the best of
    those, then by kind and word; values alike to ``DIGITS`` decimals are the same.
    """

    possible: int
    best: float
    questions: tuple[Question, ...]
    doors: tuple[Door, ...]


def find_doors(
    day: MarketDay,
    model: AdditiveModel,
    person: Participant,
    *,
    purpose: Purpose | None = None,
    after: Mapping[str, Sequence[str]] | None = None,
    changes: Sequence[Change] | None = None,
) -> Doors:
    """What to ask of ``person``, and the single changes that open something.

    ``after`` says which credentials build on others; ``changes`` are tried in place of
    ``single_changes``.
    """
    day = replace(day, encoder=_liking_once(day.encoder))
    now = screen(day.ready, [person], purpose)
    eligible = now.eligible()
    (possible,) = _places(day, model, now, eligible)
    if changes is None:
        changes = single_changes(person, day.ready.arrays.credential_words, after or {})
    doors = [
        Door(
            change,
            then.only(~eligible[0]),
            gain=then.best - possible.best,
            expected_gain=then.top_mean - possible.top_mean,
        )
        for change, then in _after_each(day, model, worth_trying(now, changes), purpose)
    ]
    opening = [door for door in doors if len(door.opened)]
    return Doors(
        possible=len(possible),
        best=possible.best,
        questions=find_questions(now, possible),
        doors=tuple(sorted(opening, key=_order)),
    )


def worth_trying(now: Screening, changes: Sequence[Change]) -> list[Change]:
    """The changes that some opening waits for; the others can open nothing.

    A change answers one rule, so that it opens only what that rule alone stops; ``now`` has the
    unchanged participant as its only row.
    """
    shape = (1, len(now.ready.openings))
    stops = {
        rule: np.broadcast_to(state, shape)[0] == State.NOT_MET
        for rule, state in now.states.items()
    }
    once = np.sum(list(stops.values()), axis=0) == 1
    return [change for change in changes if (stops[change.rule] & once & _asks(now, change)).any()]


def _asks(now: Screening, change: Change) -> Flags:
    """(O,) whether an opening asks for what the change brings."""
    arrays = now.ready.arrays
    if change.rule is not Rule.CREDENTIALS or change.word not in arrays.credential_words:
        return np.full(len(arrays.ids), change.rule is not Rule.CREDENTIALS)
    return arrays.needs_credentials[:, arrays.credential_words.index(change.word)]


def _order(door: Door) -> tuple[float, int, float, int, str]:
    return (
        -round(door.expected_gain, DIGITS),
        -len(door.opened),
        -round(door.opened.best, DIGITS),
        list(DoorKind).index(door.change.kind),
        door.change.word,
    )


def _after_each(
    day: MarketDay, model: AdditiveModel, changes: Sequence[Change], purpose: Purpose | None
) -> Iterator[tuple[Change, Places]]:
    """Each change with all that is possible then; few enough at a time that memory is bounded."""
    size = max(1, CHUNK_PAIRS // max(len(day.ready.openings), 1))
    for first in range(0, len(changes), size):
        chunk = changes[first : first + size]
        then = screen(day.ready, [change.changed for change in chunk], purpose)
        yield from zip(chunk, _places(day, model, then, then.eligible()), strict=True)


def _places(
    day: MarketDay, model: AdditiveModel, screening: Screening, eligible: Flags
) -> Iterator[Places]:
    """What is possible for each row of ``screening``."""
    person, opening = np.nonzero(eligible)
    _, _, chances = score_pairs(model, day.pairs(screening, person, opening))
    values = placement_value(chances, day.policy)
    ids = np.array(day.ready.arrays.ids, dtype=np.str_)
    ends = np.searchsorted(person, np.arange(len(eligible) + 1))
    for row in range(len(eligible)):
        own = slice(ends[row], ends[row + 1])
        yield best_first(opening[own], values[own], ids)


def _liking_once(encoder: Encoder) -> Encoder:
    """A change is none of what somebody likes, so that tastes are read once for all changes."""
    known: dict[str, Floats | None] = {}

    def liking(of: Encoder, participant_id: str, codes: Sequence[str]) -> Floats | None:
        if participant_id not in known:
            known[participant_id] = encoder.liking(of, participant_id, codes)
        return known[participant_id]

    return replace(encoder, liking=liking)
