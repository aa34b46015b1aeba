"""Learned models as a night leaves them, for tests of registry, pages and faults."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from matcher.domain.outcomes import Stage
from matcher.learning.registry import fingerprint, packed, version_name, write_artefact
from matcher.ranking.day_one import DayOne
from matcher.ranking.model import AdditiveModel, day_one_model
from matcher.store.engine import writing
from matcher.store.model_registry import ModelVersion, add_version, promote
from matcher.store.nights import claim_night, finish_night
from matcher.workflows.program import read_day_one

DAY_ONE = read_day_one()
GROUPS = ("Gruppe A", "Gruppe B", "Gruppe C", "Gruppe D")


def example_model(seed: int, day_one: DayOne = DAY_ONE) -> AdditiveModel:
    """A model that moved away from the start model, another one for each seed."""
    start = day_one_model(day_one)
    moved = np.random.default_rng(seed).normal(0.0, 0.1, start.effects.shape)
    return replace(start, version="", effects=start.effects + np.where(start.effects, moved, 0.0))


def example_manifest(
    model: AdditiveModel, *, as_of: date, rows: int = 412, report: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """As ``jobbsmak train`` writes it; version, sha256 and libraries are added by the registry."""
    start = day_one_model(DAY_ONE)
    counts = dict(zip(Stage, (rows, rows * 4 // 5, rows * 3 // 4, rows * 2 // 5), strict=True))
    return {
        "made_at": f"{as_of.isoformat()}T02:05:00+00:00",
        "as_of": as_of.isoformat(),
        "window": [(as_of - timedelta(days=900)).isoformat(), as_of.isoformat()],
        "counts": {str(stage): count for stage, count in counts.items()},
        "rows": rows,
        "columns": list(model.names),
        "day_one_version": DAY_ONE.version,
        "coefficients": {
            str(stage): {
                name: {
                    "prior": float(start.effects[row, column]),
                    "fitted": float(model.effects[row, column]),
                    "se": 0.06,
                }
                for row, name in enumerate(model.names)
                if start.effects[row, column]
            }
            for column, stage in enumerate(Stage)
        },
        "report": dict(report or example_report(as_of, rows)),
    }


def example_report(as_of: date, rows: int = 412, *, promoted: bool = True) -> dict[str, Any]:
    """A night's report, of five gates, five models and four groups, one of them too small."""
    return {
        "rows": rows,
        "new_rows": 7,
        "as_of": as_of.isoformat(),
        "candidate": "20250901-0205-0a1b2c3d",
        "gates": [
            _gate("rows", True, float(rows), "at least 50 outcomes", "412 outcomes of 230 people."),
            _gate("better", promoted, 0.93 if promoted else 0.61, "at least 0.8",
                  "The candidate forecasts better than the model in use."),
            _gate("calibration", True, 0.97, "0.8 to 1.25", "The slope is 0.97 (0.81 to 1.12)."),
            _gate("groups", True, 0.2, "below 0.95", "No group is clearly worse."),
            _gate("drift", True, 0.04, "at most 0.25", "Scores moved little."),
        ],
        "metrics": {
            model: {
                part: {
                    "log_loss": _figure(loss, 0.02),
                    "brier": _figure(loss / 3, 0.01),
                    "calibration_slope": None if model == "base_rate" else _figure(0.97, 0.15),
                    "calibration_intercept": _figure(0.02, 0.1),
                    "auc": _figure(0.5 if model == "base_rate" else 0.68, 0.04),
                }
                for part in ("pooled", "employers_seen", "employers_unseen", *map(str, Stage))
            }
            for model, loss in (("candidate", 0.561), ("champion", 0.574), ("challenger", 0.580),
                                ("day_one", 0.579), ("base_rate", 0.604))
        },
        "reliability": {str(stage): _bins(index) for index, stage in enumerate(Stage)},
        "groups": [
            {"group": name, "count": 90 - 20 * index,
             "log_loss": _figure(0.55 + 0.02 * index, 0.04),
             "brier": _figure(0.19 + 0.01 * index, 0.02),
             "calibration_slope": _figure(1.02 - 0.05 * index, 0.2)}
            for index, name in enumerate(GROUPS[:-1])
        ] + [{"group": GROUPS[-1], "count": None, "log_loss": None, "brier": None,
              "calibration_slope": None}],
        "decision": "promoted" if promoted else "kept",
        "why": "Every gate let it through." if promoted else "The gate better stopped it.",
    }  # fmt: skip


def keep_model(
    engine: sa.Engine, folder: Path, seed: int, made_at: datetime, *, put_in_use: bool = True
) -> ModelVersion:
    """A model in folder and registry, as at the end of a night that promoted it."""
    model = example_model(seed)
    payload = packed(model)
    version = version_name(made_at, fingerprint(payload))
    manifest = write_artefact(
        folder, version, payload, example_manifest(model, as_of=made_at.date()), "# Model\n"
    )
    kept = ModelVersion(version, made_at, manifest["sha256"], manifest)
    with writing(engine) as connection:
        add_version(connection, kept)
        if put_in_use:
            promote(connection, version, "night", "night", made_at)
    return kept


def keep_night(
    engine: sa.Engine,
    at: datetime,
    state: str,
    *,
    version: str | None = None,
    message: str | None = None,
) -> None:
    """A night that is over."""
    number = claim_night(engine, at.date(), "elsewhere:1", at)
    report = None if state == "failed" else example_report(at.date(), promoted=state == "promoted")
    with writing(engine) as connection:
        finish_night(
            connection, number, state, now=at, rows=412, new_rows=7, version=version,
            message=message, report=report,
        )  # fmt: skip


def _gate(gate: str, held: bool, figure: float, bound: str, text: str) -> dict[str, Any]:
    return {"gate": gate, "held": held, "figure": figure, "bound": bound, "text": text}


def _figure(value: float, half: float) -> dict[str, float | None]:
    return {"value": value, "low": value - half, "high": value + half}


def _bins(stage: int) -> list[dict[str, float]]:
    """Eight bins around the diagonal, a little too sure at the ends."""
    bins = []
    for step in range(8):
        mean = 0.12 + 0.1 * step
        rate = min(max(mean + 0.03 * log(mean / (1 - mean)) - 0.01 * stage, 0.0), 1.0)
        bins.append({
            "from": mean - 0.05, "to": mean + 0.05, "mean": mean, "rate": rate,
            "low": max(rate - 0.08, 0.0), "high": min(rate + 0.08, 1.0), "count": 40 + stage,
        })  # fmt: skip
    return bins
