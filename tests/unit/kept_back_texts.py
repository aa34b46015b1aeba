"""The texts in `tests/kept_back_*.csv`: what must be caught, and what must be left alone."""

import csv
from dataclasses import dataclass
from pathlib import Path

from matcher.exchange.kept_back import About

FOLDER = Path(__file__).parent.parent
# All but `tune` were measured before they were read; see tests/bench/kept_back.md.
HALVES = ("tune", "judge", "fresh", "last")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and the part of it that tells something; "" where nothing does."""

    about: About
    kept_back: str
    text: str


def read_texts(half: str) -> list[Text]:
    """The texts of one of HALVES."""
    with (FOLDER / f"kept_back_{half}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [Text(About(row["about"]), row["kept_back"], row["text"]) for row in rows]
