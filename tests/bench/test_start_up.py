"""The whole process's start-up, beside an interpreter that does nothing."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median

from tests.bench.measuring import Table, milliseconds, publish, seconds, times

RUNS = 15
COMMAND = Path(sys.executable).with_name("jobbsmak")
# Twice as long as measured on the calm machine; beyond it something heavy was imported.
MOST_HELP_SECONDS = 0.15
WAYS: dict[str, list[str]] = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import click'": [sys.executable, "-c", "import click"],
    "jobbsmak --help": [str(COMMAND), "--help"],
    'jobbsmak occupations "jobbe med barn"': [str(COMMAND), "occupations", "jobbe med barn"],
}


def test_the_command_starts_fast(tmp_path: Path) -> None:
    # As after an ordinary installation: compiled once, by the run that warms up.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    took: dict[str, list[float]] = {name: [] for name in WAYS}
    for run in range(RUNS + 1):
        for name, command in WAYS.items():
            once = seconds(partial(_run, command, environment))
            if run:
                took[name].append(once)
    medians = {name: median(each) for name, each in took.items()}
    bare = medians["python -c pass"]
    publish(
        Table(
            "4. Start-up, whole process",
            Path(__file__).name,
            ("command", "median", "times python -c pass"),
            [(name, milliseconds(one), times(one / bare)) for name, one in medians.items()],
            (
                f"Each command in turn, {RUNS} rounds after one that warms up, with compiled"
                " files as an installation leaves them.",
                "click, which reads the command line, is most of `--help`.",
            ),
        )
    )
    assert medians["jobbsmak --help"] < MOST_HELP_SECONDS


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
