"""Use case: the participant says how a taste went, on the adviser's screen; the taste ends."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, NotFound
from matcher.domain.life import Step
from matcher.domain.outcomes import Reporter
from matcher.domain.placements import OPEN_STATUSES, Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import writing
from matcher.store.readers import read_kept_placement, read_placements_of
from matcher.store.writers import take_step
from matcher.workflows.report_answers import keep_answers
from matcher.workflows.report_questions import ASKED, kept_answers


def record_taste(
    engine: Engine,
    viewer: Viewer,
    participant_id: str,
    placement_id: str,
    typed: Mapping[str, str],
    *,
    now: datetime,
    today: date,
) -> bool:
    """End the taste if it still goes on, and keep the participant's report; False without answers.

    ``typed`` are the answers of the participant's form. NotFound where there is no such taste of
    a participant that ``viewer`` may see; Conflict where it has not begun or was called off.
    """
    with writing(engine) as connection:
        placements = read_placements_of(connection, viewer, participant_id)
        taste = _find_taste(placements, placement_id)
        _refuse_not_begun(taste, today)
        if taste.status in OPEN_STATUSES:
            _end(connection, viewer, taste, now, today)
        if not kept_answers(ASKED[Reporter.PARTICIPANT], typed):
            return False
        keep_answers(
            connection, taste, Reporter.PARTICIPANT, typed,
            given_by=viewer.name, now=now, today=today,
        )  # fmt: skip
        return True


def _find_taste(placements: tuple[Placement, ...], placement_id: str) -> Placement:
    for placement in placements:
        if placement.placement_id == placement_id and placement.purpose is Purpose.TASTE:
            return placement
    raise NotFound(f'There is no taste "{placement_id}" of this participant.')


def _refuse_not_begun(taste: Placement, today: date) -> None:
    if taste.status is PlacementStatus.CANCELLED:
        raise Conflict("This taste was called off; load the page again.")
    if taste.starts is not None and taste.starts > today:
        raise Conflict("This taste has not begun yet; it can be told about once it has.")


def _end(
    connection: Connection,
    viewer: Viewer,
    taste: Placement,
    now: datetime,
    today: date,
) -> None:
    """End the taste; one that nobody said had begun, began when it was to."""
    version = read_kept_placement(connection, viewer, taste.placement_id).version
    if taste.status is not PlacementStatus.RUNNING:
        take_step(
            connection, viewer, taste.placement_id, Step.START,
            version=version, now=now, today=today,
        )  # fmt: skip
        version += 1
    take_step(
        connection, viewer, taste.placement_id, Step.END,
        version=version, day=_last_day(taste, today), now=now, today=today,
    )  # fmt: skip


def _last_day(taste: Placement, today: date) -> date:
    """The planned end where it has passed, else today: an early end is an end."""
    return today if taste.planned_end is None else min(taste.planned_end, today)
