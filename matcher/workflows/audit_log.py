"""Use cases about the audit log: who has looked at a participant, and whether the log is whole."""

from dataclasses import dataclass

from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.participants import Participant
from matcher.store.audit import Look, read_looks
from matcher.store.audit_chain import ChainCheck, verify_chain
from matcher.store.engine import reading
from matcher.store.readers import read_participant

# So many looks stand on a page.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Looks:
    """Who has looked, the latest first; ``older`` asks for what came before, where there is more.

    A change is there once more as a look where its form was read on the way.
    """

    participant: Participant
    looks: tuple[Look, ...]
    older: int | None


def who_has_looked(
    engine: Engine,
    viewer: Viewer,
    participant_id: str,
    *,
    limit: int = SHOWN,
    before: int | None = None,
) -> Looks:
    """Who saw or changed the participant, or was refused; NotFound as ``read_participant``."""
    with reading(engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
        found = read_looks(connection, participant_id, limit + 1, before=before)
    shown = found[:limit]
    return Looks(
        participant=participant,
        looks=tuple(look for _, look in shown),
        older=shown[-1][0] if len(found) > limit else None,
    )


def verify_log(engine: Engine, anchor: str | None = None) -> ChainCheck:
    """Whether every row follows the one before; BadInput where ``anchor`` is none."""
    with reading(engine) as connection:
        return verify_chain(connection, anchor)
