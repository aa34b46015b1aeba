"""Who looks at P1, and what the audit log says of it, as the tests of the log ask."""

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import NotFound
from matcher.store.audit_chain import verify_chain
from matcher.store.engine import reading
from matcher.store.readers import read_participant
from matcher.store.trail import open_trail
from matcher.store.trust_tables import audit_log

KARI = Viewer("kari", Role.ADVISER, "N1")
NILS = Viewer("nils", Role.ADVISER, "N2")


def look(engine: sa.Engine, viewer: Viewer = KARI, page: str = "a page") -> None:
    try:
        with open_trail(page), reading(engine) as connection:
            read_participant(connection, viewer, "P1")
    except NotFound:
        pass


def look_five_times(engine: sa.Engine) -> None:
    """Nils and Kari in turn, each time from another page."""
    for number in range(5):
        look(engine, KARI if number % 2 else NILS, f"page {number}")


def rows(engine: sa.Engine) -> list[sa.RowMapping]:
    with engine.connect() as connection:
        found = connection.execute(sa.select(audit_log).order_by(audit_log.c.id)).mappings()
        return list(found)


def check(engine: sa.Engine, anchor: str | None = None):
    with reading(engine) as connection:
        return verify_chain(connection, anchor)


def told(engine: sa.Engine, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in rows(engine)]
