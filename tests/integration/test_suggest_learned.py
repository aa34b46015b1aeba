"""Suggest and why with a model that was learned from the store: exact, surer, and true."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from matcher.domain.access import OPERATOR
from matcher.features.columns import HISTORY
from matcher.learning.dataset import LearningSet, learning_set
from matcher.learning.registry import packed, write_artefact
from matcher.learning.stages import fit_stages
from matcher.ranking.model import AdditiveModel, probabilities
from matcher.ranking.rank import rank_openings
from matcher.store.engine import reading, writing
from matcher.store.model_registry import ModelVersion, add_version, promote
from matcher.store.readers import read_chosen, read_market
from matcher.workflows.learned_model import learned_model, log_odds_of, prior_of, standardised
from matcher.workflows.likings import liking_from_tastes
from matcher.workflows.program import Program, open_program
from matcher.workflows.suggest import Suggestion, suggest
from matcher.workflows.why import why

TODAY = date(2025, 9, 1)
VERSION = "20250901-0205-learned0"
AT = datetime(2025, 9, 1, 2, 5, tzinfo=UTC)
INTERCEPTS = [column for columns in HISTORY.values() for column in columns.values()]


@pytest.fixture(scope="module")
def program(
    town_template: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    """A town whose own history taught the model in use."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copy(town_template(participants=40), folder / "store.db")
    opened = open_program(f"sqlite:///{folder / 'store.db'}", versions=folder / "versions")
    rows = rows_of(opened)
    fitted = fit_stages(standardised(opened.day_one, rows), rows.labels, rows.groups,
                        prior_of(opened.day_one))  # fmt: skip
    put_in_use(opened, folder / "versions", learned_model(opened.day_one, fitted, VERSION))
    assert opened.model.version == VERSION and opened.model_problem is None
    yield opened
    opened.engine.dispose()


def rows_of(program: Program) -> LearningSet:
    with reading(program.engine) as connection:
        market, kept = read_market(connection), read_chosen(connection)
    return learning_set(
        market, TODAY, policy=program.policy,
        resolve=lambda text: [(m.code, m.score) for m in program.resolve(text)],
        liking=liking_from_tastes(program.tastes), bends=program.day_one.bends, kept=kept,
    )  # fmt: skip


def put_in_use(program: Program, versions: Path, model: AdditiveModel) -> None:
    manifest = write_artefact(versions, VERSION, packed(model), {}, "")
    with writing(program.engine) as connection:
        add_version(connection, ModelVersion(VERSION, AT, manifest["sha256"], manifest))
        promote(connection, VERSION, "night", "night", AT)


def shown(program: Program, lang: str = "nb") -> Iterator[tuple[str, Suggestion]]:
    with reading(program.engine) as connection:
        people = read_market(connection).participants[:12]
    for person in people:
        found = suggest(program, OPERATOR, person.participant_id, today=TODAY, log=False, lang=lang)
        assert found.model_version == VERSION
        yield from ((person.participant_id, each) for each in found.suggestions[:3])


def test_contributions_add_up_to_what_the_list_says(program: Program) -> None:
    learned = 0
    for person, each in shown(program):
        found = why(program, OPERATOR, person, each.opening_id, today=TODAY, lang="en")
        assert found.model_version == VERSION
        for stage in found.stages:
            parts = {part.feature: part.log_odds for part in stage.contributions}
            total = stage.intercept + sum(parts.values())
            assert total == pytest.approx(stage.log_odds, abs=1e-9)
            assert stage.probability == pytest.approx(each.outcomes[stage.stage])
            assert probabilities(np.array(total)) == pytest.approx(stage.probability)
            learned += sum(parts.get(column, 0.0) != 0 for column in INTERCEPTS)
    assert learned > 20


def test_every_chance_lies_in_its_range_and_why_says_the_same_one(program: Program) -> None:
    for person, each in shown(program):
        assert list(each.ranges) == list(each.outcomes)
        for stage, (low, high) in each.ranges.items():
            assert 0 < low < each.outcomes[stage] < high < 1
        found = why(program, OPERATOR, person, each.opening_id, today=TODAY)
        for stage, ends in found.ranges.items():
            assert ends == pytest.approx(each.ranges[stage])


def test_what_was_learned_makes_it_surer_than_the_start_model(program: Program) -> None:
    person, _ = next(shown(program))
    first = learned_model(
        program.day_one,
        fit_stages(np.empty((0, len(program.day_one.names))), np.empty((0, 4)), {},
                   prior_of(program.day_one)),
        "nothing",
    )  # fmt: skip
    day = program.market_day(TODAY)
    with reading(program.engine) as connection:
        people = {p.participant_id: p for p in read_market(connection).participants}
    widths = []
    for model in (first, program.model):
        (ranked,) = rank_openings(day, model, [people[person]], limit=3)
        ranges = model.ranges(ranked.columns, day.encoder.offers, ranked.openings)
        widths.append((ranges[..., 1] - ranges[..., 0]).mean())
    assert widths[1] < widths[0]


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_reasons_follow_the_model_and_are_true_of_the_pair(program: Program, lang: str) -> None:
    said = 0
    for person, each in shown(program, lang):
        found = why(program, OPERATOR, person, each.opening_id, today=TODAY, lang=lang)
        for reason in each.reasons:
            said += 1
            assert reason.text.endswith(".") and not set("{}_") & set(reason.text)
            parts = [
                part.log_odds
                for stage in found.stages
                for part in stage.contributions
                if part.feature == reason.feature
            ]
            # It speaks for the pair only where it lifts a stage, and against where it lowers one.
            assert any(part > 0 for part in parts) if reason.effect > 0 else min(parts) < 0
            assert reason.effect != 0
    assert said > 40


def test_the_rows_are_predicted_by_who_was_there(program: Program) -> None:
    rows = rows_of(program)
    found = log_odds_of(program.model, rows)
    elsewhere = replace(rows, groups={**rows.groups, "employer": np.full(len(rows), "E-unseen")})
    assert not np.array_equal(found, log_odds_of(program.model, elsewhere))
    told = replace(rows, groups={**rows.groups, "adviser": np.full(len(rows), "kari")})
    np.testing.assert_array_equal(found, log_odds_of(program.model, told))
