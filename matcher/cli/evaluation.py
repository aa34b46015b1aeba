"""The command ``evaluate``: the benchmark tables, made again from simulated worlds."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from matcher.workflows.evaluate_policies import WorldRun


@dataclass(frozen=True, slots=True)
class _Asked:
    """How much is simulated, and by how many processes of which kind."""

    seeds: int
    persons: int
    jobs: int
    backend: str


def _tastes(asked: _Asked) -> Iterator[str]:
    from matcher.workflows.evaluate_tastes import evaluate_tastes, markdown
    from matcher.workflows.open_store import ROOT
    from matcher.workflows.program import read_tastes

    yield "Share of the oracle's value, per cent.\n"
    settings = read_tastes(ROOT / "models" / "tastes.toml")
    seeds = range(1, asked.seeds + 1)
    yield from markdown(
        evaluate_tastes(settings, seeds=seeds, persons=asked.persons, report=_report)
    )


def _prices(asked: _Asked) -> Iterator[str]:
    from matcher.workflows.evaluate_prices import evaluate_prices

    yield "Share of the hindsight optimum of a year of weekly arrivals, per cent.\n"
    yield from evaluate_prices(range(asked.seeds), _report)


def _policies(asked: _Asked) -> Iterator[str]:
    from matcher.workflows.evaluate_logged import Size
    from matcher.workflows.evaluate_policies import markdown

    yield "Jobs per 100 participants, mean value, and the way from random (0) to knowable (1).\n"
    yield from markdown(_logged_worlds(asked), Size())


def _prediction(asked: _Asked) -> Iterator[str]:
    from matcher.workflows.evaluate_logged import Size
    from matcher.workflows.evaluate_prediction import markdown

    yield "Predictions of every pair that may be, and lists before anybody is placed.\n"
    yield from markdown([run.prediction for run in _logged_worlds(asked)], Size())


def _learning(asked: _Asked) -> Iterator[str]:
    from matcher.workflows.evaluate_learning import markdown, run_learning

    yield "The way from random (0) to knowable (1) over two years of nights.\n"
    yield from markdown(run_learning(*_models(), **_over(asked)))


def _logged_worlds(asked: _Asked) -> "list[WorldRun]":
    from matcher.workflows.evaluate_policies import run_policies

    return run_policies(*_models(), **_over(asked))


def _models() -> tuple[Any, Any]:
    """The start model and the office's policy, as they stand in their files."""
    from matcher.ranking.day_one import parse_day_one
    from matcher.workflows.open_store import ROOT
    from matcher.workflows.program import read_policy

    folder = ROOT / "models"
    text = (folder / "day_one.toml").read_text(encoding="utf-8")
    return parse_day_one(text), read_policy(folder / "policy.toml")


def _over(asked: _Asked) -> dict[str, Any]:
    return {
        "seeds": range(1, asked.seeds + 1),
        "jobs": asked.jobs,
        "backend": asked.backend,
    }


# What each table is made by.
TABLES: dict[str, Callable[[_Asked], Iterator[str]]] = {
    "tastes": _tastes,
    "prices": _prices,
    "policies": _policies,
    "learning": _learning,
    "prediction": _prediction,
}


@click.command("evaluate")
@click.argument("table", type=click.Choice(list(TABLES)), default="tastes")
@click.option("--seeds", type=click.IntRange(2, 1000), default=20, show_default=True,
              help="Simulated worlds of each make.")  # fmt: skip
@click.option("--persons", type=click.IntRange(10, 100_000), default=300, show_default=True,
              help="Made-up people in each world of tastes.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 1000), default=2, show_default=True,
              help="Worlds side by side, for policies, learning and prediction.")  # fmt: skip
@click.option("--backend", default="loky", show_default=True,
              help="joblib's backend for these: loky, threading, or a running dask.")  # fmt: skip
def evaluate_command(table: str, seeds: int, persons: int, jobs: int, backend: str) -> None:
    """Print the tables of how good the choices are, from simulations.

    \b
    tastes      job tastes: which next one, and when to stop
    prices      how much of a place's price to subtract; planning week by week
    policies    who gets which place, from random to someone who knows everything (minutes)
    learning    two years of nights: what the program knows against outcomes seen (minutes)
    prediction  log loss, Brier, calibration, AUC; how lists rank and spread (minutes)

    \b
    Example:
      jobbsmak evaluate tastes --seeds 4 --persons 100
      jobbsmak evaluate prices --seeds 4
      jobbsmak evaluate policies --seeds 9 --jobs 4
    """
    click.echo("A simulation: everybody here is made up.")
    for line in TABLES[table](_Asked(seeds, persons, jobs, backend)):
        click.echo(line)


def _report(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(line, err=True)
