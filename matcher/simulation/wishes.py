"""What simulated people say they wish for: partly their own taste, partly borrowed from others."""

from dataclasses import dataclass

import numpy as np

from matcher.domain.participants import Origin
from matcher.simulation.effects import Floats
from matcher.simulation.trade_words import NO_WISH
from matcher.simulation.trades import TRADES

REAL_SHARE = 0.55
ORIGIN_REPORTED_RIGHT = 0.70

_NO_WISH_SHARE = 0.07
_TWO_IN_ONE_SHARE = 0.10
_OCCUPATION_GIVEN_SHARE = 0.30
_BORROWED_FROM = (Origin.FRIENDS, Origin.FAMILY, Origin.ADVISER)
_POPULARITY = np.array([trade.popularity for trade in TRADES])
_POPULARITY /= _POPULARITY.sum()
# How far a real wish may be from the very best liked occupation, in standard deviations of liking.
_UNCERTAIN_OF_ONESELF = 0.35


@dataclass(frozen=True, slots=True)
class TrueWish:
    """A wish and what lies behind it: ``trades`` are rows of TRADES, () where none is wished."""

    trades: tuple[int, ...]
    real: bool
    origin: Origin
    text: str
    reported_origin: Origin
    occupation: str | None


def draw_wishes(rng: np.random.Generator, likings: Floats) -> tuple[TrueWish, ...]:
    """None to three wishes of somebody with these ``likings`` (one per trade), first wish first."""
    count = int(rng.choice(4, p=[0.03, 0.40, 0.37, 0.20]))
    if count and rng.random() < _NO_WISH_SHARE:
        text = str(rng.choice(NO_WISH))
        return (TrueWish((), False, Origin.UNKNOWN, text, Origin.UNKNOWN, None),)
    wishes: list[TrueWish] = []
    taken: list[int] = []
    for _ in range(count):
        wish = _wish(rng, likings, taken)
        taken.extend(wish.trades)
        wishes.append(wish)
    return tuple(wishes)


def _wish(rng: np.random.Generator, likings: Floats, taken: list[int]) -> TrueWish:
    real = bool(rng.random() < REAL_SHARE)
    origin = Origin.OWN if real else _BORROWED_FROM[int(rng.choice(3, p=[0.5, 0.3, 0.2]))]
    trades: list[int] = []
    for _ in range(1 + int(rng.random() < _TWO_IN_ONE_SHARE)):
        trades.append(_wished_trade(rng, likings, real, [*taken, *trades]))
    given = len(trades) == 1 and rng.random() < _OCCUPATION_GIVEN_SHARE
    return TrueWish(
        tuple(trades),
        real,
        origin,
        " eller ".join(str(rng.choice(TRADES[trade].wishes)) for trade in trades),
        _reported(rng, origin),
        TRADES[trades[0]].code if given else None,
    )


def _wished_trade(rng: np.random.Generator, likings: Floats, real: bool, taken: list[int]) -> int:
    noise = rng.gumbel(size=len(TRADES))
    wanted = likings + _UNCERTAIN_OF_ONESELF * noise if real else np.log(_POPULARITY) + noise
    wanted[taken] = -np.inf
    return int(np.argmax(wanted))


def _reported(rng: np.random.Generator, origin: Origin) -> Origin:
    if rng.random() < ORIGIN_REPORTED_RIGHT:
        return origin
    others = [other for other in Origin if other is not origin]
    return others[int(rng.integers(len(others)))]
