"""The commands ``fairness`` and ``findings``: how audit groups fare, and who looks after it."""

from dataclasses import asdict
from datetime import date
from typing import Any

import click

from matcher.cli.options import Id, IsoDate, as_json_text, json_option, opened_program, today_option
from matcher.domain.access import OPERATOR

_number = click.argument("number", type=click.IntRange(1, 2**31 - 1))


@click.command("fairness")
@click.option("--office", type=Id(), metavar="OFFICE", help="One office's people (default: all).")
@today_option
@json_option
def fairness_command(office: str | None, today: date, as_json: bool) -> None:
    """How each audit group fares: places, suggestions, forecasts, and what gives the group away.

    Intervals are 90 %, over people. Groups of fewer than five people are hidden (null), and others
    where the totals would tell of them. The figures are reported and never used: no audit group
    changes a suggestion, a plan or a model.

    \b
    Example:
      jobbsmak fairness
      jobbsmak fairness --office N1 --json
    """
    program = opened_program()
    from matcher.workflows.fairness import fairness

    found = fairness(program, OPERATOR, today=today, office_id=office)
    click.echo(as_json_text(found) if as_json else fairness_text(found))


def fairness_text(found: dict[str, Any]) -> str:
    """Every figure with its groups, then proxies and what parity would change."""
    lines = [f"As of {found['as_of']}, {found['office_id'] or 'all offices'}:"]
    for figure in found["figures"]:
        lines.append(f"{figure['figure']}  all: {_estimate(figure['everyone'])}")
        for group in figure["groups"]:
            mark = "  WORSE" if group["worse"] else ""
            people = "hidden" if group["people"] is None else f"{group['people']} people"
            lines.append(f"  {group['group']:<16} {people:<12} {_estimate(group['value'])}{mark}")
    lines.append("How well the features tell the group (AUC; 0.5 is a guess):")
    lines += [f"  {each['group']:<16} {_estimate(each['auc'])}" for each in found["proxies"]]
    lines.append("Under parity (reported, never applied):")
    for each in found["under_parity"]["placements"]:
        lines.append(f"  {each['group']:<16} placed more: {_whole(each['placed_more'])}")
    for each in found["under_parity"]["forecasts"]:
        changed = _whole(each["forecasts_changed"])
        lines.append(f"  {each['group']:<16} forecasts that would change side: {changed}")
    return "\n".join(lines)


def _estimate(figure: dict[str, float | None]) -> str:
    value, low, high = figure["value"], figure["low"], figure["high"]
    if value is None:
        return "-"
    return f"{value:.3f}" if low is None else f"{value:.3f} ({low:.3f} to {high:.3f})"


def _whole(count: int | None) -> str:
    return "-" if count is None else str(count)


@click.group("findings", invoke_without_command=True)
@click.pass_context
def findings_group(context: click.Context) -> None:
    """What nights found about audit groups: who looks after it, and by when.

    While an open finding has no owner or no date to come, no night puts a model in use.

    \b
    Example:
      jobbsmak findings
      jobbsmak findings assign 3 --owner kari --by 2026-12-01
    """
    if context.invoked_subcommand is None:
        context.invoke(list_command, every=False, as_json=False)


@findings_group.command("list")
@click.option("--all", "every", is_flag=True, help="Those that were closed as well.")
@json_option
def list_command(every: bool, as_json: bool) -> None:
    """Open findings, the latest first.

    \b
    Example:
      jobbsmak findings list --all --json
    """
    from matcher.workflows.findings import list_findings
    from matcher.workflows.open_store import open_checked_store

    found = list_findings(open_checked_store(), OPERATOR, closed=every)
    if as_json:
        click.echo(as_json_text({"findings": [_document(asdict(each)) for each in found]}))
        return
    for each in found:
        owner = f"{each.owner}, by {each.due_on}" if each.owner else "nobody looks after it"
        state = owner if each.closed_on is None else f"closed {each.closed_on}: {each.closed_why}"
        click.echo(f"{each.id}  opened {each.opened_on}  {each.text}  {state}")
    if not found:
        click.echo("No open finding." if not every else "No finding.")


def _document(each: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in each.items()
    }


@findings_group.command("assign")
@_number
@click.option("--owner", required=True, help="Who looks after it.")
@click.option("--by", "due_on", type=IsoDate(), required=True, help="The day by which.")
@today_option
def assign_command(number: int, owner: str, due_on: date, today: date) -> None:
    """Say who looks after finding NUMBER, and by when.

    \b
    Example:
      jobbsmak findings assign 3 --owner kari --by 2026-12-01
    """
    from matcher.workflows.findings import assign
    from matcher.workflows.open_store import open_checked_store

    assign(open_checked_store(), OPERATOR, number, owner=owner, due_on=due_on, today=today)
    click.echo(f"{owner.strip()} looks after finding {number}, by {due_on}.")


@findings_group.command("close")
@_number
@click.option("--why", required=True, help="What was found out.")
@today_option
def close_command(number: int, why: str, today: date) -> None:
    """Close finding NUMBER with what was found out.

    \b
    Example:
      jobbsmak findings close 3 --why "Outcomes of the group were reported late."
    """
    from matcher.workflows.findings import close
    from matcher.workflows.open_store import open_checked_store

    close(open_checked_store(), OPERATOR, number, why=why, today=today)
    click.echo(f"The finding {number} is closed.")
