"""The doors by name, and the small town behind them, for the tests and for `make fuzz`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

from matcher.domain.employers import Employer, Mentor, Office, Opening, OpeningStatus
from matcher.domain.market import Market
from matcher.domain.participants import Origin, Participant, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from tests.integration.bad_api import api
from tests.integration.bad_commands import commands
from tests.integration.bad_files import files
from tests.integration.bad_inputs import Door
from tests.integration.bad_pages import pages

DOORS: dict[str, Callable[[Path, Path, Any], AbstractContextManager[Door]]] = {
    "pages and forms": pages,
    "files": files,
    "commands": commands,
    "api": api,
}


def small_town() -> Market:
    """Two people, one of them at work, and two openings."""
    return Market(
        offices=(Office("N1", "Testvik"), Office("N2", "Prøvedal")),
        participants=(Participant("P1", "N1", adviser="adviser"), Participant("P2", "N2")),
        wishes=(Wish("P1", "stå i kassa", 1, Origin.OWN),),
        employers=(Employer("E1", "Prøvebutikken", capacity=2),),
        mentors=(Mentor("M1", "E1", capacity=1), Mentor("M2", "E1", capacity=1)),
        openings=(
            Opening("O1", "E1", "Butikk", "5223", tuple(Purpose), 2, ("M2", "M1"),
                    status=OpeningStatus.OPEN),
            Opening("O2", "E1", "Lager"),
        ),
        placements=(
            Placement("PL1", "P1", "O1", Purpose.TASTE, PlacementStatus.RUNNING, "M1",
                      date(2025, 8, 25), date(2025, 9, 5)),
        ),
    )  # fmt: skip
