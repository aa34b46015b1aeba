"""Brings a store to this version of the program, and checks that it is there.

Alembic is loaded only to change a store: checking is part of every command's start.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from matcher.domain.errors import StoreMissing, StoreProblem, StoreTooNew
from matcher.store.engine import migrating, reading
from matcher.store.failures import RUN_INIT, shown_url

if TYPE_CHECKING:
    from alembic.config import Config

# Every version of the store that this program knows, oldest first; a test compares the folder.
REVISIONS = tuple(f"{number:04}" for number in range(1, 12))


def prepare_store(engine: sa.Engine) -> None:
    """Make the store where there is none, and bring it to this version; safe to repeat.

    StoreTooNew where it was made by a newer program; StoreProblem where it cannot be written.
    """
    if engine.dialect.name == "sqlite":
        _make_file(Path(str(engine.url.database)))
    with migrating(engine) as connection:
        _refuse_newer(_revision(connection), engine.url)
        change_store(connection, "head")


def change_store(connection: sa.Connection, revision: str) -> None:
    """Run the migrations up to ``revision`` within the transaction of ``connection``."""
    from alembic import command

    command.upgrade(alembic_config(connection), revision)


def clear_store(connection: sa.Connection) -> None:
    """Take down everything that the migrations made, within the transaction of ``connection``."""
    from alembic import command

    command.downgrade(alembic_config(connection), "base")


def alembic_config(connection: sa.Connection) -> "Config":
    """What Alembic needs to know, without a configuration file."""
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def check_store(engine: sa.Engine) -> None:
    """Nothing where the store is of this version.

    StoreMissing where it was never set up, StoreTooNew where a newer program made it,
    StoreProblem where it is older or cannot be reached.
    """
    revision, store = known_revision(engine), shown_url(engine.url)
    if revision != REVISIONS[-1]:
        raise StoreProblem(
            f"The store {store} was made by an older version of the program;"
            " run `jobbsmak init` to bring it up to date (nothing is lost)."
        )


def known_revision(engine: sa.Engine) -> str:
    """The store's version, of this program or an older one.

    StoreMissing where it was never set up, StoreTooNew where a newer program made it.
    """
    with reading(engine) as connection:
        revision = _revision(connection)
    if revision is None:
        raise StoreMissing(f"The store {shown_url(engine.url)} was never set up. {RUN_INIT}")
    _refuse_newer(revision, engine.url)
    return revision


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_newer(revision: str | None, url: sa.URL) -> None:
    if revision is not None and revision not in REVISIONS:
        raise StoreTooNew(
            f"The store {shown_url(url)} was made by a newer version of the program;"
            " install that version, or restore a backup from before it."
        )


def _make_file(path: Path) -> None:
    # It will hold people's data: the folder's owner reads it and nobody else.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as problem:
        raise StoreProblem(
            f"The store {path} cannot be made: {problem.strerror}."
            " Check the path and the permissions of its folder."
        ) from problem
