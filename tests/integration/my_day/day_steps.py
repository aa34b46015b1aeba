"""The people of a day, and the lines that wait for them or are off the list."""

from datetime import date, timedelta

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.workflows.my_day import my_day

KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
LIV = Viewer("liv", Role.LEADER, "N1")
TODAY = date(2026, 3, 9)
DAY = timedelta(days=1)
PEOPLE = (
    Participant("P1", "N1", "kari", programme_start=date(2026, 1, 5), name="Amina Testesen"),
    Participant("P:3", "N1", "per", programme_start=date(2026, 3, 2), name="مريم " + "Å" * 195),
    Participant("P2", "N2", "nils", programme_start=date(2026, 1, 5)),
)
WORKS = Placement(
    "L1", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.RUNNING, "M1",
    date(2026, 2, 2), date(2026, 3, 20),
)  # fmt: skip
TALK, ENDING = "follow_up:L1:2026-02-02", "ending:L1:2026-03-20"
EMPTY = "empty:P:3:2026-03-02"


def keys(
    engine: sa.Engine, viewer: Viewer = KARI, today: date = TODAY, mine: bool = True
) -> list[str]:
    """The lines that wait, in order."""
    return [line.key for line in my_day(engine, viewer, today=today, mine=mine).lines]


def off(engine: sa.Engine, today: date = TODAY) -> list[str]:
    """What Kari took off her list."""
    return [line.key for line, _ in my_day(engine, KARI, today=today, mine=True).off]
