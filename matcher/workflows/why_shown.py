"""Use case: why each opening that was suggested speaks for itself, as the model in use says today.

Reasons in words are not kept when a list is shown; whoever is disclosed to is told them anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.participants import Participant
from matcher.eligibility.pair import judge
from matcher.eligibility.rules import State
from matcher.eligibility.screening import screen
from matcher.eligibility.sentences import rule_sentence
from matcher.features.encoder import Rows
from matcher.ranking.day_one import DayOne
from matcher.ranking.facts import pair_facts
from matcher.ranking.in_use import explained
from matcher.ranking.model import STAGES
from matcher.ranking.rank import MarketDay, score_pairs
from matcher.ranking.reasons import Reason, choose_reasons
from matcher.ranking.value import placement_value, value_effects
from matcher.store import tables as t
from matcher.store.engine import reading
from matcher.store.held import ABOUT_THE_MENTOR
from matcher.store.reading_market import read_all
from matcher.workflows.program import Program


@dataclass(frozen=True, slots=True)
class WhyShown:
    """What speaks for one opening and against it, and which rules stop it or do not know."""

    opening_id: str
    opening_title: str | None
    employer_name: str | None
    value: float
    chances: dict[str, float]
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    stopped_by: tuple[str, ...]
    not_known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """As ``model_version`` says on ``today``; those of ``openings`` stand in the order asked."""

    today: date
    model_version: str
    openings: tuple[WhyShown, ...]


def why_shown(
    program: Program, participant_id: str, opening_ids: Sequence[str], *, today: date, lang: str
) -> Reasons:
    """The reasons for each opening; whoever asks must have looked the person up already.

    How it goes with one mentor is the mentor's, and no reason here.
    """
    day, model = program.market_day(today), program.model
    with reading(program.engine) as connection:
        (person,) = read_all(
            connection, Participant, t.participants.c.participant_id == participant_id
        )
    if not opening_ids:
        return Reasons(today, model.version, ())
    place = {each: number for number, each in enumerate(day.ready.arrays.ids)}
    openings = np.array([place[each] for each in opening_ids])
    pairs = day.pairs(screen(day.ready, [person], None), np.zeros_like(openings), openings)
    words = explained(program.day_one, model)
    scored = _Scored(words, day, person, openings, *score_pairs(model, pairs), lang)
    effects = value_effects(model, scored.columns, day.policy)
    found = tuple(scored.why(row, effects[row]) for row in range(len(openings)))
    return Reasons(today, model.version, found)


@dataclass(frozen=True, slots=True)
class _Scored:
    """Pairs of one person, a row each: raw features, standardised columns, chances."""

    words: DayOne
    day: MarketDay
    person: Participant
    openings: Rows
    raw: Floats
    columns: Floats
    chances: Floats
    lang: str

    def why(self, row: int, effects: Floats) -> WhyShown:
        day, column, chances = self.day, int(self.openings[row]), self.chances[row]
        opening, reasons = day.ready.openings[column], self._reasons(row, effects)
        return WhyShown(
            opening_id=opening.opening_id,
            opening_title=opening.title,
            employer_name=day.ready.board.employers[opening.employer_id].name,
            value=float(placement_value(chances, day.policy)),
            chances=dict(zip(map(str, STAGES), chances.tolist(), strict=True)),
            speaks_for=tuple(each.text for each in reasons if each.effect > 0),
            speaks_against=tuple(each.text for each in reasons if each.effect < 0),
            stopped_by=_rules(day, self.person, column, State.NOT_MET, self.lang),
            not_known=_rules(day, self.person, column, State.UNKNOWN, self.lang),
        )

    def _reasons(self, row: int, effects: Floats) -> list[Reason]:
        encoder, lang = self.day.encoder, self.lang
        code = encoder.offers.code_of(int(self.openings[row]))
        facts = pair_facts(encoder, self.person.participant_id, code, self.raw[row], lang)
        chosen = choose_reasons(self.words, effects, self.columns[row], facts, lang)
        return [each for each in chosen if not each.feature.startswith(ABOUT_THE_MENTOR)]


def _rules(
    day: MarketDay, person: Participant, column: int, state: State, lang: str
) -> tuple[str, ...]:
    judgement = judge(day.ready.board, person, day.ready.openings[column])
    return tuple(rule_sentence(each, lang) for each in judgement.answers if each.state is state)
