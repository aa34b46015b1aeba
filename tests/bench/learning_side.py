"""One side of the fit's benchmark, in a process of its own so that its peak memory is its own.

    python -m tests.bench.learning_side SIDE ROUNDS

prints one JSON document. SIDE is logistic, columns or groups.
"""

import json
import sys
from collections.abc import Callable
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from matcher.domain.arrays import Floats
from matcher.learning.stages import Prior, fit_stages
from tests.bench.bulk_side import blocks
from tests.bench.large_market import in_programme, model, ready_day, simulate
from tests.bench.measuring import peak_megabytes, seconds

OUTCOMES = 100_000
# Every so many of the people give the pairs.
EVERY = 12
SIZES = {"employer": 1_500, "mentor": 3_000, "occupation": 400, "adviser": 300}
SPREAD = {"employer": 0.5, "mentor": 0.3, "occupation": 0.2, "adviser": 0.6}


def main() -> None:
    """Measure one side."""
    side, rounds = sys.argv[1], int(sys.argv[2])
    random = np.random.default_rng(1)
    market = simulate()
    day = ready_day(market)
    columns = np.concatenate(list(blocks(day, in_programme(market)[::EVERY], possible_only=True)))
    columns = columns[random.choice(len(columns), OUTCOMES, replace=False)]
    codes = draw_groups(random)
    labels = draw_labels(random, columns, codes)
    work = sides(columns, labels, codes)[side]
    took = median(seconds(work) for _ in range(rounds))
    print(json.dumps({"seconds": took, "megabytes": peak_megabytes()}))


def draw_groups(random: np.random.Generator) -> dict[str, NDArray[np.int64]]:
    """Who was there: a mentor works for one employer, who has three occupations; any adviser."""
    mentor = random.integers(0, SIZES["mentor"], OUTCOMES)
    employer = random.integers(0, SIZES["employer"], SIZES["mentor"])[mentor]
    offered = random.integers(0, SIZES["occupation"], (SIZES["employer"], 3))
    return {
        "employer": employer,
        "mentor": mentor,
        "occupation": offered[employer, random.integers(0, 3, OUTCOMES)],
        "adviser": random.integers(0, SIZES["adviser"], OUTCOMES),
    }


def draw_labels(
    random: np.random.Generator, columns: Floats, codes: dict[str, NDArray[np.int64]]
) -> Floats:
    """(n, 4) labels around the day-one chances."""
    day_one = model()
    effects = day_one.effects + random.normal(0, 0.15, day_one.effects.shape)
    log_odds = columns @ effects + day_one.intercepts
    for kind, code in codes.items():
        log_odds += random.normal(0, SPREAD[kind], (SIZES[kind], 4))[code]
    return (random.random(log_odds.shape) < expit(log_odds)).astype(np.float64)


def sides(
    columns: Floats, labels: Floats, codes: dict[str, NDArray[np.int64]]
) -> dict[str, Callable[[], object]]:
    """What each side does, ready to be timed."""
    day_one = model()
    effects = day_one.effects
    prior = Prior(
        names=day_one.names,
        effects=effects,
        sd=np.full_like(effects, 0.2),
        lower=np.where(effects > 0, 0.0, -np.inf),
        upper=np.where(effects < 0, 0.0, np.inf),
        intercepts=day_one.intercepts,
        intercept_sd=0.5,
        held=(),
    )
    groups = {kind: np.char.add(kind[0], code.astype(str)) for kind, code in codes.items()}

    def logistic() -> None:
        for stage in range(4):
            LogisticRegression(max_iter=1000).fit(columns, labels[:, stage])

    return {
        "logistic": logistic,
        "columns": lambda: fit_stages(columns, labels, {}, prior),
        "groups": lambda: fit_stages(columns, labels, groups, prior),
    }


if __name__ == "__main__":
    main()
