"""Use case: how well tastes find what simulated people like (``evaluate tastes``).

The belief is the program's own, from wishes and reports as an office would have them. The worlds
and policies stand in ``tests/bench/tastes.md``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from matcher.domain.arrays import Flags, Floats
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.participants import Origin, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.occupations import catalogue
from matcher.simulation.taste_policies import POLICIES, TRUST, Before, Policy
from matcher.simulation.taste_worlds import (
    GROUPS,
    OTHER_WORLDS,
    WORLDS,
    Rows,
    TasteWorld,
    Told,
    WorldKind,
    make_world,
    taste,
)
from matcher.tasting.belief import Beliefs, believe_many
from matcher.tasting.evidence import Evidence, Tried, add_tried, gather, planned_noise
from matcher.tasting.next_taste import knowledge_gradient
from matcher.tasting.settings import TasteSettings
from matcher.tasting.space import TasteSpace, make_space

SEEDS = range(1, 21)
PERSONS = 300

_TODAY = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Figures:
    """One policy in one world: per cent with standard errors over seeds, and tastes used.

    ``share`` is the mean liking of what was chosen over that of the best, the same as the way
    from random to the oracle; ``of_range`` is the way from the worst to the best.
    """

    policy: str
    share: float
    share_se: float
    of_range: float
    of_range_se: float
    tastes: float


@dataclass(frozen=True, slots=True)
class WorldTable:
    """All policies in one world."""

    world: str
    rows: tuple[Figures, ...]


@dataclass(slots=True)
class _Office:
    """The program among the people of a world: what it has been told of each of them."""

    settings: TasteSettings
    space: TasteSpace
    world: TasteWorld
    evidence: list[Evidence] = field(default_factory=list)
    tastes: int = 0

    def beliefs(self) -> Beliefs:
        return believe_many(
            self.space,
            [each.expected for each in self.evidence],
            [each.seen for each in self.evidence],
            max(len(each.sources) for each in self.evidence),
        )

    def value(self, beliefs: Beliefs) -> Floats:
        """(P, G) knowledge gradients of the next taste."""
        noise = np.array([planned_noise(self.settings, each) for each in self.evidence])
        return knowledge_gradient(beliefs.mean, beliefs.covariance, noise[:, None])

    def hear(self, groups: Rows, told: Told, going: Flags) -> None:
        """The reports of those who are still tasting."""
        for person in np.flatnonzero(going).tolist():
            tried = _tried(GROUPS[groups[person]], told, person)
            add_tried(self.evidence[person], self.settings, tried)
        self.tastes += int(going.sum())


def evaluate_tastes(
    settings: TasteSettings,
    *,
    seeds: Iterable[int] = SEEDS,
    persons: int = PERSONS,
    worlds: Sequence[str] = (*WORLDS, *OTHER_WORLDS),
    policies: Sequence[Policy] = POLICIES,
    report: Callable[[str], None] = lambda line: None,
) -> tuple[WorldTable, ...]:
    """Run every policy in every world, ``persons`` for each of ``seeds``; ``report`` is told."""
    kinds: Mapping[str, WorldKind] = {**WORLDS, **OTHER_WORLDS}
    seeds, tables = tuple(seeds), []
    for name in worlds:
        report(f"{name} ...")
        runs = [
            [_measured(settings, make_world(kinds[name], persons, s), p, s) for p in policies]
            for s in seeds
        ]
        tables.append(WorldTable(name, _figures(policies, np.array(runs))))
    return tuple(tables)


def markdown(tables: Iterable[WorldTable]) -> list[str]:
    """The tables as lines of Markdown, one table a world."""
    heading = (
        "| policy | share, % | of the range, % | tastes |",
        "| --- | ---: | ---: | ---: |",
    )
    lines: list[str] = []
    for table in tables:
        rows = [
            f"| {row.policy} | {row.share:.1f} ± {row.share_se:.1f} "
            f"| {row.of_range:.1f} ± {row.of_range_se:.1f} | {row.tastes:.2f} |"
            for row in table.rows
        ]
        lines += [f"### {table.world}", "", *heading, *rows, ""]
    return lines


def _figures(policies: Sequence[Policy], runs: Floats) -> tuple[Figures, ...]:
    """``runs`` is (seeds, policies, 3)."""
    means = runs.mean(axis=0)
    errors = runs.std(axis=0, ddof=1) / np.sqrt(len(runs)) if len(runs) > 1 else means * np.nan
    return tuple(
        Figures(policy.name, mean[0], error[0], mean[1], error[1], mean[2])
        for policy, mean, error in zip(policies, means.tolist(), errors.tolist(), strict=True)
    )


def _measured(
    settings: TasteSettings, world: TasteWorld, policy: Policy, seed: int
) -> tuple[float, float, float]:
    """Share and way from worst to best in per cent, and tastes a person."""
    choice, tastes = _choices(settings, world, policy, seed)
    chosen = np.take_along_axis(world.likings, choice[:, None], axis=1).mean()
    best, worst = world.likings.max(axis=1).mean(), world.likings.min(axis=1).mean()
    people = len(choice)
    return 100 * chosen / best, 100 * (chosen - worst) / (best - worst), tastes / people


def _choices(
    settings: TasteSettings, world: TasteWorld, policy: Policy, seed: int
) -> tuple[Rows, int]:
    if policy == TRUST:
        return world.wishes[:, 0], 0
    office = _Office(settings, _space(settings), world, _wishes_heard(settings, world))
    rng = np.random.default_rng([seed, 1])
    going = np.ones(len(world.wishes), np.bool_)
    beliefs = office.beliefs()
    for turn in range(policy.most):
        value = office.value(beliefs)
        groups = policy.pick(
            Before(beliefs.mean, beliefs.covariance, value, world.wishes[:, 0]), rng
        )
        if policy.stops:
            going &= value.max(axis=1) > settings.cost
        office.hear(groups, taste(world, groups, turn), going)
        beliefs = office.beliefs()
    return beliefs.mean.argmax(axis=1), office.tastes


def _space(settings: TasteSettings) -> TasteSpace:
    return make_space(catalogue(), GROUPS, shared_sd=settings.shared_sd, own_sd=settings.own_sd)


def _wishes_heard(settings: TasteSettings, world: TasteWorld) -> list[Evidence]:
    """What each person wishes for, as an office would have it."""
    return [
        gather(settings, _wishes(world, person), (), (), (), _not_read, _TODAY)
        for person in range(len(world.wishes))
    ]


def _wishes(world: TasteWorld, person: int) -> list[Wish]:
    """The person's wishes with the origin that was told."""
    own = world.own[person].tolist()
    origins = [Origin.OWN if idea else Origin.FRIENDS for idea in own]
    if not world.kind.origin_told:
        origins = [Origin.UNKNOWN] * len(own)
    return [
        Wish(f"P{person}", GROUPS[group], rank, origin, GROUPS[group])
        for rank, (group, origin) in enumerate(
            zip(world.wishes[person].tolist(), origins, strict=True), start=1
        )
    ]


def _not_read(text: str) -> Sequence[tuple[str, float]]:
    raise AssertionError(f"every simulated wish states its occupation: {text!r}")


def _tried(code: str, told: Told, person: int) -> Tried:
    """A taste of unknown dates, which counts as one of full length, and the person's report."""
    fits = [None if np.isnan(fit) else int(fit) for fit in told.fits[person]]
    placement = Placement("L", f"P{person}", "O", Purpose.TASTE, PlacementStatus.ENDED)
    outcome = Outcome(
        placement_id="L",
        reporter=Reporter.PARTICIPANT,
        reported_on=_TODAY,
        fit_tasks=fits[0],
        fit_people=fits[1],
        fit_pace=fits[2],
        fit_language=fits[3],
        would_continue=bool(told.goes_on[person]),
    )
    return Tried(placement, code, outcome, code)
