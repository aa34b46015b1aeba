"""The command ``papers``: what regulators ask for, written from what is true today."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from matcher.cli.options import as_json_text, json_option, opened_program, today_option


@click.command("papers")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@today_option
@json_option
def papers_command(folder: Path, today: date, as_json: bool) -> None:
    """Write the papers about the model and the program into FOLDER, as Markdown in Norwegian.

    Model card, data sheet, risk register, instructions for use, human oversight, logging, accuracy
    and robustness, and a data protection impact assessment filled in as far as the program can.
    Everything in them is read from the store, the models and the settings; what is not known is
    said to be unknown, and no person is named. Papers of the same names are replaced.

    \b
    Example:
      jobbsmak papers papers/
    """
    program = opened_program()
    from matcher.workflows.papers import write_papers

    written = write_papers(program, folder, today=today, now=datetime.now(UTC))
    if as_json:
        click.echo(as_json_text({"folder": str(folder), "papers": list(written)}))
        return
    click.echo(f"Written to {folder}: {', '.join(written)}")
