"""What is known on a day of each placement; of a changed market only what changed is asked again.

What stayed the same is told by identity: the store keeps unchanged rows as the same objects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.market import Market
from matcher.domain.outcomes import Outcome, badly_ended, says_badly
from matcher.domain.placements import Placement
from matcher.features.labels import Labelled, label_placement, reports_by_placement


@dataclass(frozen=True, slots=True)
class Known:
    """One placement with its reports, and what they come to: the label, and whether badly."""

    placement: Placement
    reports: Sequence[Outcome]
    labelled: Labelled | None
    badly: bool


@dataclass(frozen=True, slots=True)
class KnownPast:
    """``history`` is that of `label_placements`, ``badly_ended`` that of `domain.outcomes`."""

    today: date
    placements: tuple[Placement, ...]
    outcomes: tuple[Outcome, ...]
    by_id: dict[str, Known]
    history: tuple[Labelled, ...]
    badly_ended: frozenset[str]


def known_past(market: Market, today: date, before: KnownPast | None = None) -> KnownPast:
    """What is known of the market's placements on ``today``; ``before`` is of the same day."""
    if before is not None and _is_same(before, market, today):
        return before
    old = before.by_id if before is not None and before.today == today else {}
    reports = reports_by_placement(market.outcomes)
    by_id = {
        placement.placement_id: _known(
            old.get(placement.placement_id),
            placement,
            reports.get(placement.placement_id, ()),
            today,
        )
        for placement in market.placements
    }
    return KnownPast(
        today,
        market.placements,
        market.outcomes,
        by_id,
        history=tuple(each.labelled for each in by_id.values() if each.labelled is not None),
        badly_ended=frozenset(name for name, each in by_id.items() if each.badly),
    )


def _is_same(before: KnownPast, market: Market, today: date) -> bool:
    return (
        before.today == today
        and before.placements is market.placements
        and before.outcomes is market.outcomes
    )


def _known(
    old: Known | None, placement: Placement, reports: Sequence[Outcome], today: date
) -> Known:
    if old is not None and old.placement is placement and old.reports == reports:
        return old
    labelled = label_placement(placement, reports, today)
    if labelled is None:
        badly = bool(badly_ended(reports, today))
    else:
        badly = any(map(says_badly, labelled.reports))
    return Known(placement, reports, labelled, badly)
