"""Import of 50 000 participants and 50 000 openings; `bench_import.py` does and describes it."""

import re
import subprocess
import sys
from pathlib import Path

from tests.bench.measuring import ROOT, Table, publish

SCRIPT = Path(__file__).with_name("bench_import.py")
AIM_ROWS_A_SECOND = 10_000
_LINE = re.compile(
    r"^(?P<way>\w+) +(?P<store>\w+) +(?P<rows>\d+) rows +(?P<seconds>[\d.]+) s"
    r" +(?P<rate>\d+) rows/s +(?P<peak>\d+) MB peak$",
    re.MULTILINE,
)


def test_ten_thousand_rows_a_second_are_imported() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found = [match.groupdict() for match in _LINE.finditer(done.stdout)]
    names = [f"{one['way']}, {one['store']}" for one in found]
    publish(
        Table(
            "3. Import of 50 000 participants and 50 000 openings",
            Path(__file__).name,
            ("what is done", "rows", "seconds", "rows a second", "peak memory"),
            [
                (
                    f"{name}, the same again" if name in names[:place] else name,
                    one["rows"],
                    one["seconds"],
                    one["rate"],
                    f"{one['peak']} MB",
                )
                for place, (name, one) in enumerate(zip(names, found, strict=True))
            ],
            (
                "Each in a fresh process, once. jobbsmak checks every cell and reference and"
                " changes nothing the second time.",
                "pandas is `read_csv` and `to_sql`: no check, lists kept as text, no keys.",
                f"Aim: {AIM_ROWS_A_SECOND:,} rows a second on SQLite.",
            ),
        )
    )
    assert float(found[0]["rate"]) > AIM_ROWS_A_SECOND / 2
