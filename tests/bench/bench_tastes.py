"""Job tastes in simulated worlds: the tables at the end of tastes.md, and the picture tastes.svg.

    .venv/bin/python tests/bench/bench_tastes.py [SEEDS] [PERSONS]

Without arguments 20 seeds of 300 persons, as reported: some minutes on two processors.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from matcher.simulation.taste_worlds import OTHER_WORLDS, WORLDS
from matcher.tasting.settings import parse_settings
from matcher.workflows.evaluate_tastes import PERSONS, SEEDS, WorldTable, evaluate_tastes, markdown

HERE = Path(__file__).parent
SETTINGS = HERE.parents[1] / "models" / "tastes.toml"
MARK = "<!-- Below this line bench_tastes.py writes. -->"

SHOWN = (
    ("trust the wish", "#8f8f8f"),
    ("random", "#c9b38c"),
    ("greedy", "#d9822b"),
    ("UCB", "#7a5ea8"),
    ("Thompson", "#4f9d69"),
    ("knowledge gradient with stop", "#0067c5"),
)
LEFT, PER_CENT, ROW = 150, 6, 30


def one_world(name: str, seeds: range, persons: int) -> WorldTable:
    """All policies in a world."""
    settings = parse_settings(SETTINGS.read_text(encoding="utf-8"))
    return evaluate_tastes(settings, seeds=seeds, persons=persons, worlds=[name])[0]


def picture(tables: list[WorldTable]) -> str:
    """A row a world, a dot a policy with two standard errors each way, as SVG."""
    height = 60 + ROW * len(tables) + 20 * len(SHOWN)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + 85 * PER_CENT + 20}" '
        f'height="{height}" font-family="sans-serif" font-size="13" role="img" '
        'aria-label="Share of the oracle by policy and world, simulated">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="{LEFT}" y="18">Liking of what was chosen, % of the best (simulated)</text>',
    ]
    bottom = 40 + ROW * len(tables)
    for tick in range(0, 81, 20):
        x = LEFT + tick * PER_CENT
        parts += [
            f'<line x1="{x}" y1="30" x2="{x}" y2="{bottom}" stroke="#ddd"/>',
            f'<text x="{x}" y="{bottom + 14}" text-anchor="middle">{tick}</text>',
        ]
    for row, table in enumerate(tables):
        y = 45 + ROW * row
        parts.append(f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{table.world}</text>')
        by_name = {figures.policy: figures for figures in table.rows}
        for name, colour in SHOWN:
            share, error = by_name[name].share, by_name[name].share_se
            low, high = (LEFT + PER_CENT * (share + way * 2 * error) for way in (-1, 1))
            x = LEFT + PER_CENT * share
            parts += [
                f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="{colour}"/>',
                f'<circle cx="{x:.1f}" cy="{y}" r="4.5" fill="{colour}"/>',
            ]
    for row, (name, colour) in enumerate(SHOWN):
        y = bottom + 36 + 20 * row
        parts += [
            f'<circle cx="{LEFT}" cy="{y - 4}" r="4.5" fill="{colour}"/>',
            f'<text x="{LEFT + 12}" y="{y}">{name}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def main(seeds: range, persons: int) -> None:
    """Run, print, and write what tastes.md and tastes.svg show."""
    began, names = time.time(), [*WORLDS, *OTHER_WORLDS]
    with ProcessPoolExecutor(2) as pool:
        tables = list(pool.map(partial(one_world, seeds=seeds, persons=persons), names))
    lines = markdown(tables)
    print("\n".join(lines), f"{time.time() - began:.0f} s")
    page = HERE / "tastes.md"
    kept = page.read_text(encoding="utf-8").split(MARK)[0]
    page.write_text(f"{kept}{MARK}\n\n" + "\n".join(lines).rstrip() + "\n", encoding="utf-8")
    (HERE / "tastes.svg").write_text(picture(tables), encoding="utf-8")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    last = numbers[0] if numbers else len(SEEDS)
    main(range(1, last + 1), numbers[1] if len(numbers) > 1 else PERSONS)
