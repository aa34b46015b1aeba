"""The command ``evaluate``: the benchmark tables, made again from simulated worlds."""

import sys

import click


@click.command("evaluate")
@click.argument("table", type=click.Choice(["tastes"]), default="tastes")
@click.option("--seeds", type=click.IntRange(2, 1000), default=20, show_default=True,
              help="Simulated worlds of each make.")  # fmt: skip
@click.option("--persons", type=click.IntRange(10, 100_000), default=300, show_default=True,
              help="Made-up people in each.")  # fmt: skip
def evaluate_command(table: str, seeds: int, persons: int) -> None:
    """Print the tables of how good the choices are, from simulations. tastes: job tastes.

    \b
    Example:
      jobbsmak evaluate tastes --seeds 4 --persons 100
    """
    from matcher.workflows.evaluate_tastes import evaluate_tastes, markdown
    from matcher.workflows.open_store import ROOT
    from matcher.workflows.program import read_tastes

    click.echo("A simulation: everybody here is made up. Share of the oracle's value, per cent.\n")

    def report(line: str) -> None:
        if sys.stderr.isatty():
            click.echo(line, err=True)

    tables = evaluate_tastes(
        read_tastes(ROOT / "models" / "tastes.toml"),
        seeds=range(1, seeds + 1),
        persons=persons,
        report=report,
    )
    click.echo("\n".join(markdown(tables)))
