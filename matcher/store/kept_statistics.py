"""Counts of what became of people whose time was over, by office and year: nobody is in them."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.store import tables as t
from matcher.store.reading_market import read_all
from matcher.store.trust_tables import kept_statistics
from matcher.store.upserting import IDS_A_STATEMENT, batches, upsert_statement


@dataclass(frozen=True, slots=True, order=True)
class Statistic:
    """``kind``: programme (by its outcome), placement (by how it ended) or next_step after one."""

    office_id: str
    year: int
    kind: str
    name: str


def add_statistics(connection: sa.Connection, participant_ids: Collection[str]) -> None:
    """Count what became of them, before they are removed; within ``writing``."""
    found = Counter(read_statistics(connection))
    for part in batches(list(participant_ids), IDS_A_STATEMENT):
        found += _counted(connection, part)
    names = ["office_id", "year", "kind", "name", "count"]
    rows = [
        dict(zip(names, (s.office_id, s.year, s.kind, s.name, count), strict=True))
        for s, count in sorted(found.items())
    ]
    if rows:
        statement = upsert_statement(connection.dialect.name, kept_statistics, names)
        connection.execute(statement, rows)


def read_statistics(connection: sa.Connection) -> dict[Statistic, int]:
    """Every count, by office, year and kind."""
    c = kept_statistics.c
    rows = connection.execute(sa.select(c.office_id, c.year, c.kind, c.name, c.count))
    return {Statistic(*row[:4]): row[4] for row in rows}


def _counted(connection: sa.Connection, ids: Collection[str]) -> "Counter[Statistic]":
    people = read_all(connection, Participant, t.participants.c.participant_id.in_(ids))
    placements = read_all(connection, Placement, t.placements.c.participant_id.in_(ids))
    theirs = sa.select(t.placements.c.placement_id).where(t.placements.c.participant_id.in_(ids))
    outcomes = read_all(connection, Outcome, t.outcomes.c.placement_id.in_(theirs))
    office = {person.participant_id: person.office_id for person in people}
    return _programmes(people) + _placements(placements, outcomes, office)


def _programmes(people: Collection[Participant]) -> "Counter[Statistic]":
    return Counter(
        Statistic(p.office_id, p.programme_end.year, "programme", _step(p.programme_outcome))
        for p in people
        if p.programme_end is not None
    )


def _placements(
    placements: Collection[Placement], outcomes: Collection[Outcome], office: Mapping[str, str]
) -> "Counter[Statistic]":
    said: dict[str, list[Outcome]] = {}
    for outcome in outcomes:  # in the order of their days, for each reporter
        said.setdefault(outcome.placement_id, []).append(outcome)
    counts: Counter[Statistic] = Counter()
    for each in placements:
        over = each.ended or each.planned_end
        if each.status is not PlacementStatus.ENDED or over is None:
            continue
        known = said.get(each.placement_id, [])
        place = office[each.participant_id], over.year
        counts[Statistic(*place, "placement", _how_it_ended(known))] += 1
        counts[Statistic(*place, "next_step", _next_step(known))] += 1
    return counts


def _how_it_ended(said: Collection[Outcome]) -> str:
    """As most of the vocabulary of ends knows it.

    >>> from datetime import date
    >>> _how_it_ended([Outcome("L1", Reporter.MENTOR, date(2026, 1, 9), showed_up=False)])
    'no_show'
    """
    if any(each.showed_up is False or each.end_reason is EndReason.NO_SHOW for each in said):
        return "no_show"
    latest = [each.completed for each in said if each.completed is not None]
    if not latest:
        return "unknown"
    return "completed" if latest[-1] else "broken_off"


def _next_step(said: Collection[Outcome]) -> str:
    steps = [each.next_step for each in said if each.reporter is Reporter.ADVISER]
    return _step(next((step for step in reversed(steps) if step is not None), None))


def _step(step: NextStep | None) -> str:
    return str(step or NextStep.UNKNOWN)
