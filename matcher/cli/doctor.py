"""The command ``doctor``: is everything well, and if not, what to do."""

from datetime import UTC, datetime, timedelta

import click

from matcher.cli.options import as_json_text, json_option

MOST_HOURS = 10 * 366 * 24  # nobody waits ten years for a night
_SIGNS = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}


@click.command()
@click.option("--overdue-after", type=click.IntRange(1, MOST_HOURS), default=26, show_default=True,
              metavar="HOURS", help="A night is overdue so long after the last one.")  # fmt: skip
@json_option
def doctor(overdue_after: int, as_json: bool) -> None:
    """Look at the store, the settings, the model in use, the last night and the disk.

    Ends with 1 where something is wrong; each finding names its entry in models/DOCTOR.md.

    \b
    Example:
      jobbsmak doctor
      jobbsmak doctor --json
    """
    from matcher.workflows.doctor import examine
    from matcher.workflows.finding import RUNBOOK
    from matcher.workflows.open_store import database_url, models_folder

    found = examine(
        database_url(),
        models_folder(),
        now=datetime.now(UTC),
        overdue_after=timedelta(hours=overdue_after),
    )
    if as_json:
        click.echo(as_json_text({"well": found.well, "findings": found.findings}))
    else:
        for each in found.findings:
            entry = "" if each.entry is None else f"  [{RUNBOOK}#{each.entry}]"
            click.echo(f"{_SIGNS[each.state]} {each.check:<8} {each.text}{entry}")
    if not found.well:
        raise SystemExit(1)
