"""Whose pages somebody asks for: an employer that the viewer may see, by its name."""

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import NotFound
from matcher.store.engine import reading
from matcher.store.tables import employers


def employer_name(engine: sa.Engine, viewer: Viewer, employer_id: str) -> str | None:
    """What an employer is called; None where it has no name or is not the viewer's to see."""
    with reading(engine) as connection:
        try:
            return seen_employer(connection, viewer, employer_id)
        except NotFound:
            return None


def seen_employer(connection: sa.Connection, viewer: Viewer, employer_id: str) -> str | None:
    """The name, or None where there is none; NotFound for one that the viewer may not see."""
    asked = sa.select(employers.c.name).where(employers.c.employer_id == employer_id)
    row = connection.execute(asked).one_or_none()
    if row is None or not viewer.sees_employer(employer_id):
        raise NotFound(f'There is no employer "{employer_id}".')
    name: str | None = row.name
    return name
