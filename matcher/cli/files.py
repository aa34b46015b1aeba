"""Commands about files: import, export, places import, simulate."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.options import as_json_text, json_option, today_option

if TYPE_CHECKING:
    from matcher.workflows.import_files import ImportReport

_PATH = click.Path(path_type=Path)


@click.command("import")
@click.argument("source", type=_PATH)
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@json_option
def import_command(source: Path, dry_run: bool, as_json: bool) -> None:
    """Import SOURCE: a folder of CSV files, or one .xlsx with a sheet for each.

    All or nothing; every bad cell is named. Importing the same files twice changes nothing.

    \b
    Example:
      jobbsmak import my-office --dry-run
      jobbsmak import my-office.xlsx
    """
    from matcher.workflows.import_files import import_files
    from matcher.workflows.open_store import open_checked_store

    report = import_files(open_checked_store(make=not dry_run), source, dry_run=dry_run)
    click.echo(as_json_text(report) if as_json else _report_text(report))


def _report_text(report: "ImportReport") -> str:
    lines = [
        f"  {name:<14} {count.new} new, {count.changed} changed, {count.unchanged} unchanged"
        for name, count in report.files.items()
    ]
    done = "Checked, nothing written" if report.dry_run else "Imported"
    return "\n".join([f"{done}: {report.rows} rows.", *lines])


@click.command("export")
@click.argument("target", type=_PATH)
@json_option
def export_command(target: Path, as_json: bool) -> None:
    """Export everything to TARGET: a folder of CSV files, or one .xlsx.

    \b
    Example:
      jobbsmak export copy
    """
    from matcher.workflows.export_files import export_files
    from matcher.workflows.open_store import open_checked_store

    counts = export_files(open_checked_store(), target)
    if as_json:
        click.echo(as_json_text(counts))
        return
    click.echo(f"Exported to {target}: {_counted(counts)}.")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


@click.group()
def places() -> None:
    """Where postal codes are.

    \b
    Example:
      jobbsmak places import postal_codes.csv
    """


@places.command("import")
@click.argument("file", type=_PATH)
def places_import(file: Path) -> None:
    """Add a postal code register: postal_code, place, municipality_number, municipality, lat, lon.

    \b
    Example:
      jobbsmak places import postal_codes.csv
    """
    from matcher.workflows.import_places import import_places
    from matcher.workflows.open_store import open_checked_store

    count = import_places(open_checked_store(make=True), file)
    click.echo(f"Added or replaced {count} postal codes.")


@click.command()
@click.argument("folder", type=_PATH)
@click.option("--participants", type=click.IntRange(min=1), default=200, show_default=True,
              help="People in the programme today; those who left before come on top.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True,
              help="The same seed gives the same municipality.")  # fmt: skip
@today_option
def simulate(folder: Path, participants: int, seed: int, today: date) -> None:
    """Write a made-up municipality to FOLDER as import reads it, with truth/ beside.

    \b
    Example:
      jobbsmak simulate made-up --participants 200 --seed 7
    """
    from matcher.workflows.simulate import write_simulation

    counts = write_simulation(folder, participants=participants, seed=seed, today=today)
    click.echo(f"Wrote a made-up municipality to {folder}: {_counted(counts)}.")
