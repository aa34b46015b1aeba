"""A night that measured audit groups, as the pages find it."""

from datetime import datetime
from typing import Any

import numpy as np
import sqlalchemy as sa

from matcher.learning.fairness import FIGURES, Sums, break_down, clearly_worse, document
from matcher.store.engine import writing
from matcher.store.findings import add_finding
from matcher.store.nights import claim_night, finish_night
from tests.integration.learned_models import example_report


def measured(today: str) -> dict[str, Any]:
    """Nobody of Gruppe B is placed; three people of Gruppe C are hidden, and Gruppe D with them."""
    group = np.repeat(["Gruppe A", "Gruppe B", "Gruppe C", "Gruppe D"], [60, 40, 3, 9])
    above = np.where(group == "Gruppe B", 0.0, 1.0) * (np.arange(len(group)) % 5 != 0)
    found = break_down(Sums(FIGURES["placement_rate"], group, above, np.ones(len(group))), seed=1)
    nothing = {"value": None, "low": None, "high": None}
    return {
        "as_of": today, "office_id": None, "model_version": "day-one", "thresholds": {},
        "figures": document([found], clearly_worse([found])), "between_groups": {},
        "proxies": [
            {"group": "Gruppe A", "people": 60, "auc": {"value": 0.61, "low": 0.52, "high": 0.7},
             "strongest": ["travel_minutes"]},
            {"group": "Gruppe C", "people": None, "auc": nothing, "strongest": None},
        ],
        "under_parity": {
            "placements": [{"group": "Gruppe B", "placed_more": 17}],
            "forecasts": [{"group": "Gruppe B", "threshold_shift": None,
                           "forecasts_changed": None}],
        },
    }  # fmt: skip


def keep_fair_night(engine: sa.Engine, at: datetime) -> None:
    """A night that was held by the finding that it opened."""
    day = at.date()
    number = claim_night(engine, day, "elsewhere:1", at)
    report = example_report(day, promoted=False) | {"fairness": measured(day.isoformat())}
    with writing(engine) as connection:
        add_finding(connection, "Gruppe B", "placement_rate", "It is 0.000 for Gruppe B.", day)
        finish_night(connection, number, "kept", now=at, rows=412, new_rows=7, report=report)
