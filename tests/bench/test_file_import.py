"""Import of 50 000 participants and 50 000 openings; `bench_import.py` does and describes it."""

import subprocess
import sys
from pathlib import Path

from tests.bench.measuring import ROOT, Table, publish

SCRIPT = Path(__file__).with_name("bench_import.py")
AIM_ROWS_A_SECOND = 10_000


def test_ten_thousand_rows_a_second_are_imported() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    # name, rows, "rows", seconds, "s", rate, "rows/s", megabytes, "MB", "peak"
    lines = [line.split() for line in done.stdout.splitlines() if line.endswith("MB peak")]
    names = (
        "jobbsmak, into an empty store",
        "jobbsmak, the same again",
        "pandas, checking nothing",
    )
    publish(
        Table(
            "3. Import of 50 000 participants and 50 000 openings",
            Path(__file__).name,
            ("what is done", "rows", "seconds", "rows a second", "peak memory"),
            [
                (name, line[1], line[3], line[5], f"{line[7]} MB")
                for name, line in zip(names, lines, strict=True)
            ],
            (
                "SQLite, each in a fresh process, once. jobbsmak checks every cell and reference"
                " and changes nothing the second time.",
                "pandas is `read_csv` and `to_sql`: no check, lists kept as text, no keys.",
                f"Aim: {AIM_ROWS_A_SECOND} rows a second.",
            ),
        )
    )
    assert float(lines[0][5]) > AIM_ROWS_A_SECOND / 2
