"""Use case: write everything of the file contract to a folder or an Excel file."""

from pathlib import Path

from sqlalchemy import Engine

from matcher.domain.access import OPERATOR
from matcher.exchange.tables import tables_of
from matcher.exchange.writing import write_folder
from matcher.exchange.xlsx_writing import write_xlsx
from matcher.store.engine import reading
from matcher.store.migrate import check_store
from matcher.store.readers import read_market
from matcher.store.trail import note_everybody


def export_files(engine: Engine, target: Path) -> dict[str, int]:
    """Write the store's files to ``target``: Excel where it ends in ``.xlsx``, else a folder.

    Answers the rows of each file. BadInput where ``target`` cannot be written, and the kinds of
    StoreProblem.
    """
    check_store(engine)
    with reading(engine) as connection:
        note_everybody(connection, OPERATOR, "export")
        market = read_market(connection)
    write = write_xlsx if target.suffix.lower() == ".xlsx" else write_folder
    return write(tables_of(market), target)
