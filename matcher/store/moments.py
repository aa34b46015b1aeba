"""Moments as the store keeps them: in Coordinated Universal Time, without the zone's name."""

from datetime import UTC, datetime


def to_store(moment: datetime) -> datetime:
    """The moment as it is kept; one without a zone is taken to be in Coordinated Universal Time.

    >>> to_store(datetime(2026, 3, 31, 2, tzinfo=UTC))
    datetime.datetime(2026, 3, 31, 2, 0)
    """
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def from_store(moment: datetime) -> datetime:
    """The moment with its zone."""
    return moment.replace(tzinfo=UTC)
