"""The model card: a manifest in sentences and tables, for a person to read and to print."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_NAMES = {
    "candidate": "this model",
    "champion": "model then in use",
    "challenger": "boosted challenger",
    "day_one": "start model",
    "base_rate": "base rate",
}
_METRICS = {
    "log_loss": "log loss",
    "brier": "Brier",
    "calibration_slope": "calibration slope",
    "calibration_intercept": "calibration intercept",
    "auc": "AUC",
}
# So many effects are named: those that moved the furthest, in standard errors.
MOST_SURPRISES = 10
UNKNOWN = "–"


def card_text(manifest: Mapping[str, Any]) -> str:
    """The card as Markdown.

    ``manifest`` as the night writes it; what it does not say is left out.
    """
    report = manifest["report"]
    parts = [
        _heading(manifest),
        _purpose(),
        _outcomes(manifest),
        _metrics(report),
        _gates(report),
        _surprises(manifest),
        _groups(report),
        _limits(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(manifest: Mapping[str, Any]) -> str:
    report = manifest["report"]
    return (
        f"# Model made {manifest['made_at']}\n\n"
        f"Learned as of {manifest['as_of']} from {manifest['rows']} placements that were chosen"
        f" from {manifest['window'][0]} to {manifest['window'][1]}, around the start model"
        f" {manifest['day_one_version']}. Decision: {report['decision']}. {report['why']}"
    )


def _purpose() -> str:
    return (
        "## What it is for\n\n"
        "For a participant and an opening it gives the probability of each of four stages: shows"
        " up, completes, fits, leads to work. They order suggestions to an adviser, who decides."
        " It is an additive log-odds model, so every number can be explained; audit groups are"
        " reported on and are never a feature."
    )


def _outcomes(manifest: Mapping[str, Any]) -> str:
    rows = [(stage, str(count)) for stage, count in manifest["counts"].items()]
    return "## Known outcomes\n\n" + table(("stage", "outcomes"), rows)


def _metrics(report: Mapping[str, Any]) -> str:
    metrics = report.get("metrics")
    if not metrics:
        return "## How well it forecasts\n\nToo little history to forecast anything yet."
    folds = report.get("folds", [])
    rows = [
        (stage, _NAMES.get(model, model), *(interval(figures.get(name)) for name in _METRICS))
        for stage in next(iter(metrics.values()))
        for model, stages in metrics.items()
        if (figures := stages.get(stage))
    ]
    return (
        "## How well it forecasts\n\n"
        f"Rolling origin: standing on {len(folds)} days, each model forecasts the placements"
        " chosen afterwards, from what was known on that day; nobody is on both sides. 90 %"
        " intervals over participants.\n\n"
    ) + table(("stage", "model", *_METRICS.values()), rows)


def _gates(report: Mapping[str, Any]) -> str:
    rows = [
        (gate["gate"], "yes" if gate["held"] else "no", gate["bound"], gate["text"])
        for gate in report.get("gates", [])
    ]
    return "## Gates\n\n" + table(("gate", "passed", "bound", "what was found"), rows)


def _surprises(manifest: Mapping[str, Any]) -> str:
    moved = [
        (abs(each["fitted"] - each["prior"]) / each["se"], stage, column, each)
        for stage, columns in manifest["coefficients"].items()
        for column, each in columns.items()
        if each["se"]
    ]
    moved.sort(key=lambda line: (-line[0], line[1], line[2]))
    rows = [
        (column, stage, f"{each['prior']:+.2f}", f"{each['fitted']:+.2f}", f"{each['se']:.2f}")
        for _, stage, column, each in moved[:MOST_SURPRISES]
    ]
    heading = ("feature", "stage", "start model", "learned", "standard error")
    return (
        "## What was learned that was not expected\n\n"
        "Effects in log-odds per standard deviation that moved the furthest.\n\n"
    ) + table(heading, rows)


def _groups(report: Mapping[str, Any]) -> str:
    names = ("log_loss", "brier", "calibration_slope")
    rows = [
        (
            str(line["group"]),
            UNKNOWN if line["count"] is None else str(line["count"]),
            *(interval(line[name]) for name in names),
        )
        for line in report.get("groups", [])
    ]
    if not rows:
        return ""
    heading = ("audit group", "people", *(_METRICS[name] for name in names))
    return "## Audit groups\n\nNothing is said of fewer than five people.\n\n" + table(
        heading, rows
    )


def _limits() -> str:
    return (
        "## What it cannot know\n\n"
        "It learns from placements that somebody chose; how others would have gone is not seen."
        " An outcome that nobody reported is missing, not a failure. Leads to work counts only"
        " when a year has passed, so that stage lags behind."
    )


def interval(figure: Mapping[str, float | None] | None) -> str:
    """A figure with its interval.

    >>> interval({"value": 0.6931, "low": 0.65, "high": 0.74}), interval({"value": None})
    ('0.693 (0.650 to 0.740)', '–')
    """
    if figure is None or figure["value"] is None:
        return UNKNOWN
    if figure.get("low") is None or figure.get("high") is None:
        return f"{figure['value']:.3f}"
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a bar within a cell is escaped.

    >>> print(table(("a", "b"), [("1", "x|y")]))
    | a | b |
    | --- | --- |
    | 1 | x\\|y |
    """
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )
