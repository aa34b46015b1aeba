"""What a night finds in the store or among the models and cannot use: it says so, and runs."""

import shutil
from datetime import date

import pytest
import sqlalchemy as sa

from matcher.domain.errors import Conflict
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import PlacementStatus
from matcher.features.columns import FEATURES
from matcher.learning.registry import kept_versions
from matcher.store.engine import reading, writing
from matcher.store.learning_tables import chosen_features, nights
from matcher.store.model_registry import (
    DAY_ONE,
    ModelVersion,
    add_version,
    promote,
    read_promotions,
)
from matcher.store.writers import upsert_rows
from tests.integration.learning_stores import TODAY, clock, made_up_market
from tests.integration.nights.night_office import (
    DECIDED,
    WRITTEN,
    Office,
    kill_at,
    next_night,
)


def test_an_outcome_of_a_placement_that_does_not_exist_is_left_out_and_named(office):
    # An engine that is not the program's: no constraint stops it.
    behind = sa.create_engine(office.url)
    with behind.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO outcomes (placement_id, reporter, reported_on, showed_up)"
            " VALUES ('GHOST', 'mentor', '2025-01-10', 1)"
        )
    behind.dispose()
    decision, heard = next_night(office)

    assert decision in DECIDED
    assert any("1 outcomes are of placements that do not exist" in text for text in heard)
    assert any("GHOST" in text for text in heard)


def test_the_store_refuses_such_an_outcome_in_the_first_place(office):
    ghost = Outcome("GHOST", Reporter.MENTOR, date(2025, 1, 10), showed_up=True)
    with (
        office.program() as program,
        pytest.raises(Conflict, match="not in the store"),
        writing(program.engine) as connection,
    ):
        upsert_rows(connection, "outcomes", [ghost])


def keep_features(office: Office, features: dict[str, float]) -> None:
    """Features kept with the first placement that ended."""
    ended = next(
        placement
        for placement in made_up_market().placements
        if placement.status is PlacementStatus.ENDED and placement.starts
    )
    with office.program() as program, writing(program.engine) as connection:
        connection.execute(
            chosen_features.insert().values(
                placement_id=ended.placement_id,
                chosen_on=ended.starts,
                model_version="day-one-0",
                features=features,
            )
        )


@pytest.mark.parametrize(
    ("gone", "more"),
    [
        ("wish_own", "shoe_size"),
        pytest.param("travel_minutes", None, marks=pytest.mark.long),
        pytest.param(None, "shoe_size", marks=pytest.mark.long),
    ],
)
def test_a_column_that_disappeared_or_is_gone_is_said_and_the_night_runs(office, gone, more):
    features = dict.fromkeys(FEATURES, 0.0)
    features.pop(gone or "", None)
    keep_features(office, features | ({more: 1.0} if more else {}))
    decision, heard = next_night(office)

    assert decision in DECIDED
    (said,) = [text for text in heard if "have not the program's columns" in text]
    assert f"missing: {gone or 'none'}" in said
    assert f"no longer known: {more or 'none'}" in said


@pytest.mark.long
def test_after_another_start_model_the_night_learns_again_though_no_row_is_new(office):
    next_night(office)
    with office.program() as program, writing(program.engine) as connection:
        row = connection.execute(sa.select(nights)).one()
        connection.execute(nights.update().values(report=row.report | {"mark": "another"}))
    _, heard = next_night(office)

    assert not any("Zero new rows" in text for text in heard)


def test_a_registry_row_without_a_folder_gives_way_to_the_model_before_and_the_night_runs(office):
    lost = ModelVersion("20250831-0205-deadbeef", clock(), "0" * 64, {"as_of": str(TODAY)})
    with office.program() as program, writing(program.engine) as connection:
        add_version(connection, lost)
        promote(connection, lost.version, "night", "night", clock())

    assert office.served() == office.yesterday
    assert "there is no folder" in office.doctor()
    decision, heard = next_night(office)
    assert decision in DECIDED
    assert any("there is no folder" in text for text in heard)


@pytest.mark.long
def test_yesterdays_model_whose_folder_is_gone_gives_way_to_the_start_model(office):
    shutil.rmtree(office.versions / office.yesterday)

    assert office.served().startswith(DAY_ONE)
    assert next_night(office)[0] in DECIDED


@pytest.mark.long
def test_a_night_killed_between_folder_and_registry_may_come_to_the_same_name_again(office):
    kill_at(office, WRITTEN)
    orphans = set(kept_versions(office.versions)) - {office.yesterday}
    decision, _ = next_night(office)

    assert len(orphans) == 1
    assert decision in DECIDED
    with office.program() as program, reading(program.engine) as connection:
        assert not orphans & {each.version for each in read_promotions(connection)}
