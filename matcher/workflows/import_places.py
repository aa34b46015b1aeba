"""Use case: a postal code register is added to the store (``places import``)."""

from pathlib import Path

from sqlalchemy import Engine

from matcher.domain.errors import BadInput
from matcher.places.register import parse_register
from matcher.store.engine import writing
from matcher.store.writers import upsert_postal_codes

# The Norwegian register has some 5 000 lines; ten times as large is another file.
LARGEST_BYTES = 20_000_000


def import_places(engine: Engine, file: Path) -> int:
    """Add or replace the postal codes in ``file``; how many it has. All or nothing.

    BadInput where the file cannot be read, ImportRefused with every bad line.
    """
    codes = parse_register(read_text(file).splitlines(), file.name)
    with writing(engine) as connection:
        return upsert_postal_codes(connection, codes)


def read_text(file: Path) -> str:
    """The UTF-8 text of a register's file; BadInput that says what to do."""
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise BadInput(
                f"{file} is larger than {LARGEST_BYTES // 1_000_000} MB; no register is."
            )
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8 text; save it as UTF-8 and try again.") from None
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from None
