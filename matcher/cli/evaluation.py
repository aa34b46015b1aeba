"""The command ``evaluate``: the benchmark tables, made again from simulated worlds."""

import sys
from collections.abc import Callable, Iterator

import click


def _tastes(seeds: int, persons: int) -> Iterator[str]:
    from matcher.workflows.evaluate_tastes import evaluate_tastes, markdown
    from matcher.workflows.open_store import ROOT
    from matcher.workflows.program import read_tastes

    yield "Share of the oracle's value, per cent.\n"
    settings = read_tastes(ROOT / "models" / "tastes.toml")
    yield from markdown(
        evaluate_tastes(settings, seeds=range(1, seeds + 1), persons=persons, report=_report)
    )


def _prices(seeds: int, persons: int) -> Iterator[str]:
    from matcher.workflows.evaluate_prices import evaluate_prices

    yield "Share of the hindsight optimum of a year of weekly arrivals, per cent.\n"
    yield from evaluate_prices(range(seeds), _report)


# What each table is made by, from how many seeds and made-up people in each.
TABLES: dict[str, Callable[[int, int], Iterator[str]]] = {"tastes": _tastes, "prices": _prices}


@click.command("evaluate")
@click.argument("table", type=click.Choice(list(TABLES)), default="tastes")
@click.option("--seeds", type=click.IntRange(2, 1000), default=20, show_default=True,
              help="Simulated worlds of each make.")  # fmt: skip
@click.option("--persons", type=click.IntRange(10, 100_000), default=300, show_default=True,
              help="Made-up people in each world of tastes.")  # fmt: skip
def evaluate_command(table: str, seeds: int, persons: int) -> None:
    """Print the tables of how good the choices are, from simulations.

    \b
    tastes  job tastes: which next one, and when to stop
    prices  how much of a place's price to subtract; planning week by week

    \b
    Example:
      jobbsmak evaluate tastes --seeds 4 --persons 100
      jobbsmak evaluate prices --seeds 4
    """
    click.echo("A simulation: everybody here is made up.")
    for line in TABLES[table](seeds, persons):
        click.echo(line)


def _report(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(line, err=True)
