"""One placement that is followed up: what is due, a talk that is noted, and what is refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import FormRefused
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import reading, writing
from matcher.store.writers import upsert_rows
from matcher.workflows.follow_up_due import FollowUpDue, follow_ups_due
from matcher.workflows.follow_up_record import record_follow_up

KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
STARTS, ENDS = date(2026, 1, 5), date(2026, 3, 27)
TODAY = date(2026, 1, 21)
DAY = timedelta(days=1)
PLACED = Placement(
    "L7", "P2", "O1", Purpose.EXPERIENCE, PlacementStatus.RUNNING, "M2", STARTS, ENDS
)


def due(
    engine: sa.Engine, today: date = TODAY, viewer: Viewer = KARI, mine: bool = True
) -> tuple[FollowUpDue, ...]:
    with reading(engine) as connection:
        return follow_ups_due(connection, viewer, today=today, mine=mine)


def told(engine: sa.Engine, today: date = TODAY, **more: Any) -> list[tuple[Any, ...]]:
    """What is due, in short."""
    return [(d.placement.placement_id, d.due_on, d.what) for d in due(engine, today, **more)]


def talk(
    engine: sa.Engine, day: date = TODAY, viewer: Viewer = KARI, today: date = TODAY, **more: str
) -> bool:
    """Note a talk of a day; ``more`` as it is typed."""
    typed = {"done_on": day.isoformat(), **more}
    return record_follow_up(engine, viewer, "L7", typed, today=today)


def change(engine: sa.Engine, **facts: Any) -> None:
    """The placement is another than it was."""
    with writing(engine) as connection:
        upsert_rows(connection, "placements", [replace(PLACED, **facts)])


def wrong(call: Callable[..., object], *args: Any, **more: Any) -> Mapping[str, object]:
    """Why a call refuses what is typed, by field."""
    with pytest.raises(FormRefused) as refused:
        call(*args, **more)
    return refused.value.by_field


def typed_rhythm(early_weeks: object, early_days: object, later_days: object) -> dict[str, str]:
    return {
        "early_weeks": str(early_weeks),
        "early_days": str(early_days),
        "later_days": str(later_days),
    }
