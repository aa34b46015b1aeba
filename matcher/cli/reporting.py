"""The command ``report``: what became of an office's placements and programmes in a period."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import click

from matcher.cli.options import Id, IsoDate, as_json_text, json_option, today_option
from matcher.cli.store import opened_store
from matcher.domain.access import OPERATOR

if TYPE_CHECKING:
    from matcher.domain.shares import Share
    from matcher.workflows.office_groups import Group
    from matcher.workflows.report_office import OfficeReport


@click.command("report")
@click.argument("office", type=Id())
@click.option("--from", "first", type=IsoDate(), required=True, help="The first day that counts.")
@click.option("--to", "last", type=IsoDate(), required=True, help="The last day that counts.")
@today_option
@json_option
def report_command(office: str, first: date, last: date, today: date, as_json: bool) -> None:
    """Count what became of OFFICE's placements and programmes that ended in a period.

    Only what was reported by --today is known. A placement's next step is the one that the adviser
    reported last. Groups of fewer than five people are hidden (null), and others where the totals
    would tell of them.

    \b
    Example:
      jobbsmak report N1 --from 2026-01-01 --to 2026-03-31
      jobbsmak report N1 --from 2026-01-01 --to 2026-03-31 --json
    """
    from matcher.workflows.office_period import Period
    from matcher.workflows.report_office import office_report, report_document

    period = Period(first, last)
    with opened_store() as engine:
        found = office_report(engine, OPERATOR, office, period, today=today)
    click.echo(as_json_text(report_document(found)) if as_json else _text(found))


def _text(found: "OfficeReport") -> str:
    lines = [
        f"{found.office.office_id}, {found.period.first} to {found.period.last},"
        f" as known on {found.today}",
        f"Placements that ended: {found.ended}; completed {found.completed},"
        f" no-show {found.no_show}, broken off {found.drop_outs}, not reported {found.unreported}",
        f"  next step: {_counts(found.next_steps.items())}",
        f"Programmes that ended: {found.programmes_ended}",
        f"  outcome: {_counts(found.programme_outcomes.items())}",
        "Of known outcomes, beside the whole country in 2011 (compare with care):",
    ]
    lines += [
        f"  {row.kind.replace('_', ' ')}: {_share(row.office)}; country {row.national_percent} %"
        for row in found.beside
    ]
    lines.append(
        f"Weeks without content: {found.gaps.empty} of {found.gaps.weeks},"
        f" {found.gaps.people} people"
    )
    lines.append(
        f"Tastes: {found.tastes.tastes}, to {found.tastes.placements} other placements"
    )  # fmt: skip
    lines += [
        f"Reported by the {row.reporter}: {row.reported} of {row.of};"
        f" links answered {row.answered} of {row.asked}"
        for row in found.reporting
    ]
    if found.hires:
        lines.append("Work after practice, by sector:")
        lines += [f"  {h.sector}: {_of(h.to_work, h.ended)}" for h in found.hires]
    for name, groups in (
        ("month", found.by_month),
        ("adviser", found.by_adviser),
        ("track", found.by_track),
        ("audit group", found.by_audit_group),
    ):
        lines += _table(name, groups)
    return "\n".join(lines)


def _counts(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts)


def _share(found: "Share") -> str:
    if found.share is None or found.low is None or found.high is None:
        return "nobody yet"
    return (
        f"{found.count} of {found.of}, {100 * found.share:.1f} %"
        f" ({100 * found.low:.1f} to {100 * found.high:.1f} %)"
    )


def _of(count: int | None, of: int | None) -> str:
    return "hidden" if count is None else f"{count} of {of}"


def _table(name: str, groups: Iterable["Group"]) -> list[str]:
    rows = [
        f"  {each.group}: to work after a placement {_of(each.to_work, each.ended)},"
        f" to a job after the programme {_of(each.programmes_to_job, each.programmes_ended)}"
        for each in groups
    ]
    return [f"By {name}:", *rows] if rows else []
