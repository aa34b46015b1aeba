"""The edge where the clock is read, and nowhere else in the pages."""

from datetime import UTC, date, datetime

from flask import current_app


def today() -> date:
    """The day on which the pages are read: the setting TODAY where there is one."""
    frozen: date | None = current_app.config["TODAY"]
    return frozen or date.today()


def moment() -> datetime:
    """This moment, in Coordinated Universal Time, for what is kept with the time it was done."""
    return datetime.now(UTC)
