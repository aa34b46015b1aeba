"""Participants, their wishes and experiences.

In a list field ``None`` means unknown and ``()`` means known to have none (design.md section 4).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.cefr import Level
from matcher.domain.outcomes import NextStep
from matcher.domain.purposes import Track


class Transport(StrEnum):
    """How a participant gets to work."""

    CAR = "car"
    PUBLIC = "public"
    BIKE = "bike"
    WALK = "walk"


class Education(StrEnum):
    """The highest education that was completed."""

    NONE = "none"
    PRIMARY = "primary"
    UPPER_SECONDARY = "upper_secondary"
    VOCATIONAL = "vocational"
    HIGHER = "higher"


class PartOfWeek(StrEnum):
    """A part of the week that a person can work in, or that an opening needs."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"
    WEEKEND = "weekend"


class Origin(StrEnum):
    """Whose idea a wish was; a borrowed wish (friends, family) is weaker evidence."""

    OWN = "own"
    FRIENDS = "friends"
    FAMILY = "family"
    ADVISER = "adviser"
    UNKNOWN = "unknown"


class ExperienceKind(StrEnum):
    """Where an experience was made."""

    JOB = "job"
    PRACTICE = "practice"
    VOLUNTARY = "voluntary"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in the programme, of one office; all but the first two fields may be unknown."""

    participant_id: str
    office_id: str
    adviser: str | None = None
    postal_code: str | None = None
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    transport: Transport | None = None
    max_travel_minutes: int | None = None
    norwegian_spoken: Level | None = None
    norwegian_written: Level | None = None
    languages: tuple[str, ...] | None = None
    education: Education | None = None
    credentials: tuple[str, ...] | None = None
    functional_limits: tuple[str, ...] | None = None
    max_hours_per_week: float | None = None
    available: tuple[PartOfWeek, ...] | None = None
    track: Track | None = None
    programme_start: date | None = None
    programme_end: date | None = None
    audit_group: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    programme_outcome: NextStep | None = None


def in_programme(participant: Participant, today: date) -> bool:
    """Whether the programme has begun and not ended; an unknown date does not exclude.

    >>> in_programme(Participant("P1", "N1", programme_end=date(2026, 1, 1)), date(2026, 1, 2))
    False
    """
    begins, ends = participant.programme_start, participant.programme_end
    if ends is None and participant.programme_outcome is not None:
        return False
    return (begins is None or begins <= today) and (ends is None or today <= ends)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish for work: free text, its rank (1 is the first wish) and whose idea it was."""

    participant_id: str
    text: str
    rank: int
    origin: Origin = Origin.UNKNOWN
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """Work that a participant has done; ``ended`` is None where it is unknown or still going on."""

    participant_id: str
    text: str
    occupation: str | None = None
    months: float | None = None
    ended: date | None = None
    kind: ExperienceKind | None = None
    liked: bool | None = None
