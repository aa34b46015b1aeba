"""Use case: why this opening, or why not: every rule and every contribution (``why``)."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.domain.access import Viewer
from matcher.domain.arrays import Floats
from matcher.domain.errors import NotFound
from matcher.domain.purposes import Purpose
from matcher.eligibility.pair import judge
from matcher.eligibility.screening import screen
from matcher.eligibility.sentences import rule_name, rule_sentence
from matcher.ranking.day_one import DayOne
from matcher.ranking.facts import pair_facts
from matcher.ranking.in_use import explained
from matcher.ranking.model import STAGES, AdditiveModel, by_stage
from matcher.ranking.rank import MarketDay, score_pairs
from matcher.ranking.reasons import may_be_said, sentence
from matcher.ranking.value import placement_value
from matcher.store.engine import reading
from matcher.store.readers import read_participant
from matcher.workflows.office_prices import prices_for
from matcher.workflows.program import Program


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """What one rule says; ``state`` is met, not_met or unknown, ``fields`` what is not known."""

    rule: str
    name: str
    state: str
    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to a stage's log-odds; ``raw`` None where the feature is not known."""

    feature: str
    label: str
    raw: float | None
    log_odds: float
    text: str | None


@dataclass(frozen=True, slots=True)
class StageScore:
    """``intercept`` and all contributions add up to ``log_odds``."""

    stage: str
    intercept: float
    contributions: tuple[Contribution, ...]
    log_odds: float
    probability: float


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that decides about one pair."""

    participant_id: str
    opening_id: str
    today: date
    model_version: str
    title: str | None
    employer_name: str | None
    purpose: Purpose
    eligible: bool
    rules: tuple[RuleAnswer, ...]
    stages: tuple[StageScore, ...]
    ranges: dict[str, tuple[float, float]]
    value: float
    price: float
    score: float
    free_from: date | None
    travel_minutes: float | None


def why(
    program: Program,
    viewer: Viewer,
    participant_id: str,
    opening_id: str,
    *,
    today: date,
    purpose: Purpose | None = None,
    lang: str = "nb",
) -> Why:
    """Every rule's answer and every feature's part for this pair, be it possible or not.

    NotFound where ``viewer`` may not see the participant, or there is no such opening.
    """
    with reading(program.engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
    day = program.market_day(today)
    column = _column(day, opening_id)
    opening, board = day.ready.openings[column], day.ready.board
    judgement = judge(board, participant, opening, purpose)
    screening = screen(day.ready, [participant], purpose)
    pairs = day.pairs(screening, np.array([0]), np.array([column]))
    model = program.model
    raw, columns, chances = score_pairs(model, pairs)
    value = float(placement_value(chances, program.policy)[0])
    price = float(prices_for(program, day, participant.office_id)[column])
    code = day.encoder.offers.code_of(column)
    facts = pair_facts(day.encoder, participant_id, code, raw[0], lang)
    return Why(
        participant_id=participant_id,
        opening_id=opening_id,
        today=today,
        model_version=model.version,
        title=opening.title,
        employer_name=board.employers[opening.employer_id].name,
        purpose=judgement.purpose,
        eligible=judgement.eligible,
        rules=tuple(
            RuleAnswer(
                rule=str(answer.rule),
                name=rule_name(answer.rule, lang),
                state=answer.state.name.lower(),
                fields=answer.unknown_fields,
                text=rule_sentence(answer, lang),
            )
            for answer in judgement.answers
        ),
        stages=_stages(model, program.day_one, raw[0], columns, chances[0], facts, lang),
        ranges=by_stage(model.ranges(columns, day.encoder.offers, pairs.opening)[0]),
        value=value,
        price=price,
        score=value - program.policy.price_factor * price,
        free_from=judgement.free.starts,
        travel_minutes=None if judgement.minutes is None else round(judgement.minutes, 1),
    )


def _column(day: MarketDay, opening_id: str) -> int:
    try:
        return day.ready.arrays.ids.index(opening_id)
    except ValueError:
        raise NotFound(f'There is no opening "{opening_id}".') from None


def _stages(
    model: AdditiveModel,
    day_one: DayOne,
    raw: Floats,
    columns: Floats,
    chances: Floats,
    facts: dict[str, str],
    lang: str,
) -> tuple[StageScore, ...]:
    words = explained(day_one, model)
    log_odds = model.log_odds(columns)[0]
    return tuple(
        StageScore(
            stage=str(stage),
            intercept=float(model.intercepts[index]),
            contributions=_contributions(model, words, index, columns[0], raw, facts, lang),
            log_odds=float(log_odds[index]),
            probability=float(chances[index]),
        )
        for index, stage in enumerate(STAGES)
    )


def _contributions(
    model: AdditiveModel,
    words: DayOne,
    index: int,
    columns: Floats,
    raw: Floats,
    facts: dict[str, str],
    lang: str,
) -> tuple[Contribution, ...]:
    """The features that this stage looks at, in the order of the day-one file."""
    parts = model.contributions(columns[None, :])[0, :, index]
    return tuple(
        Contribution(
            feature=entry.name,
            label=entry.label[lang],
            raw=None if np.isnan(number) else number,
            log_odds=part,
            text=sentence(entry, part, facts, lang) if may_be_said(entry, part, column) else None,
        )
        for entry, size, part, column, number in zip(
            words.entries,
            model.effects[:, index].tolist(),
            parts.tolist(),
            columns.tolist(),
            raw.tolist(),
            strict=True,
        )
        if size != 0
    )
