"""Use case: which openings to try for a participant, in order, with reasons (``suggest``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

import numpy as np

from matcher.domain.access import Viewer
from matcher.domain.arrays import PURPOSES, Floats
from matcher.domain.participants import Participant, in_programme
from matcher.domain.placements import PlacementStatus, status_as_of
from matcher.domain.purposes import Purpose
from matcher.eligibility.lengths import first_working_day, last_day
from matcher.eligibility.pair import ask, pair_of
from matcher.eligibility.sentences import ask_sentence
from matcher.ranking.day_one import DayOne
from matcher.ranking.facts import pair_facts
from matcher.ranking.in_use import explained
from matcher.ranking.mentor_choice import choose_mentor
from matcher.ranking.model import STAGES, AdditiveModel, by_stage
from matcher.ranking.rank import MarketDay, Ranked, rank_openings
from matcher.ranking.reasons import Reason, choose_reasons
from matcher.ranking.value import value_effects
from matcher.store.engine import appending, reading
from matcher.store.readers import read_all, read_participant, read_participants_of_office
from matcher.store.trail import note_everybody
from matcher.store.writers import ShownList, ShownSuggestion, log_suggestions
from matcher.workflows.office_prices import prices_for
from matcher.workflows.program import Program


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that a rule misses, and what to ask so that it is known."""

    rule: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One opening to try: when, with whom, how likely each stage is, and why."""

    rank: int
    opening_id: str
    mentor_id: str | None
    free_from: date
    travel_minutes: float | None
    value: float
    price: float
    score: float
    outcomes: dict[str, float]
    ranges: dict[str, tuple[float, float]]
    reasons: tuple[Reason, ...]
    unknown: tuple[Unknown, ...]
    probability: float
    purpose: Purpose
    planned_start: date
    planned_end: date
    title: str | None
    employer_id: str
    employer_name: str | None
    place: str | None
    hours_per_week: float | None


@dataclass(frozen=True, slots=True)
class SuggestionList:
    """A participant's suggestions on a day, and how many openings each rule stopped."""

    participant_id: str
    today: date
    model_version: str
    suggestions: tuple[Suggestion, ...]
    blocked: dict[str, int]


def suggest(
    program: Program,
    viewer: Viewer,
    participant_id: str,
    *,
    today: date,
    purpose: Purpose | None = None,
    limit: int = 10,
    lang: str = "nb",
    log: bool = True,
) -> SuggestionList:
    """Rank the openings for one participant; the list is kept in the log unless ``log`` is False.

    NotFound where ``viewer`` may not see the participant.
    """
    with reading(program.engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
    day = program.market_day(today)
    asked = _Asked(program, program.model, day, purpose, lang)
    prices = prices_for(program, day, participant.office_id)
    (ranked,) = rank_openings(
        day, asked.model, [participant], limit=limit, purpose=purpose, prices=prices
    )
    shown = _as_list(asked, ranked)
    if log:
        _keep(program, viewer, participant, purpose, shown)
    return shown


def suggest_all(
    program: Program,
    viewer: Viewer,
    *,
    today: date,
    office_id: str | None = None,
    purpose: Purpose | None = None,
    limit: int = 10,
    lang: str = "nb",
) -> Iterator[SuggestionList]:
    """Suggestions for everybody in the programme on ``today`` without a running placement.

    Nothing is logged as shown. NotFound where ``viewer`` may not see ``office_id``.
    """
    day = program.market_day(today)
    asked = _Asked(program, program.model, day, purpose, lang)
    waiting = [
        participant
        for participant in _participants(program, viewer, office_id)
        if in_programme(participant, today) and not _is_placed(day, participant)
    ]
    waiting.sort(key=lambda participant: (participant.office_id, participant.participant_id))
    for office, own in groupby(waiting, key=lambda participant: participant.office_id):
        prices = prices_for(program, day, office)
        for ranked in rank_openings(
            day, asked.model, list(own), limit=limit, purpose=purpose, prices=prices
        ):
            yield _as_list(asked, ranked)


def _participants(
    program: Program, viewer: Viewer, office_id: str | None
) -> tuple[Participant, ...]:
    with reading(program.engine) as connection:
        if office_id is not None:
            return read_participants_of_office(connection, viewer, office_id)
        note_everybody(connection, viewer)
        everybody = read_all(connection, Participant)
        return tuple(p for p in everybody if viewer.sees_office(p.office_id))


def _is_placed(day: MarketDay, participant: Participant) -> bool:
    placements = day.ready.board.placements_of.get(participant.participant_id, ())
    return any(status_as_of(p, day.today) is PlacementStatus.RUNNING for p in placements)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, with the model that answers all of it, whatever a night changes."""

    program: Program
    model: AdditiveModel
    day: MarketDay
    purpose: Purpose | None
    lang: str


def _as_list(asked: _Asked, ranked: Ranked) -> SuggestionList:
    model, day = asked.model, asked.day
    words = explained(asked.program.day_one, model)
    effects = value_effects(model, ranked.columns, day.policy)
    ranges = model.ranges(ranked.columns, day.encoder.offers, ranked.openings)
    return SuggestionList(
        participant_id=ranked.participant.participant_id,
        today=day.today,
        model_version=model.version,
        suggestions=tuple(
            _suggestion(asked, words, ranked, place, effects[place], by_stage(ranges[place]))
            for place in range(len(ranked.openings))
        ),
        blocked={str(rule): n for rule, n in ranked.screening.blocked(ranked.row).items()},
    )


def _suggestion(
    asked: _Asked,
    words: DayOne,
    ranked: Ranked,
    place: int,
    effects: Floats,
    ranges: dict[str, tuple[float, float]],
) -> Suggestion:
    day, lang, column = asked.day, asked.lang, int(ranked.openings[place])
    opening = day.ready.openings[column]
    board, person = day.ready.board, ranked.participant
    free_from = ranked.screening.free_from(ranked.row, column)
    assert free_from is not None, "an eligible pair has a free day"
    proposed = PURPOSES[ranked.screening.purpose[ranked.row, column]]
    minutes = float(ranked.screening.minutes[ranked.row, column])
    employer = board.employers[opening.employer_id]
    code = day.encoder.offers.code_of(column)
    facts = pair_facts(day.encoder, person.participant_id, code, ranked.raw[place], lang)
    return Suggestion(
        rank=place + 1,
        opening_id=opening.opening_id,
        mentor_id=choose_mentor(board, person, ranked.screening.mentors_free(ranked.row, column)),
        free_from=free_from,
        travel_minutes=None if np.isnan(minutes) else round(minutes, 1),
        value=float(ranked.values[place]),
        price=float(ranked.prices[place]),
        score=float(ranked.scores[place]),
        outcomes=dict(zip(map(str, STAGES), ranked.chances[place].tolist(), strict=True)),
        ranges=ranges,
        reasons=choose_reasons(words, effects, ranked.columns[place], facts, lang),
        unknown=_unknown(asked, ranked, column),
        probability=float(ranked.shown[place]),
        purpose=proposed,
        planned_start=first_working_day(free_from),
        # From the free date on: that is how long place, mentor and employer are free.
        planned_end=last_day(free_from, proposed, day.policy),
        title=opening.title,
        employer_id=opening.employer_id,
        employer_name=employer.name,
        place=opening.place,
        hours_per_week=opening.hours_per_week,
    )


def _unknown(asked: _Asked, ranked: Ranked, column: int) -> tuple[Unknown, ...]:
    """What each rule that does not know would like to be told."""
    screening, board = ranked.screening, asked.day.ready.board
    pair = pair_of(board, ranked.participant, asked.day.ready.openings[column], asked.purpose)
    answers = [ask(rule, pair) for rule in screening.unsure(ranked.row, column)]
    return tuple(
        Unknown(str(answer.rule), field, ask_sentence(answer, field, asked.lang))
        for answer in answers
        for field in answer.unknown_fields
    )


def _keep(
    program: Program,
    viewer: Viewer,
    participant: Participant,
    purpose: Purpose | None,
    shown: SuggestionList,
) -> None:
    kept = ShownList(
        participant_id=participant.participant_id,
        office_id=participant.office_id,
        shown_at=datetime.now(UTC),
        shown_by=viewer.name,
        purpose=purpose,
        today=shown.today,
        model_version=shown.model_version,
    )
    lines = [
        ShownSuggestion(
            position=suggestion.rank,
            opening_id=suggestion.opening_id,
            mentor_id=suggestion.mentor_id,
            value=suggestion.value,
            price=suggestion.price,
            score=suggestion.score,
            probability=suggestion.probability,
        )
        for suggestion in shown.suggestions
    ]
    with appending(program.engine) as connection:
        log_suggestions(connection, kept, lines)
