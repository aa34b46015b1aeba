"""The office's report for its leader: a period is chosen, and shown, printed or taken along."""

from flask import Blueprint, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import BadInput, NotAllowed
from matcher.exchange.sheets import csv_file, excel_file
from matcher.workflows.report_desk import ReportDesk
from matcher.workflows.report_office import OfficeReport, sees_report
from web import office_report_texts
from web.asked_period import AskedPeriod, asked_period
from web.languages import language
from web.month_chart import month_bars
from web.office_report_table import long_sheet, sheets
from web.office_report_tables import scale_of, tables
from web.people import program, viewer
from web.today import today

page = Blueprint("office_report", __name__)

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@page.get("/report")
def show() -> ResponseReturnValue:
    """The report of the period in the address; the last twelve months without one."""
    _refuse_others()
    asked = asked_period(request.args, today())
    found = _found(asked) if asked.period else None
    labels = {"from": gettext("Første dag"), "to": gettext("Siste dag")}
    text = render_template(
        "office_report.html",
        asked=asked,
        report=found,
        tables={table.key: table for table in tables(found)} if found else {},
        months=month_bars(found.by_month) if found else (),
        texts=office_report_texts,
        labels=labels,
        scale_of=scale_of,
        summary=[(name, labels[name], wrong) for name, wrong in asked.errors.items()],
    )
    return make_response(text, 422 if asked.errors else 200)


@page.get("/report/report.csv")
def as_csv() -> ResponseReturnValue:
    """Every figure on a line of its own."""
    found = _of_address()
    sheet = long_sheet(_about(found), tables(found))
    return _file(found, csv_file(sheet, language()), CSV, "csv")


@page.get("/report/report.xlsx")
def as_excel() -> ResponseReturnValue:
    """A sheet for each table; nothing of it is kept on the server."""
    found = _of_address()
    return _file(found, excel_file(sheets(_about(found), tables(found))), EXCEL, "xlsx")


def _of_address() -> OfficeReport:
    _refuse_others()
    asked = asked_period(request.args, today())
    if asked.period is None:
        raise BadInput("The period of the report cannot be read.")
    return _found(asked)


def _found(asked: AskedPeriod) -> OfficeReport:
    assert asked.period is not None
    return _desk().report(viewer(), viewer().office_id or "", asked.period, today=today())


def _desk() -> ReportDesk:
    made: ReportDesk = current_app.extensions.setdefault(
        "report_desk", ReportDesk(program().engine)
    )
    return made


def _refuse_others() -> None:
    if not sees_report(viewer()):
        raise NotAllowed("The office's report is for its leader.")


def _about(found: OfficeReport) -> list[tuple[str, str]]:
    return [
        (gettext("Kontor"), found.office.name or found.office.office_id),
        (gettext("Første dag"), found.period.first.isoformat()),
        (gettext("Siste dag"), found.period.last.isoformat()),
        (gettext("Slik det var kjent"), found.today.isoformat()),
        (gettext("Hele landet i 2011"), str(office_report_texts.NATIONAL_NOTE)),
        (gettext("Skjult"), str(office_report_texts.HIDDEN_NOTE)),
    ]


def _file(found: OfficeReport, content: bytes, kind: str, ending: str) -> ResponseReturnValue:
    answer = make_response(content)
    name = f"report-{found.period.first}-{found.period.last}.{ending}"
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
