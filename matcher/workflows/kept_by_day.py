"""What was worked out from a day of the market and a model: kept for as long as both stay.

Whoever asks for the same while it is being worked out waits for it, and works nothing out again.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import MarketDay

T = TypeVar("T")

# Answers a day: a few pages of some offices, and the rounds of planning that are open.
MOST_KEPT = 256
# Today, and a date that somebody asked about.
DAYS_KEPT = 2


@dataclass(slots=True)
class _Answer:
    lock: Lock = field(default_factory=Lock)
    value: Any = None
    known: bool = False


@dataclass(slots=True)
class _Day:
    day: MarketDay
    model: AdditiveModel
    answers: OrderedDict[Hashable, _Answer] = field(default_factory=OrderedDict)


class KeptByDay:
    """Answers of the latest days, the model of each apart. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._days: OrderedDict[date, _Day] = OrderedDict()

    def find(self, day: MarketDay, model: AdditiveModel, key: Hashable, make: Callable[[], T]) -> T:
        """The answer ``key`` of this very day and model, made now where it is not known.

        What ``make`` gives must follow from these three alone; on an error nothing is kept.
        """
        with self._lock:
            answer = self._answer(day, model, key)
        with answer.lock:
            if not answer.known:
                answer.value = make()
                answer.known = True
            value: T = answer.value
            return value

    def _answer(self, day: MarketDay, model: AdditiveModel, key: Hashable) -> _Answer:
        kept = self._days.pop(day.today, None)
        if kept is None or kept.day is not day or kept.model is not model:
            kept = _Day(day, model)
        self._days[day.today] = kept  # the one used last stands last
        while len(self._days) > DAYS_KEPT:
            self._days.popitem(last=False)
        answer = kept.answers.pop(key, None) or _Answer()
        kept.answers[key] = answer
        while len(kept.answers) > MOST_KEPT:
            kept.answers.popitem(last=False)
        return answer
