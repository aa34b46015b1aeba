"""A vacancy in the public feed: it tells who hires in an occupation, and is no opening of ours."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class VacancyLead:
    """What is kept of a vacancy; ``occupations`` are STYRK-08 codes, the surest first.

    ``occupation_via`` says whether the feed's categories or the title told them. ``until`` is the
    last day on which it stands, None where that is not said; ``changed_at`` is in UTC.
    """

    uuid: str
    title: str
    occupations: tuple[str, ...]
    occupation_via: str | None
    employer: str | None
    org_number: str | None
    postal_code: str | None
    place: str | None
    extent: str | None
    positions: int | None
    published: date | None
    until: date | None
    changed_at: datetime
    source_url: str
