"""Use case: a person removed everywhere (``erase``); first what that would be, then doing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import NotFound
from matcher.store.engine import reading, writing_alone
from matcher.store.erasing import Removed, count_rows, learned_from, remove_people
from matcher.store.readers import read_participant
from matcher.store.tables import participants
from matcher.store.wiping import wipe


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What an erasure would remove: rows by table, and the models that learned from the person."""

    rows: Mapping[str, int]
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed; ``lingers`` says why the store's own files may still hold bytes of it."""

    removed: Removed
    lingers: str | None


def preview_erasure(engine: sa.Engine, viewer: Viewer, participant_id: str) -> ErasurePreview:
    """What ``erase`` would remove; NotFound where there is no participant ``viewer`` may see."""
    with reading(engine) as connection:
        read_participant(connection, viewer, participant_id)
        people = [participant_id]
        return ErasurePreview(count_rows(connection, people), learned_from(connection, people))


def erase(engine: sa.Engine, viewer: Viewer, participant_id: str, *, now: datetime) -> Erased:
    """Remove the person from every table, in one transaction; then from the store's files.

    NotFound where there is no participant that ``viewer`` may see.
    """
    with writing_alone(engine) as connection:
        _require(connection, viewer, participant_id)
        removed = remove_people(connection, [participant_id], viewer, now)
    return Erased(removed, wipe(engine))


def _require(connection: sa.Connection, viewer: Viewer, participant_id: str) -> None:
    # Not by ``read_participant``, whose note would be kept when the person is gone, about nobody.
    office = connection.execute(
        sa.select(participants.c.office_id).where(participants.c.participant_id == participant_id)
    ).scalar()
    if office is None or not viewer.sees_office(office):
        raise NotFound(f'There is no participant "{participant_id}" at your office.')
