"""The names of the hard rules and what a rule can answer."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Rule(StrEnum):
    """A hard rule, by its name in the command contract."""

    OPEN = "open"
    PURPOSE = "purpose"
    CAPACITY = "capacity"
    LANGUAGE_SPOKEN = "language_spoken"
    LANGUAGE_WRITTEN = "language_written"
    CREDENTIALS = "credentials"
    LIMITS = "limits"
    HOURS = "hours"
    SCHEDULE = "schedule"
    TRAVEL = "travel"
    PROGRAMME = "programme"
    REPEAT = "repeat"
    FORBIDDEN = "forbidden"


class State(IntEnum):
    """An answer; ordered so that "all of these" is the minimum and "any of these" the maximum."""

    NOT_MET = 0
    UNKNOWN = 1
    MET = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says of a pair; ``unknown_fields`` are the columns somebody could fill in.

    ``said`` holds the values that the sentence names, ``because`` which sentence it is.
    """

    rule: Rule
    state: State
    because: str = ""
    unknown_fields: tuple[str, ...] = ()
    said: dict[str, object] = field(default_factory=dict)
