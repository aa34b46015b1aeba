"""Use case: an employer closes an opening; with requests out, it is asked once more before.

Requests that wait are taken back politely and proposals called off. Who is there, or has agreed to
come, stays.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Opening, OpeningStatus
from matcher.domain.errors import Conflict
from matcher.domain.placements import PlacementStatus
from matcher.domain.requests import Closing, RequestStatus
from matcher.store.employer_tables import requests
from matcher.store.engine import writing
from matcher.store.posted_openings import read_open_placements, read_own_opening
from matcher.store.posting import set_status
from matcher.store.requests import read_requests
from matcher.workflows.workplace.closing import cancel_proposed, withdraw_requests_of_opening
from matcher.workflows.workplace.opening_rules import busiest


@dataclass(frozen=True, slots=True)
class Waiting:
    """What closing an opening touches: requests without an answer; and how many people stay."""

    opening: Opening
    requests: int
    staying: int


class ClosingAsks(Conflict):
    """The opening has requests that wait; it is closed once so many are confirmed."""

    def __init__(self, waiting: Waiting) -> None:
        self.waiting = waiting
        super().__init__(
            f"{waiting.requests} requests wait for an answer here; confirm that they are withdrawn."
        )


def close_opening(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    opening_id: str,
    *,
    confirmed: int = 0,
    today: date,
    now: datetime,
) -> Waiting:
    """Close the opening for good, and answer what that touched.

    ClosingAsks, and nothing is changed, where more requests wait than were ``confirmed``;
    NotFound for another's opening.
    """
    with writing(engine) as connection:
        opening = read_own_opening(connection, viewer, employer_id, opening_id)
        placements = read_open_placements(connection, employer_id)
        own = [p for p in placements if p.opening_id == opening_id]
        ids = [p.placement_id for p in own]
        waiting = Waiting(opening, _count_sent(connection, ids), busiest(own, today))
        if waiting.requests > confirmed:
            raise ClosingAsks(waiting)
        set_status(connection, opening_id, OpeningStatus.CLOSED)
        by = viewer.name
        withdraw_requests_of_opening(connection, opening_id, done_by=by, now=now, today=today)
        for proposed in (p for p in own if p.status is PlacementStatus.PROPOSED):
            cancel_proposed(
                connection, proposed.placement_id, Closing.OPENING_CLOSED,
                done_by=by, now=now, today=today,
            )  # fmt: skip
    return waiting


def _count_sent(connection: sa.Connection, placement_ids: list[str]) -> int:
    sent = requests.c.status == RequestStatus.SENT.value
    return len(read_requests(connection, requests.c.placement_id.in_(placement_ids), sent))
