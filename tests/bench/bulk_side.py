"""One side of the bulk benchmark, in a process of its own so that its peak memory is its own.

    python -m tests.bench.bulk_side SIDE FOLDER

prints one JSON document. ``prepare`` comes first: it writes the possible pairs' standardised
features and trains one LightGBM booster a stage on labels drawn from the day-one chances.
"""

import json
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from matcher.domain.arrays import Floats
from matcher.eligibility.screening import screen
from matcher.ranking.model import STAGES, probabilities
from matcher.ranking.rank import MarketDay, rank_openings, score_pairs
from matcher.ranking.value import placement_value
from tests.bench.large_market import OPENINGS, in_programme, model, policy, ready_day
from tests.bench.measuring import peak_megabytes, seconds

TREES, LEAVES, SAMPLE = 100, 31, 50_000
# People whose pairs with every opening are held as features at a time.
CHUNK = 50
MARKET, BLOCK = "market.pickle", "possible.npy"


def read_day(folder: Path) -> tuple[MarketDay, Sequence[Any]]:
    """The market that the test wrote, ready to rank, and the people to rank for."""
    market = pickle.loads((folder / MARKET).read_bytes())
    return ready_day(market), in_programme(market)


def blocks(day: MarketDay, people: Sequence[Any], *, possible_only: bool) -> Iterator[Floats]:
    """Standardised features (n, F) of the pairs of each chunk of people."""
    for first in range(0, len(people), CHUNK):
        screening = screen(day.ready, people[first : first + CHUNK])
        chosen = screening.eligible()
        if not possible_only:
            chosen[:] = True
        _, columns, _ = score_pairs(model(), day.pairs(screening, *np.nonzero(chosen)))
        yield np.ascontiguousarray(columns)


def prepare(folder: Path) -> dict[str, object]:
    """The possible pairs' features on disk, and the boosters."""
    import lightgbm

    day, people = read_day(folder)
    block = np.concatenate(list(blocks(day, people, possible_only=True)))
    np.save(folder / BLOCK, block)
    random = np.random.default_rng(1)
    sample = block[random.choice(len(block), SAMPLE, replace=False)]
    chances = probabilities(model().log_odds(sample))
    for column, stage in enumerate(STAGES):
        labels = random.random(SAMPLE) < chances[:, column]
        settings = {"objective": "binary", "num_leaves": LEAVES, "verbosity": -1, "seed": 1}
        booster = lightgbm.train(settings, lightgbm.Dataset(sample, labels), TREES)
        booster.save_model(folder / f"{stage}.txt")
    return {"possible": len(block)}


def boosters(folder: Path) -> Callable[[Floats], Floats]:
    """(n, F) features -> (n,) values by four boosters."""
    import lightgbm

    trained = [lightgbm.Booster(model_file=folder / f"{stage}.txt") for stage in STAGES]
    chosen = policy()

    def value(block: Floats) -> Floats:
        chances = np.column_stack([np.asarray(one.predict(block)) for one in trained])
        return placement_value(chances, chosen)

    return value


def ours() -> Callable[[Floats], Floats]:
    """(n, F) features -> (n,) values by the additive model."""
    shipped, chosen = model(), policy()
    return lambda block: placement_value(probabilities(shipped.log_odds(block)), chosen)


def lists(folder: Path) -> dict[str, object]:
    """Everything from the ready day to a list of ten each: rules on all pairs, then the rest."""
    day, people = read_day(folder)
    shipped = model()

    def work() -> None:
        for _ in rank_openings(day, shipped, people, limit=10):
            pass

    return {"seconds": seconds(work), "peak": peak_megabytes()}


def predict(folder: Path) -> dict[str, object]:
    """LightGBM on the possible pairs' ready features; nothing else."""
    block, value = np.load(folder / BLOCK), boosters(folder)
    return {"seconds": seconds(lambda: value(block)), "peak": peak_megabytes()}


def in_turn(folder: Path) -> dict[str, object]:
    """All pairs, nothing pruned, from ready features: each chunk by the one and by the other."""
    day, people = read_day(folder)
    took = {"ours": 0.0, "lightgbm": 0.0}
    ways = {"ours": ours(), "lightgbm": boosters(folder)}
    for block in blocks(day, people, possible_only=False):
        for name, value in ways.items():
            took[name] += seconds(partial(value, block))
    return took


def unpruned(folder: Path) -> dict[str, object]:
    """All pairs, nothing pruned: features and values, ours alone."""
    day, people = read_day(folder)
    value = ours()

    def work() -> None:
        for block in blocks(day, people, possible_only=False):
            value(block)

    return {"seconds": seconds(work), "peak": peak_megabytes(), "pairs": len(people) * OPENINGS}


SIDES = {"prepare": prepare, "lists": lists, "predict": predict, "in_turn": in_turn,
         "unpruned": unpruned}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(SIDES[sys.argv[1]](Path(sys.argv[2]))))
