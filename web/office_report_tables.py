"""The office's report as tables: the page, its charts and both files show these same numbers."""

from collections.abc import Callable, Iterable
from math import ceil

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matcher.domain.outcomes import NextStep
from matcher.domain.shares import share_of
from matcher.workflows.national import Beside
from matcher.workflows.office_groups import Group
from matcher.workflows.report_office import OfficeReport
from web import office_report_texts as texts
from web import report_texts, words
from web.office_report_table import Bar, Cell, Line, Table

_OF_GROUPS = (
    _("Plasseringer avsluttet"),
    _("Fullført"),
    _("Møtte ikke opp"),
    _("Til jobb, også med lønnstilskudd"),
    _("Programmer avsluttet"),
    _("Til jobb etter programmet"),
    _("Til lønnstilskudd etter programmet"),
)


def tables(report: OfficeReport) -> tuple[Table, ...]:
    """Every table that has something to tell, in the order of the page."""
    # Months in which nothing ended tell nothing, not even of the months.
    months = report.by_month if report.ended or report.programmes_ended else ()
    every = (
        _programmes(report),
        _beside(report.beside),
        _endings(report),
        _next_steps(report),
        _by("months", gettext("Måned for måned"), gettext("Måned"), months, texts.month),
        _sectors(report),
        _reporting(report),
        _others(report),
        _by(
            "advisers",
            gettext("Jobbspesialister"),
            gettext("Jobbspesialist"),
            report.by_adviser,
            texts.name,
        ),
        _by("tracks", gettext("Spor"), gettext("Spor"), report.by_track, texts.track),
        _by("groups", gettext("Grupper"), gettext("Gruppe"), report.by_audit_group, texts.name),
    )
    return tuple(table for table in every if table.lines)


def _programmes(report: OfficeReport) -> Table:
    return Table(
        "programmes",
        gettext("Etter programmet"),
        gettext("Hvor gikk de?"),
        (
            gettext("Personer"),
            gettext("Prosent av kjente"),
            gettext("Usikkerhet, prosent"),
        ),
        _of_steps(report.programme_outcomes) if report.programmes_ended else (),
    )


def _next_steps(report: OfficeReport) -> Table:
    return Table(
        "next-steps",
        gettext("Neste steg etter plasseringen"),
        gettext("Neste steg"),
        (
            gettext("Plasseringer"),
            gettext("Prosent av kjente"),
            gettext("Usikkerhet, prosent"),
        ),
        _of_steps(report.next_steps) if report.ended else (),
    )


def _of_steps(counts: dict[NextStep, int]) -> tuple[Line, ...]:
    known = sum(count for step, count in counts.items() if step is not NextStep.UNKNOWN)
    return tuple(
        Line(gettext("Ikke rapportert, eller ukjent"), (count, "", ""))
        if step is NextStep.UNKNOWN
        else Line(
            words.word(words.NEXT_STEPS, step),
            (count, texts.percent(count, known), texts.between(share_of(count, known))),
            _bar(count, known),
        )
        for step, count in counts.items()
    )


def _beside(rows: Iterable[Beside]) -> Table:
    known = [row for row in rows if row.office.share is not None]
    top = scale_of(known)
    lines = (
        Line(
            str(texts.KINDS[row.kind]),
            (
                texts.percent(row.office.count, row.office.of),
                texts.between(row.office),
                row.national_percent,
            ),
            Bar(
                *(100 * 100 * (at or 0) / top for at in (row.office.share, row.office.low,
                                                         row.office.high)),
                100 * row.national_percent / top,
            ),
        )
        for row in known
    )  # fmt: skip
    return Table(
        "national",
        gettext("Ved siden av hele landet"),
        gettext("Etter programmet"),
        (
            gettext("Kontoret, prosent"),
            gettext("Usikkerhet, prosent"),
            gettext("Hele landet i 2011, prosent"),
        ),
        tuple(lines),
    )


def scale_of(rows: Iterable[Beside]) -> int:
    """The per cent at the right edge of the picture: all of it fits, and it is a round number."""
    most = max((max(100 * (r.office.high or 0), r.national_percent) for r in rows), default=100)
    return min(100, 10 * ceil(most / 10))


def _endings(report: OfficeReport) -> Table:
    known = report.ended - report.unreported
    counted = (
        (gettext("Fullført"), report.completed),
        (gettext("Avbrutt"), report.drop_outs),
        (gettext("Møtte ikke opp"), report.no_show),
    )
    lines = [
        Line(name, (count, texts.percent(count, known)), _bar(count, known))
        for name, count in counted
    ]
    lines.append(Line(gettext("Ikke rapportert"), (report.unreported, "")))
    return Table(
        "endings",
        gettext("Slik endte plasseringene"),
        gettext("Hvordan gikk det?"),
        (gettext("Plasseringer"), gettext("Prosent av kjente")),
        tuple(lines) if report.ended else (),
    )


def _sectors(report: OfficeReport) -> Table:
    lines = (
        Line(texts.sector(each.sector), (None, None, None))
        if each.ended is None or each.to_work is None
        else Line(
            texts.sector(each.sector),
            (each.ended, each.to_work, texts.percent(each.to_work, each.ended)),
            _bar(each.to_work, each.ended),
        )
        for each in report.hires
    )
    return Table(
        "sectors",
        gettext("Til jobb etter praksis"),
        gettext("Sektor"),
        (gettext("Plasseringer avsluttet"), gettext("Til jobb"), gettext("Prosent")),
        tuple(lines),
    )


def _reporting(report: OfficeReport) -> Table:
    lines = (
        Line(
            str(report_texts.REPORTERS[row.reporter]),
            (
                row.reported,
                texts.percent(row.reported, row.of),
                row.asked,
                row.answered,
                texts.percent(row.answered, row.asked),
            ),
            _bar(row.reported, row.of),
        )
        for row in report.reporting
    )
    return Table(
        "reporting",
        gettext("Svar og rapporter"),
        gettext("Hvem"),
        (
            gettext("Har rapportert"),
            gettext("Prosent av plasseringene"),
            gettext("Lenker sendt"),
            gettext("Besvart"),
            gettext("Prosent av lenkene"),
        ),
        tuple(lines) if report.ended else (),
    )


def _others(report: OfficeReport) -> Table:
    gaps, tastes = report.gaps, report.tastes
    per = tastes.per_placement
    figures: tuple[tuple[str, Cell], ...] = (
        (gettext("Uker i programmet, alle til sammen"), gaps.weeks),
        (gettext("Av dem uten innhold"), gaps.empty),
        (gettext("Deltakere med minst én uke uten innhold"), gaps.people),
        (gettext("Jobbsmaker som noen møtte til"), tastes.tastes),
        (gettext("Andre plasseringer som noen møtte til"), tastes.placements),
        (gettext("Jobbsmaker per annen plassering"), "" if per is None else round(per, 1)),
    )
    return Table(
        "others",
        gettext("Uker uten innhold, jobbsmaker"),
        gettext("Hva"),
        (gettext("Antall"),),
        tuple(Line(name, (value,)) for name, value in figures)
        if gaps.weeks or report.ended
        else (),
    )


def _by(
    key: str, title: str, first: str, groups: Iterable[Group], word: Callable[[str], str]
) -> Table:
    lines = (
        Line(
            word(each.group),
            (
                each.ended,
                each.completed,
                each.no_show,
                each.to_work,
                each.programmes_ended,
                each.programmes_to_job,
                each.programmes_to_subsidised_job,
            ),
        )
        for each in groups
    )
    return Table(key, title, first, tuple(map(str, _OF_GROUPS)), tuple(lines))


def _bar(count: int, of: int) -> Bar | None:
    return Bar(round(100 * count / of, 1)) if of else None
