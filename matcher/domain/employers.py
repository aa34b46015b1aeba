"""Offices, employers, their mentors and the openings they offer.

In a requirement list (an opening's credentials, demands and schedule) ``()`` means no requirement.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.cefr import Level
from matcher.domain.participants import PartOfWeek
from matcher.domain.purposes import Purpose


class Sector(StrEnum):
    """Who owns the workplace."""

    PRIVATE = "private"
    PUBLIC = "public"
    NONPROFIT = "nonprofit"


class LanguageUse(StrEnum):
    """How much Norwegian is really used in the working day."""

    NONE = "none"
    SOME = "some"
    CONSTANT = "constant"


class OpeningStatus(StrEnum):
    """Whether an opening takes people now."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Office:
    """A NAV office."""

    office_id: str
    name: str | None = None
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer; ``capacity`` is concurrent placements in all of its openings together."""

    employer_id: str
    name: str | None = None
    org_number: str | None = None
    sector: Sector | None = None
    industry: str | None = None
    capacity: int | None = None
    paused_until: date | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Mentor:
    """A person at the workplace who follows up; ``capacity`` is concurrent placements."""

    mentor_id: str
    employer_id: str
    name: str | None = None
    capacity: int | None = None
    languages: tuple[str, ...] | None = None
    available_from: date | None = None
    available_to: date | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """An offer of placements: ``slots`` concurrent ones, each with one of its ``mentors``."""

    opening_id: str
    employer_id: str
    title: str | None = None
    occupation: str | None = None
    purposes: tuple[Purpose, ...] | None = None
    slots: int | None = None
    mentors: tuple[str, ...] | None = None
    postal_code: str | None = None
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    starts: date | None = None
    ends: date | None = None
    hours_per_week: float | None = None
    schedule: tuple[PartOfWeek, ...] = ()
    needs_spoken: Level | None = None
    needs_written: Level | None = None
    language_use: LanguageUse | None = None
    credentials: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    tasks: str | None = None
    status: OpeningStatus | None = None
