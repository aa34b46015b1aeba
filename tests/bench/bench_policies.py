"""Policies, predictions and two years of nights in simulated worlds: three tables, two pictures.

    python tests/bench/bench_policies.py [logged|learning|gaps|all] [SEEDS] [JOBS] [BACKEND]

``make evaluate`` runs all of it, for 21 seeds. What stands above the mark in each page is kept.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from matcher.ranking.day_one import parse_day_one
from matcher.workflows.evaluate_gaps import SEEDS as GAP_SEEDS
from matcher.workflows.evaluate_gaps import markdown as gap_lines
from matcher.workflows.evaluate_gaps import run_gaps
from matcher.workflows.evaluate_learning import POLICIES, Course, outcomes_seen, parts, run_learning
from matcher.workflows.evaluate_learning import markdown as learning_lines
from matcher.workflows.evaluate_learning import way as learning_way
from matcher.workflows.evaluate_logged import Size
from matcher.workflows.evaluate_policies import WorldRun, policies_of, run_policies
from matcher.workflows.evaluate_policies import markdown as policy_lines
from matcher.workflows.evaluate_policies import way as policy_way
from matcher.workflows.evaluate_prediction import markdown as prediction_lines
from matcher.workflows.program import read_policy
from tests.bench.measuring import machine

HERE = Path(__file__).parent
MODELS = HERE.parents[1] / "models"
MARK = "<!-- Below this line bench_policies.py writes. -->"
COLOURS = ("#8f8f8f", "#d9822b", "#0067c5", "#4f9d69", "#7a5ea8")
LEFT, WIDE, ROW, TALL = 350, 420, 22, 240


def logged(seeds: range, jobs: int, backend: str) -> None:
    """Policies and predictions, from outcomes that advisers logged by habit."""
    began, size = time.time(), Size()
    runs = run_policies(*_settings(), seeds=seeds, size=size, jobs=jobs, backend=backend)
    command = _command("logged", seeds, began)
    _write("policies.md", [command, "", *policy_lines(runs, size)])
    _write(
        "prediction.md",
        [command, "", *prediction_lines([run.prediction for run in runs], size)],
    )
    (HERE / "policies.svg").write_text(policies_picture(runs, size), encoding="utf-8")


def learning(seeds: range, jobs: int, backend: str) -> None:
    """Two years of nights."""
    began = time.time()
    courses = run_learning(*_settings(), seeds=seeds, jobs=jobs, backend=backend)
    lines = [_command("learning", seeds, began), "", *learning_lines(courses)]
    _write("learning_months.md", lines)
    (HERE / "learning_months.svg").write_text(learning_picture(courses), encoding="utf-8")


def gaps(jobs: int, backend: str) -> None:
    """What keeps the learned model from the knowable, in worlds that are in no other table."""
    began = time.time()
    lines = gap_lines(run_gaps(*_settings(), jobs=jobs, backend=backend))
    _write("learning_gaps.md", [_command("gaps", GAP_SEEDS, began), "", *lines])


def _settings() -> tuple:
    day_one = parse_day_one((MODELS / "day_one.toml").read_text(encoding="utf-8"))
    return day_one, read_policy(MODELS / "policy.toml")


def _command(part: str, seeds: range, began: float) -> str:
    return (
        f"{machine()}. Made by `.venv/bin/python tests/bench/bench_policies.py {part}"
        f" {len(seeds)}` (`make evaluate` makes every page) in {time.time() - began:.0f} s."
        " Intervals are 95 %, over worlds drawn again."
    )


def _write(name: str, lines: Sequence[str]) -> None:
    page = HERE / name
    kept = page.read_text(encoding="utf-8").split(MARK)[0] if page.exists() else ""
    page.write_text(f"{kept}{MARK}\n\n" + "\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print("\n".join(lines))


def policies_picture(runs: Sequence[WorldRun], size: Size) -> str:
    """A row a policy: the way to the knowable, with its interval."""
    names, scale, top = policies_of(size), WIDE / 2.5, 40
    height = top + ROW * len(names) + 30
    parts_ = _begin(LEFT + WIDE + 20, height, "Way from random to knowable by policy, simulated")
    parts_.append(f'<text x="{LEFT}" y="18">Way from random (0) to knowable (1), simulated</text>')
    for tick in range(6):
        x = LEFT + tick * 0.5 * scale
        parts_.append(f'<line x1="{x}" y1="28" x2="{x}" y2="{height - 26}" stroke="#ddd"/>')
        parts_.append(f'<text x="{x}" y="{height - 10}" text-anchor="middle">{tick / 2}</text>')
    for row, name in enumerate(names):
        figure, y = policy_way(runs, name), top + ROW * row + 4
        colour = COLOURS[2] if name.endswith("plan") else COLOURS[1]
        low, x, high = (LEFT + scale * v for v in (figure.low, figure.value, figure.high))
        parts_ += [
            f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{name}</text>',
            f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="{colour}"/>',
            f'<circle cx="{x:.1f}" cy="{y}" r="4" fill="{colour}"/>',
        ]
    return "\n".join([*parts_, "</svg>", ""])


def learning_picture(courses: Sequence[Course]) -> str:
    """Planned placing: the way to the knowable against outcomes seen, signs right and wrong."""
    shown = {name: some for name, some in parts(courses).items() if name != "All worlds"}
    height = (TALL + 70) * len(shown) + 30 + 20 * len(POLICIES)
    drawn = _begin(WIDE + 120, height, "Way to knowable against outcomes seen, simulated")
    for place, (title, some) in enumerate(shown.items()):
        drawn += _panel(title, some, 40 + place * (TALL + 70))
    for row, name in enumerate(POLICIES):
        y = height - 20 * (len(POLICIES) - row)
        drawn.append(f'<rect x="60" y="{y - 9}" width="14" height="4" fill="{COLOURS[row]}"/>')
        drawn.append(f'<text x="82" y="{y}">{name}</text>')
    return "\n".join([*drawn, "</svg>", ""])


def _panel(title: str, courses: Sequence[Course], top: int) -> list[str]:
    seen = [outcomes_seen(courses, at)[0] for at in range(len(courses[0].points))]
    most, bottom = max(seen), top + TALL
    parts_ = [f'<text x="60" y="{top - 10}">{title}: planned, 1 is knowable (simulated)</text>']
    for tick in range(5):
        y = bottom - TALL * tick / 4
        parts_.append(f'<line x1="60" y1="{y}" x2="{60 + WIDE}" y2="{y}" stroke="#ddd"/>')
        parts_.append(f'<text x="52" y="{y + 4}" text-anchor="end">{tick / 4:g}</text>')
    for count in range(0, int(most) + 1, 1000):
        x = 60 + WIDE * count / most
        parts_.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{count}</text>')
    parts_.append(f'<text x="{60 + WIDE}" y="{bottom + 34}" text-anchor="end">outcomes seen</text>')
    for name, colour in zip(POLICIES, COLOURS, strict=False):
        ways = [learning_way(courses, at, name, "planned") for at in range(len(seen))]
        points = [
            (60 + WIDE * count / most, [bottom - TALL * v for v in (w.value, w.low, w.high)])
            for count, w in zip(seen, ways, strict=True)
        ]
        line = " ".join(f"{x:.1f},{y[0]:.1f}" for x, y in points)
        parts_.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, (y, low, high) in points:
            ends = f'x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{high:.1f}"'
            parts_.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
            parts_.append(f'<line {ends} stroke="{colour}"/>')
    return parts_


def _begin(width: int, height: int, label: str) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="13" role="img" aria-label="{label}">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]


def main(part: str, seeds: int, jobs: int, backend: str) -> None:
    """Run one part or all, print, and write the pages."""
    if part in ("logged", "all"):
        logged(range(1, seeds + 1), jobs, backend)
    if part in ("learning", "all"):
        learning(range(1, seeds + 1), jobs, backend)
    if part in ("gaps", "all"):
        gaps(jobs, backend)


if __name__ == "__main__":
    given = dict(enumerate(sys.argv[1:]))
    main(given.get(0, "all"), int(given.get(1, 21)), int(given.get(2, 2)), given.get(3, "loky"))
