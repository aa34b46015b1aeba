"""Use case: the talks about one placement, when the next one is due, and what comes afterwards."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.day import Rung
from matcher.domain.follow_ups import MOST_DAYS, USUAL, FollowUp, Rhythm, Slot, What
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.rungs import NextRung, proposed_rung
from matcher.store.engine import reading
from matcher.store.follow_ups import read_rhythms
from matcher.store.readers import read_kept_placement, read_participant
from matcher.workflows.follow_up_due import Followed, FollowUpDue, gather


@dataclass(frozen=True, slots=True)
class FollowUps:
    """What a placement's page tells: ``done`` the latest first, ``coming`` the next planned talk.

    ``rung`` is what was agreed, ``proposes`` what to speak of where nothing is agreed yet and it
    goes well (from ``rung_day``). ``may_note``: there is something to follow up.
    """

    placement: Placement
    participant: Participant
    rhythm: Rhythm
    done: tuple[FollowUp, ...]
    due: FollowUpDue | None
    coming: Slot | None
    rung: NextRung | None
    proposes: Rung | None
    rung_day: date | None
    may_note: bool


def follow_ups_of(
    engine: sa.Engine, viewer: Viewer, placement_id: str, *, today: date
) -> FollowUps:
    """One placement's talks; NotFound where there is none that ``viewer`` may see."""
    with reading(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        person = read_participant(connection, viewer, placement.participant_id)
        (followed,) = gather(connection, [placement], {person.participant_id: person})
    due = [each for each in followed.due(today) if each.what is not What.NEXT_RUNG]
    day = followed.rung_day(today)
    speaks = followed.rung is None and day is not None and day <= today
    return FollowUps(
        placement=placement,
        participant=person,
        rhythm=followed.rhythm,
        done=tuple(reversed(followed.done)),
        due=due[0] if due else None,
        coming=_coming(followed, today),
        rung=followed.rung,
        proposes=proposed_rung(placement.purpose, followed.reports, today) if speaks else None,
        rung_day=day,
        may_note=placement.status not in (PlacementStatus.CANCELLED, PlacementStatus.PROPOSED),
    )


def rhythm_of(engine: sa.Engine, viewer: Viewer, participant_id: str) -> tuple[Participant, Rhythm]:
    """A participant and their rhythm; NotFound where there is none that ``viewer`` may see."""
    with reading(engine) as connection:
        person = read_participant(connection, viewer, participant_id)
        found = read_rhythms(connection, [participant_id])
    return person, found.get(participant_id, USUAL)


def _coming(followed: Followed, today: date) -> Slot | None:
    ahead = followed.open(today + timedelta(days=MOST_DAYS), today)
    return next((slot for slot in ahead if slot.day > today), None)
