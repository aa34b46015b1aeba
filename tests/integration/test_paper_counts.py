"""Counts for the papers, and findings, on either database."""

from datetime import date

import sqlalchemy as sa

from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import appending, reading, writing
from matcher.store.findings import add_finding, assign_finding, close_finding, read_findings
from matcher.store.paper_counts import read_counts
from matcher.store.writers import upsert_market, upsert_rows

DAY = date(2025, 9, 1)


def chosen(number: int, position: int | None) -> Placement:
    return Placement(
        f"X{number}", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.CANCELLED,
        model_version="day-one", position=position, proposed_on=DAY,
    )  # fmt: skip


def test_choices_are_counted_by_position_and_small_counts_are_hidden(
    engine: sa.Engine, small_market
):
    positions = [1] * 9 + [2, 3] * 3 + [7] + [None] * 8
    with writing(engine) as connection:
        upsert_market(connection, small_market)
        upsert_rows(connection, "placements", [chosen(n, at) for n, at in enumerate(positions)])
        connection.execute(
            sa.text("UPDATE placements SET proposed_on = :day WHERE placement_id LIKE 'X%'"),
            {"day": DAY},
        )
    with reading(engine) as connection:
        counts = read_counts(connection)

    # One choice further down is hidden, and with it the smallest of the others.
    assert counts.choices == {"1": 9, "2-3": None, "4+": None, "none": 8}
    assert (counts.lists, counts.dismissals, counts.without_group) == (0, {}, None)


def test_a_finding_is_opened_owned_and_closed(engine: sa.Engine):
    with writing(engine) as connection:
        for figure in ("best_value", "placement_rate"):
            add_finding(connection, "A", figure, "It is lower.", DAY)
    with appending(engine) as connection:
        close_finding(connection, 1, "lena", "Meldt for sent.", DAY)
        assign_finding(connection, 2, "Nina", DAY)
    with reading(engine) as connection:
        found = read_findings(connection)
        still_open = read_findings(connection, closed=False)

    assert [(each.id, each.owner, each.closed_why) for each in found] == [
        (2, "Nina", None), (1, None, "Meldt for sent."),
    ]  # fmt: skip
    assert [each.id for each in still_open] == [2]
