"""Use case: for one opening, who of a caseload or an office it fits best, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.domain.access import Viewer
from matcher.domain.arrays import PURPOSES, Floats
from matcher.domain.employers import Employer, Opening
from matcher.domain.errors import NotFound
from matcher.domain.participants import Participant
from matcher.domain.placements import OPEN_STATUSES, Placement, occupied_days
from matcher.domain.purposes import Purpose
from matcher.eligibility.pair import ask, is_open, pair_of
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.sentences import ask_sentence, rule_sentence
from matcher.ranking.day_one import DayOne
from matcher.ranking.facts import pair_facts
from matcher.ranking.in_use import explained
from matcher.ranking.mentor_choice import choose_mentor
from matcher.ranking.rank import MarketDay
from matcher.ranking.rank_people import RankedPeople, encode_people, rank_people
from matcher.ranking.reasons import Reason, choose_reasons
from matcher.ranking.value import value_effects
from matcher.workflows.employer_promises import office_of
from matcher.workflows.office_people import people_of_office
from matcher.workflows.office_prices import prices_for
from matcher.workflows.program import Program


@dataclass(frozen=True, slots=True)
class Fit:
    """Somebody who may have the opening: what it is worth, from when, why, what to ask first."""

    rank: int
    participant: Participant
    purpose: Purpose
    mentor_id: str | None
    free_from: date
    travel_minutes: float | None
    value: float
    score: float
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpeningFit:
    """An opening and whom it fits, best first; ``possible`` of the ``asked`` people may have it.

    ``placed`` are in a placement, or proposed for one, and were not asked about. ``stopped`` counts
    people by the rule about them that stops them; ``shut`` says why the opening takes nobody.
    """

    opening: Opening
    employer: Employer
    code: str
    model_version: str
    price: float
    possible: int
    asked: int
    placed: int
    best: tuple[Fit, ...]
    stopped: dict[Rule, int]
    shut: str | None


def opening_fit(
    program: Program,
    viewer: Viewer,
    opening_id: str,
    *,
    today: date,
    mine: bool,
    limit: int = 10,
    lang: str = "nb",
) -> OpeningFit:
    """Whom of the viewer's own people (``mine``), or of the office, the opening fits on ``today``.

    Everybody in the programme is asked about who is not in a placement, or proposed for one.
    NotFound for no such opening, or where the viewer belongs to no office.
    """
    office_id = office_of(viewer)
    day, model = program.market_day(today), program.model
    column = day.ready.column_of.get(opening_id)
    if column is None:
        raise NotFound(f'There is no opening "{opening_id}".')
    people = people_of_office(program, viewer, office_id, today=today, active=True)
    own = np.array([not mine or each.adviser == viewer.name for each in people], dtype=np.bool_)
    free = own & np.array([not _is_taken(day, each) for each in people], dtype=np.bool_)
    price = float(prices_for(program, day, office_id)[column])
    encoded = program.kept.find(
        day, model, ("people encoded", office_id), lambda: encode_people(day, people)
    )
    ranked = rank_people(day, model, encoded, opening_id, among=free, price=price)
    shown = _best(program, day, ranked, limit, lang)
    opening = day.ready.openings[column]
    return OpeningFit(
        opening=opening,
        employer=day.ready.board.employers[opening.employer_id],
        code=day.encoder.offers.code_of(column),
        model_version=model.version,
        price=price,
        possible=len(ranked.rows),
        asked=int(free.sum()),
        placed=int(own.sum() - free.sum()),
        best=shown,
        # A shut opening is said once, and not once for each.
        stopped={rule: count for rule, count in ranked.not_met.items() if rule is not Rule.OPEN},
        shut=_shut(day, opening, column, lang),
    )


def _is_taken(day: MarketDay, person: Participant) -> bool:
    placements = day.ready.board.placements_of.get(person.participant_id, ())
    return any(_holds(placement, day.today) for placement in placements)


def _holds(placement: Placement, today: date) -> bool:
    days = occupied_days(placement, today) if placement.status in OPEN_STATUSES else None
    return days is not None and days[1] >= today


def _best(
    program: Program, day: MarketDay, ranked: RankedPeople, limit: int, lang: str
) -> tuple[Fit, ...]:
    model = program.model
    words = explained(program.day_one, model)
    effects = value_effects(model, ranked.columns[:limit], day.policy)
    return tuple(
        _fit(day, words, ranked, place, effects[place], lang) for place in range(len(effects))
    )


def _fit(
    day: MarketDay, words: DayOne, ranked: RankedPeople, place: int, effects: Floats, lang: str
) -> Fit:
    screening, row = ranked.screening, int(ranked.rows[place])
    person, opening = screening.participants[row], screening.ready.openings[0]
    column = day.ready.column_of[opening.opening_id]
    code = day.encoder.offers.code_of(column)
    free_from = screening.free_from(row, 0)
    assert free_from is not None, "an eligible pair has a free day"
    minutes = float(screening.minutes[row, 0])
    facts = pair_facts(day.encoder, person.participant_id, code, ranked.raw[place], lang)
    return Fit(
        rank=place + 1,
        participant=person,
        purpose=PURPOSES[screening.purpose[row, 0]],
        mentor_id=choose_mentor(day.ready.board, person, screening.mentors_free(row, 0)),
        free_from=free_from,
        travel_minutes=None if np.isnan(minutes) else minutes,
        value=float(ranked.values[place]),
        score=float(ranked.scores[place]),
        reasons=choose_reasons(words, effects, ranked.columns[place], facts, lang),
        unknown=_unknown(day, person, opening, screening.unsure(row, 0), lang),
    )


def _unknown(
    day: MarketDay, person: Participant, opening: Opening, rules: Sequence[Rule], lang: str
) -> tuple[str, ...]:
    """What each rule that does not know would like to be told."""
    pair = pair_of(day.ready.board, person, opening)
    answers = [ask(rule, pair) for rule in rules]
    said = (ask_sentence(a, field, lang) for a in answers for field in a.unknown_fields)
    return tuple(dict.fromkeys(said))


def _shut(day: MarketDay, opening: Opening, column: int, lang: str) -> str | None:
    if day.ready.arrays.open_state[column] != State.NOT_MET:
        return None
    return rule_sentence(is_open(day.ready.board, opening), lang)
