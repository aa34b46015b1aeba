"""The portfolio: everybody in one table that is sorted, filtered, and taken along as Excel."""

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.exchange.sheets import excel_file
from matcher.workflows.portfolio import Portfolio, portfolio
from matcher.workflows.portfolio_line import Line, Stand
from matcher.workflows.portfolio_view import Column, wanted_lines
from web import portfolio_texts
from web.asked_portfolio import Asked, asked_portfolio
from web.paging import page_of
from web.people import program, viewer
from web.today import today

page = Blueprint("portfolio", __name__)

# A line of a table is a third of a card.
LINES = 100
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page.get("/portfolio")
def show() -> ResponseReturnValue:
    """One page of the table that the address asks for."""
    asked = asked_portfolio(request.args)
    found, lines = _found(asked)
    return render_template(
        "portfolio.html",
        found=found,
        asked=asked,
        page=page_of(lines, asked.page, LINES),
        to_page=lambda number: url_for("portfolio.show", **asked.address(page=number)),
        columns=[c for c in asked.columns if c is not Column.ADVISER or not found.mine],
        choices=portfolio_texts.choices(found.advisers),
        texts=portfolio_texts,
        labels={column: str(text) for column, text in portfolio_texts.COLUMNS.items()},
        stands={stand: str(text) for stand, text in portfolio_texts.STANDS.items()},
        Column=Column,
        Stand=Stand,
    )


def _found(asked: Asked) -> tuple[Portfolio, tuple[Line, ...]]:
    """What was read, and those of its lines that the address asks for."""
    away = asked.wanted.stand is Stand.AWAY
    found = portfolio(program().engine, viewer(), today=today(), mine=asked.mine, away=away)
    return found, wanted_lines(found.lines, asked.wanted, today())


@page.get("/portfolio/portfolio.xlsx")
def as_excel() -> ResponseReturnValue:
    """Every line that the address asks for, on all pages; nothing is kept on the server."""
    asked = asked_portfolio(request.args)
    found, lines = _found(asked)
    title = gettext("Deltakere %(day)s", day=today().isoformat())
    sheet = portfolio_texts.sheet(lines, asked.columns, title, with_adviser=not found.mine)
    answer = make_response(excel_file([sheet]))
    answer.headers["Content-Type"] = EXCEL
    name = f"portfolio-{today().isoformat()}.xlsx"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
