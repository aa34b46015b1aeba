"""Files that leave by the pages: a name that a spreadsheet would take for a formula is a name."""

import io
from collections.abc import Callable

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.domain.participants import Participant
from matcher.store import tables as t
from matcher.store.engine import writing
from matcher.store.writers import upsert_rows
from tests.integration.under_way import set_out
from tests.integration.web_start import TODAY, signed_in

TRAP = '=HYPERLINK("http://x";"y")'


@pytest.fixture
def app(store: sa.Engine, serve: Callable[..., Flask]) -> Flask:
    """Everything that anybody may name is a trap."""
    set_out(store)
    with writing(store) as connection:
        upsert_rows(connection, "participants", [Participant("P9", "N1")])  # without a place
        for table in (t.participants, t.offices, t.employers, t.mentors):
            connection.execute(table.update().values(name=TRAP))
        connection.execute(t.openings.update().values(title=TRAP))
        connection.execute(t.participants.update().values(audit_group=TRAP))
        connection.execute(t.wishes.update().values(text=TRAP))
    return serve(store, TODAY=TODAY)


@pytest.mark.parametrize(
    "path", ["/plan/plan.xlsx", "/portfolio/portfolio.xlsx", "/report/report.xlsx"]
)
def test_a_workbook_holds_no_formula(path, app):
    answer = signed_in(app, "liv").get(path)
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    trapped = [cell for cell in cells if cell.value == TRAP]
    assert trapped and all(cell.quotePrefix for cell in trapped)


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_reports_csv_holds_no_formula(lang, app):
    client = signed_in(app, "liv")
    with client.session_transaction() as session:
        session["lang"] = lang
    text = client.get("/report/report.csv").get_data().decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert not [cell for cell in text.replace(";", ",").split(",") if cell.lstrip('" ')[:1] == "="]
