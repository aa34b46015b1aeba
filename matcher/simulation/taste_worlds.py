"""Simulated people who taste kinds of work, as ``tests/bench/tastes.md`` describes the worlds.

Everybody is drawn at once: P people, G groups, W wishes, T tastes. What the program believes of
them is not known here.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats
from matcher.occupations import DIMENSIONS, catalogue

Rows = NDArray[np.intp]

GROUPS = (
    "4110",
    "4321",
    "5120",
    "5153",
    "5223",
    "5311",
    "5321",
    "6113",
    "7115",
    "7231",
    "8322",
    "9112",
)
TASTES = 3
OPENINGS = 3
SIDES = MappingProxyType(
    {
        "tasks": ("things", "indoors", "physical", "screen", "creative"),
        "people": ("people", "care", "alone"),
        "pace": ("pace", "shifts"),
        "language": ("language",),
    }
)

_SHARED, _OWN = 0.7, 0.7
_BEST = 3
_ORIGIN_RIGHT = 0.7
_WORKPLACE_SD = 0.5
_TAIL_FREEDOM = 3
_POPULAR = ("5223", "5311", "5321")


class Answers(StrEnum):
    """How liking shows in what is answered after a taste."""

    OVERALL = "overall"
    SIDES = "sides"
    YES_NO = "yes-no"


class Likings(StrEnum):
    """What liking comes from."""

    DIMENSIONS = "dimensions"
    OWN_TERMS = "own terms"
    TWO_KINDS = "two kinds"
    HEAVY_TAILS = "heavy tails"


@dataclass(frozen=True, slots=True)
class WorldKind:
    """What is different in a world; the defaults are those of the first."""

    real_share: float
    noise: float = 0.6
    answers: Answers = Answers.OVERALL
    likings: Likings = Likings.DIMENSIONS
    wishes: int = 1
    origin_told: bool = True
    popular_borrowed: bool = False
    workplaces: bool = False


_MAIN = {
    "overall": WorldKind(0.0),
    "sides": WorldKind(0.0, answers=Answers.SIDES),
    "noisy": WorldKind(0.0, noise=1.2),
    "yes-no": WorldKind(0.0, answers=Answers.YES_NO),
    "unrelated": WorldKind(0.0, likings=Likings.OWN_TERMS),
}
WORLDS = {
    f"{name}-{share}": replace(kind, real_share=share / 100)
    for name, kind in _MAIN.items()
    for share in (55, 20)
}
OTHER_WORLDS = {
    "several-wishes": WorldKind(0.4, wishes=3),
    "origin-unknown": WorldKind(0.4, origin_told=False),
    "popular": WorldKind(0.4, popular_borrowed=True),
    "workplaces": WorldKind(0.4, workplaces=True),
    "two-kinds": WorldKind(0.4, likings=Likings.TWO_KINDS),
    "heavy-tails": WorldKind(0.4, likings=Likings.HEAVY_TAILS),
}


@dataclass(frozen=True, slots=True)
class TasteWorld:
    """The truth: ``likings`` (P, G), ``sides`` (P, 4, G), ``wishes`` (P, W) rows of ``GROUPS``.

    ``own`` (P, W) is whether the wish is said to be the person's own idea. ``noise`` (P, T, 5) is
    that of the answers of each taste, four sides and going on, whichever group is tasted;
    ``workplace`` (P, G, 3) what each opening adds.
    """

    kind: WorldKind
    likings: Floats
    sides: Floats
    wishes: Rows
    own: Flags
    noise: Floats
    workplace: Floats


@dataclass(frozen=True, slots=True)
class Told:
    """Answers after one taste each: ``fits`` (P, 4) from 1 to 5, NaN where not asked."""

    fits: Floats
    goes_on: Flags


def make_world(kind: WorldKind, people: int, seed: int) -> TasteWorld:
    """Draw ``people``; the same arguments draw the same world.

    >>> make_world(WORLDS["overall-55"], people=5, seed=1).likings.shape
    (5, 12)
    """
    rng = np.random.default_rng(seed)
    sides = _sides(rng, kind.likings, people)
    likings = _standard(sides.sum(axis=1))
    wishes, real = _wishes(rng, kind, likings)
    right = rng.random(real.shape) < _ORIGIN_RIGHT
    noise = kind.noise * rng.standard_normal((people, TASTES, len(SIDES) + 1))
    workplace = _WORKPLACE_SD * rng.standard_normal((people, len(GROUPS), OPENINGS))
    return TasteWorld(
        kind=kind,
        likings=likings,
        sides=np.stack([_standard(side) for side in sides.swapaxes(0, 1)], axis=1),
        wishes=wishes,
        own=real == right,
        noise=noise,
        workplace=workplace * kind.workplaces,
    )


def taste(world: TasteWorld, groups: Rows, turn: int) -> Told:
    """What everybody answers after a taste of ``groups`` (P,); ``turn`` counts from 0."""
    people = np.arange(len(groups))
    added = world.workplace[people, groups, turn % OPENINGS]
    liking = world.likings[people, groups] + added
    noise = world.noise[:, turn]
    goes_on = liking + noise[:, -1] > 0
    if world.kind.answers is Answers.YES_NO:
        return Told(np.full((len(groups), len(SIDES)), np.nan), goes_on)
    if world.kind.answers is Answers.SIDES:
        told = world.sides[people, :, groups] + added[:, None] + noise[:, :-1]
    else:
        told = np.repeat((liking + noise[:, 0])[:, None], len(SIDES), axis=1)
    return Told(np.clip(np.round(3 + told), 1, 5), goes_on)


def _sides(rng: np.random.Generator, likings: Likings, people: int) -> Floats:
    """(P, 4, G): the liking of each side, which sum to the liking before it is standardised."""
    shape = (people, len(SIDES), len(GROUPS))
    heavy = likings is Likings.HEAVY_TAILS
    own = rng.standard_t(_TAIL_FREEDOM, shape) if heavy else rng.standard_normal(shape)
    shared = _shared(rng, likings, people)
    both: Floats = _OWN * own / own.sum(axis=1).std()
    if likings is not Likings.OWN_TERMS:
        both = both + _SHARED * shared / shared.sum(axis=1).std()
    return both


def _shared(rng: np.random.Generator, likings: Likings, people: int) -> Floats:
    """(P, 4, G): what comes from the dimensions of the work."""
    features, side_of = _features(), _side_of()
    if likings is Likings.TWO_KINDS:
        towards = rng.choice([-1.0, 1.0], people)
        contrast = features[:, DIMENSIONS.index("people")] - features[:, DIMENSIONS.index("things")]
        return np.repeat((towards[:, None] * contrast)[:, None], len(SIDES), axis=1)
    weights = rng.standard_normal((people, len(DIMENSIONS)))
    shared: Floats = np.einsum("pd,fd,gd->pfg", weights, side_of, features)
    return shared


def _features() -> Floats:
    """(G, D) dimensions, centred and scaled over the groups."""
    by_code = catalogue().by_code
    levels = np.array([by_code[code].dimensions for code in GROUPS], dtype=np.float64)
    scaled: Floats = (levels - levels.mean(axis=0)) / levels.std(axis=0)
    return scaled


def _side_of() -> Floats:
    """(4, D): 1 where the dimension belongs to the side."""
    return np.array([[float(name in names) for name in DIMENSIONS] for names in SIDES.values()])


def _wishes(rng: np.random.Generator, kind: WorldKind, likings: Floats) -> tuple[Rows, Flags]:
    """(P, W) groups, all different, and whether each is real: one of the person's best three."""
    people, count = len(likings), kind.wishes
    best = rng.permuted(np.argsort(-likings, axis=1)[:, :_BEST], axis=1)[:, :count]
    anything = np.tile(np.arange(len(GROUPS)), (people, 1))
    if kind.popular_borrowed:
        anything = np.tile([GROUPS.index(code) for code in _POPULAR], (people, 1))
    borrowed = rng.permuted(anything, axis=1)
    real = rng.random((people, count)) < kind.real_share
    wishes = np.where(real, best, borrowed[:, :count])
    for column in range(1, count):
        _redraw_same(wishes, borrowed, real, column)
    return wishes, real


def _redraw_same(wishes: Rows, borrowed: Rows, real: Flags, column: int) -> None:
    """Give whoever wished for this before the next borrowed wish, which is new to them."""
    for candidate in borrowed.T:
        same = (wishes[:, :column] == wishes[:, column, None]).any(axis=1)
        wishes[same, column] = candidate[same]
        real[same, column] = False


def _standard(values: Floats) -> Floats:
    scaled: Floats = (values - values.mean()) / values.std()
    return scaled
