"""Use case: the participant says how a taste went, on the adviser's screen; the taste ends."""

from dataclasses import asdict, astuple, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, NotFound
from matcher.domain.life import Step
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import OPEN_STATUSES, Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import writing
from matcher.store.readers import read_kept_placement, read_placements_of
from matcher.store.writers import keep_report, take_step


@dataclass(frozen=True, slots=True)
class TasteAnswers:
    """What the participant says; None where the question was passed over."""

    fit_tasks: int | None = None
    fit_people: int | None = None
    fit_pace: int | None = None
    fit_language: int | None = None
    would_continue: bool | None = None

    @property
    def nothing(self) -> bool:
        """Whether every question was passed over."""
        return all(answer is None for answer in astuple(self))


def record_taste(
    engine: Engine,
    viewer: Viewer,
    participant_id: str,
    placement_id: str,
    answers: TasteAnswers,
    *,
    now: datetime,
    today: date,
) -> None:
    """End the taste if it still goes on, and keep the answers as the participant's report.

    Whoever answers anything was there. NotFound where there is no such taste of a participant
    that ``viewer`` may see; Conflict where it has not begun or was called off.
    """
    with writing(engine) as connection:
        placements = read_placements_of(connection, viewer, participant_id)
        taste = _find_taste(placements, placement_id)
        _refuse_not_begun(taste, today)
        if taste.status in OPEN_STATUSES:
            _end(connection, viewer, taste, now, today)
        if not answers.nothing:
            said = Outcome(
                placement_id, Reporter.PARTICIPANT, today, showed_up=True, **asdict(answers)
            )
            keep_report(connection, said, given_by=viewer.name, given_at=now)


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
