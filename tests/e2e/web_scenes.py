"""Stores that browser tests begin with: the usual one with more in it, and a café that has room."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from matcher.domain.employers import Employer, Mentor, Opening, OpeningStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import open_store, writing
from matcher.store.writers import Account, add_account
from tests.e2e.conftest import add_rows

# With room for everybody.
CAFE = {
    "employers": [Employer("X1", "Prøvekafeen", capacity=9)],
    "mentors": [Mentor("X1", "X1", "Mona Mentor", capacity=9)],
    "openings": [
        Opening(
            "X1", "X1", "Kaféhjelp", "5131", tuple(Purpose), 9, ("X1",), status=OpeningStatus.OPEN
        )
    ],
}


def store_with(
    filled: Path, folder: Path, tables: Mapping[str, Sequence[object]], *accounts: Account
) -> Path:
    """A copy of a filled store in ``folder``, with more things and more people who sign in."""
    path = folder / "store.db"
    shutil.copyfile(filled, path)
    add_rows(path, tables)
    engine = open_store(f"sqlite:///{path}")
    with writing(engine) as connection:
        for account in accounts:
            add_account(connection, account)
    engine.dispose()
    return path
