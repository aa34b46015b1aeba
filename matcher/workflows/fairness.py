"""Use case: how each audit group fares (``fairness``): places, suggestions, forecasts, proxies.

Reported on and never used: no figure here reaches a ranking, a plan or a fit (design.md 6.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import NotAllowed, NotFound
from matcher.domain.participants import Participant
from matcher.learning.comparison import Comparison
from matcher.learning.fairness import (
    UNKNOWN,
    Breakdown,
    Sums,
    Worse,
    break_down,
    clearly_worse,
    document,
)
from matcher.learning.forecast_fairness import (
    Judged,
    between_groups,
    forecast_sums,
    judge_forecasts,
    parity_of_forecasts,
    parity_of_placements,
)
from matcher.learning.proxies import person_means, proxy_table
from matcher.ranking.model import AdditiveModel
from matcher.store.engine import reading
from matcher.store.shown_lines import read_shown_lines
from matcher.workflows.fairness_people import (
    EXPOSURE_DAYS,
    exposure_sums,
    group_of,
    placement_sums,
    suggestion_sums,
    waiting_people,
)
from matcher.workflows.night_candidate import SEED, forecast_folds
from matcher.workflows.night_rows import NightRows, material_of, night_rows
from matcher.workflows.program import Program


@dataclass(frozen=True, slots=True)
class Measured:
    """Every figure by group as it stands in a report, and the groups that are clearly worse."""

    document: dict[str, Any]
    worse: tuple[Worse, ...]


def fairness(
    program: Program, viewer: Viewer, *, today: date, office_id: str | None = None
) -> dict[str, Any]:
    """The figures as of ``today``, of all offices or one, for the model in use.

    NotAllowed for advisers, and for a leader who asks about another office; NotFound without one.
    """
    _check(viewer, office_id)
    model = program.model
    night = night_rows(program, today)
    if office_id is not None and office_id not in {o.office_id for o in night.market.offices}:
        raise NotFound(f'There is no office "{office_id}".')
    comparison = None
    if len(night.rows):
        comparison = forecast_folds(material_of(program, night, None), lambda done, of: None)
    found = measure(program, model, night, comparison, today, office_id)
    return found.document


def _check(viewer: Viewer, office_id: str | None) -> None:
    if viewer.role in (Role.ADVISER, Role.EMPLOYER):
        raise NotAllowed("Figures by audit group are for leaders and administrators.")
    if viewer.role is Role.LEADER and office_id != viewer.office_id:
        raise NotAllowed("A leader may ask about the own office.")


def measure(
    program: Program,
    model: AdditiveModel,
    night: NightRows,
    comparison: Comparison | None,
    today: date,
    office_id: str | None = None,
) -> Measured:
    """Everything, from what a night has read and forecast already."""
    people = [
        person
        for person in night.market.participants
        if office_id is None or person.office_id == office_id
    ]
    judged = _judged(night, comparison, people)
    sums = (*_people_sums(program, model, night, people, today), *forecast_sums(judged))
    breakdowns = [break_down(each, SEED) for each in sums]
    worse = clearly_worse(breakdowns)
    by_name = {each.figure.name: each for each in breakdowns}
    missed = by_name["false_negative_rate"]
    return Measured(
        {
            "as_of": today.isoformat(),
            "office_id": office_id,
            "model_version": model.version,
            "figures": document(breakdowns, worse),
            "thresholds": judged.thresholds,
            "between_groups": between_groups(judged, _shown(by_name)),
            "proxies": _proxies(night, people),
            "under_parity": {
                "placements": parity_of_placements(by_name["placement_rate"]),
                "forecasts": parity_of_forecasts(judged, missed),
            },
        },
        worse,
    )


def _people_sums(
    program: Program,
    model: AdditiveModel,
    night: NightRows,
    people: list[Participant],
    today: date,
) -> tuple[Sums, ...]:
    waiting = waiting_people(people, night.market, today, SEED)
    with reading(program.engine) as connection:
        lines = read_shown_lines(connection, today - timedelta(days=EXPOSURE_DAYS))
    return (
        placement_sums(people, night.market, today),
        *suggestion_sums(program.market_day(today), model, waiting),
        exposure_sums(people, lines),
    )


def _judged(night: NightRows, comparison: Comparison | None, people: list[Participant]) -> Judged:
    """The forecasts of these people's placements; none where nothing could be forecast."""
    if comparison is None or not comparison.folds:
        nothing = np.zeros(0)
        return Judged(nothing, nothing, nothing, np.zeros(0, np.intp), np.zeros(0, np.str_), {})
    here = np.isin(comparison.ids, [person.participant_id for person in people])
    return judge_forecasts(comparison, here[comparison.participant])


def _shown(breakdowns: Mapping[str, Breakdown]) -> frozenset[str]:
    """The groups whose error rates are both shown."""
    shown = [
        {line.group for line in breakdowns[name].lines if line.people is not None}
        for name in ("false_negative_rate", "false_positive_rate")
    ]
    return frozenset(set.intersection(*shown) - {UNKNOWN})


def _proxies(night: NightRows, people: list[Participant]) -> list[dict[str, Any]]:
    groups = {person.participant_id: group_of(person) for person in people}
    participant = night.rows.groups["participant"]
    own = np.isin(participant, list(groups))
    if not own.any():
        return []
    ids, means = person_means(night.rows.raw[own], participant[own])
    group = np.array([groups[one] for one in ids.tolist()], dtype=np.str_)
    return proxy_table(means, group, night.rows.names, SEED)
