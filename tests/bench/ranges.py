"""Do the 80 % ranges hold the true chance four times in five? Counted in simulated municipalities.

    python tests/bench/ranges.py [SEEDS]

What stands above the mark in ``ranges.md`` is kept.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from matcher.domain.arrays import PURPOSES, Floats
from matcher.domain.policy import Policy
from matcher.features.intercepts import Rows
from matcher.learning.dataset import learning_set
from matcher.learning.stages import fit_stages
from matcher.occupations import catalogue
from matcher.occupations.resolver import Resolver
from matcher.ranking.day_one import DayOne
from matcher.ranking.model import STAGES, AdditiveModel, day_one_model
from matcher.ranking.rank import MarketDay, Ranked, market_day, rank_openings
from matcher.simulation.effects import CAUSES, PERSON_SD
from matcher.simulation.hearts import Hearts, hearts
from matcher.simulation.municipality import simulate_municipality
from matcher.simulation.people import Person
from matcher.simulation.truth import Simulation, Truth
from matcher.workflows.learned_model import learned_model, prior_of, standardised
from matcher.workflows.likings import liking_from_tastes
from matcher.workflows.program import read_day_one, read_policy, read_tastes
from tests.bench.measuring import machine

PAGE = Path(__file__).with_name("ranges.md")
MODELS = Path(__file__).parents[2] / "models"
MARK = "<!-- Below this line ranges.py writes. -->"
TODAY, PARTICIPANTS, SEEDS = date(2025, 9, 1), 200, 20
# The lists that an adviser sees, and everything that a person may have.
LISTS = {"shown": 10, "all that is possible": 10_000}
ALIKE, OWN = "people alike", "the person"
# Seven points integrate a logistic curve over a normal spread to four digits.
_POINTS, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)


@dataclass(frozen=True, slots=True)
class Held:
    """Shares of true chances within their ranges in one world, (4,) by stage, and the widths."""

    model: str
    pairs: str
    of: str
    shares: Floats
    widths: Floats
    placements: int


def held_in(seed: int) -> Iterator[Held]:
    """Both models' ranges in one world, against both truths."""
    made = simulate_municipality(participants=PARTICIPANTS, seed=seed, today=TODAY)
    day_one, policy = read_day_one(MODELS), read_policy(MODELS / "policy.toml")
    day = _day(made, policy)
    learned, placements = _learned(made, day_one, policy)
    for name, model in (("start", day_one_model(day_one)), ("learned", learned)):
        for pairs, limit in LISTS.items():
            people = list(made.market.participants[: made.truth.current])
            ranked = rank_openings(day, model, people, limit=limit)
            yield from _held(name, pairs, model, day, made.truth, ranked, placements)


def _held(
    name: str, pairs: str, model: AdditiveModel, day: MarketDay, truth: Truth,
    every: Sequence[Ranked], placements: int,
) -> Iterator[Held]:  # fmt: skip
    ranges = []
    truths: dict[str, list[Floats]] = {ALIKE: [], OWN: []}
    for person, ranked in enumerate(every):
        ranges.append(model.ranges(ranked.columns, day.encoder.offers, ranked.openings))
        purposes = ranked.screening.purpose[ranked.row, ranked.openings]
        own, alike = _true(truth, hearts(), person, ranked.openings, purposes)
        truths[OWN].append(own)
        truths[ALIKE].append(alike)
    low, high = np.moveaxis(np.concatenate(ranges), -1, 0)
    for of, found in truths.items():
        chances = np.concatenate(found)
        within = (low <= chances) & (chances <= high)
        widths = (high - low).mean(axis=0)
        yield Held(name, pairs, of, within.mean(axis=0), widths, placements)


def _true(
    truth: Truth, known: Hearts, person: int, openings: Rows, purposes: Rows
) -> tuple[Floats, Floats]:
    """(n, 4) the person's own true chances, and the mean of people alike.

    Alike: the same facts, wishes and workplace; what nobody can know is averaged: what is drawn for
    each person alone, and how far the heart is from what the wishes make one expect.
    """
    stay = truth.stays[person]
    of_heart = truth.effects.coefficients[:, CAUSES.index("liking")] * known.sd
    hidden = np.sqrt(PERSON_SD**2 + of_heart**2)
    (expected,) = known.expected([stay.person])
    alike = [
        replace(stay.person, likings=expected, effect=point * hidden) for point in _POINTS.tolist()
    ]
    chances = [_chances(truth, person, each, openings, purposes) for each in (stay.person, *alike)]
    return chances[0], np.tensordot(_WEIGHTS / _WEIGHTS.sum(), np.array(chances[1:]), axes=1)


def _chances(truth: Truth, row: int, who: Person, openings: Rows, purposes: Rows) -> Floats:
    """(n, 4) with ``who`` in the place of the person in ``row``."""
    stays = list(truth.stays)
    stays[row] = replace(stays[row], person=who)
    other, found = replace(truth, stays=tuple(stays)), np.zeros((len(openings), len(STAGES)))
    for code in set(purposes.tolist()):
        rows = purposes == code
        found[rows] = other.chances(row, PURPOSES[code])[openings[rows]]
    return found


def _codes():
    resolver = Resolver(catalogue(), ())
    return lru_cache(20_000)(lambda text: [(m.code, m.score) for m in resolver.resolve(text)])


def _day(made: Simulation, policy: Policy) -> MarketDay:
    liking = liking_from_tastes(read_tastes(MODELS / "tastes.toml"))
    return market_day(made.market, TODAY, policy, _codes(), liking)


def _learned(made: Simulation, day_one: DayOne, policy: Policy) -> tuple[AdditiveModel, int]:
    """Fitted to the whole history, without the gates; and from how many placements."""
    liking = liking_from_tastes(read_tastes(MODELS / "tastes.toml"))
    rows = learning_set(
        made.market, TODAY, policy=policy, resolve=_codes(), liking=liking,
        bends=day_one.bends, kept={},
    )  # fmt: skip
    columns = standardised(day_one, rows)
    fitted = fit_stages(columns, rows.labels, rows.groups, prior_of(day_one))
    return learned_model(day_one, fitted, "learned"), len(rows)


def lines(found: Sequence[Held]) -> list[str]:
    """The table: a row for each model, list and truth."""
    heading = ("model", "pairs", "true chance of", *map(str, STAGES), "mean width")
    rows = [heading, ("---", "---", "---", *(["--:"] * (len(STAGES) + 1)))]
    for key in dict.fromkeys((each.model, each.pairs, each.of) for each in found):
        own = [each for each in found if (each.model, each.pairs, each.of) == key]
        shares, widths = np.array([h.shares for h in own]), np.array([h.widths for h in own])
        rows.append((*key, *_percents(shares), f"{widths.mean():.2f}"))
    return [f"| {' | '.join(row)} |" for row in rows]


def _percents(shares: Floats) -> list[str]:
    """Mean over worlds with a 95 % interval, worlds being what differs."""
    half = 1.96 * shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
    return [
        f"{100 * m:.0f} % ± {100 * h:.0f}" for m, h in zip(shares.mean(axis=0), half, strict=True)
    ]


def main(seeds: int = SEEDS) -> None:
    """Write the page."""
    began = time.time()
    found = [held for seed in range(1, seeds + 1) for held in held_in(seed)]
    placements = np.mean([held.placements for held in found])
    head = (
        f"{machine()}. Made by `.venv/bin/python tests/bench/ranges.py {seeds}` in"
        f" {time.time() - began:.0f} s: {seeds} municipalities of {PARTICIPANTS} participants, the"
        f" learned model from {placements:.0f} placements in the mean. ± is a 95 % interval over"
        " municipalities."
    )
    kept = PAGE.read_text(encoding="utf-8").split(MARK)[0] if PAGE.exists() else ""
    text = "\n".join([head, "", *lines(found)])
    PAGE.write_text(f"{kept}{MARK}\n\n{text}\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
