"""The table of nights that were broken, from the report of the tests that broke them.

`make faults` runs the tests with ``--junitxml``, and then this.
"""

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

from tests.bench.measuring import machine
from tests.bench.trust_file import table

TABLE = Path(__file__).with_name("night_faults.md")
HEAD = """# Nights and models that were broken

{machine}: `make faults`.

Each row is a test of `tests/integration/nights` or `tests/integration/model_faults`: what it did to
a night or to a model, and what held afterwards.
The nights are processes of their own, on SQLite; *tried* counts the cases (each step of a night,
each kind of damage). The table is written only where every one of them passed.

"""


def main() -> None:
    """Write the table from the JUnit file that is named; exit 1 where a test failed or none ran."""
    cases = list(ET.parse(sys.argv[1]).getroot().iter("testcase"))
    bad = [
        each.get("name", "")
        for each in cases
        if len(each.findall("failure") + each.findall("error"))
    ]
    if bad or not cases:
        sys.exit(f"Not written: {', '.join(bad) or 'no test ran'}.")
    tried = Counter(_words(each.get("name", "")) for each in cases)
    rows = [[what, str(times)] for what, times in tried.items()]
    TABLE.write_text(
        HEAD.format(machine=machine()) + table(("what was tried", "tried"), rows) + "\n",
        encoding="utf-8",
    )


def _words(name: str) -> str:
    """A test's name as the sentence that it is.

    >>> _words("test_a_night_killed_at_any_step_leaves_yesterdays_model[1]")
    'a night killed at any step leaves yesterdays model'
    """
    return name.partition("[")[0].removeprefix("test_").replace("_", " ")


if __name__ == "__main__":
    main()
