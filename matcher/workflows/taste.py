"""Use case: what a person probably likes, and which taste would teach most (``taste``)."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.domain.access import Viewer
from matcher.domain.arrays import Floats
from matcher.domain.participants import Participant, Wish
from matcher.domain.purposes import Purpose
from matcher.eligibility.screening import Screening, screen
from matcher.features.offers import NO_CODE
from matcher.occupations import DIMENSIONS, catalogue
from matcher.ranking.mentor_choice import choose_mentor
from matcher.ranking.rank import MarketDay
from matcher.store.engine import reading
from matcher.store.readers import read_participant
from matcher.tasting.belief import Belief
from matcher.tasting.evidence import Evidence, planned_noise
from matcher.tasting.sentences import (
    consequence_sentence,
    dimension_sentence,
    dimension_words,
    enough_sentence,
    none_possible_sentence,
    occupation_sentence,
    question_sentence,
)
from matcher.tasting.settings import TasteSettings
from matcher.tasting.spoken import spoken_dimension, spoken_occupation
from matcher.workflows.likings import belief_from, evidence_of, worth_of_tastes
from matcher.workflows.program import Program


@dataclass(frozen=True, slots=True)
class OccupationBelief:
    """What is believed of one occupation; ``mean`` and ``sd`` in standard deviations of liking.

    ``sentence`` is for the adviser, ``spoken`` is said to the person.
    """

    occupation: str
    name: str
    mean: float
    sd: float
    sentence: str
    spoken: str


@dataclass(frozen=True, slots=True)
class DimensionBelief:
    """What is believed of one side of work, called ``name`` within a sentence."""

    dimension: str
    name: str
    mean: float
    sd: float
    sentence: str
    spoken: str


@dataclass(frozen=True, slots=True)
class NextTaste:
    """A taste that is worth its cost; ``value`` is what it teaches less what it costs.

    ``tells`` is what it ``asks`` and what would follow: the occupations that would be aimed for
    ``if_good`` and ``if_bad``.
    """

    opening_id: str
    mentor_id: str | None
    free_from: date
    value: float
    tells: str
    asks: str
    if_good: str
    if_bad: str
    occupation: str
    title: str | None
    employer_name: str | None


@dataclass(frozen=True, slots=True)
class TasteAdvice:
    """Beliefs, best liked first, and the next taste, or why to ``stop``."""

    participant_id: str
    today: date
    beliefs: tuple[OccupationBelief, ...]
    dimensions: tuple[DimensionBelief, ...]
    next: tuple[NextTaste, ...]
    stop: str | None


def advise_taste(
    program: Program,
    viewer: Viewer,
    participant_id: str,
    *,
    today: date,
    limit: int = 5,
    lang: str = "nb",
) -> TasteAdvice:
    """What is believed of the person's likings, and what to taste next.

    NotFound where ``viewer`` may not see the participant.
    """
    with reading(program.engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
    day, settings = program.market_day(today), program.tastes
    screening = screen(day.ready, [participant], Purpose.TASTE)
    evidence = evidence_of(day.encoder, settings, participant_id)
    belief = belief_from(settings, evidence, set(day.encoder.offers.codes) - {NO_CODE})
    advice = _Advice(day, settings, participant, evidence, belief, lang)
    possible = advice.next_tastes(screening)
    return TasteAdvice(
        participant_id=participant_id,
        today=today,
        beliefs=advice.beliefs(),
        dimensions=advice.dimensions(),
        next=possible[:limit],
        stop=None if possible else advice.why_stop(screening),
    )


@dataclass(frozen=True, slots=True)
class _Advice:
    """One person's belief, and the words for it."""

    day: MarketDay
    settings: TasteSettings
    participant: Participant
    evidence: Evidence
    belief: Belief
    lang: str

    def beliefs(self) -> tuple[OccupationBelief, ...]:
        order = np.argsort(-self.belief.mean, kind="stable")
        return tuple(self._occupation(int(row)) for row in order)

    def _occupation(self, row: int) -> OccupationBelief:
        name, pulls = self._name(row), self.belief.pulls[:, row]
        mean, sd = float(self.belief.mean[row]), float(self.belief.sd[row])
        said = (name, mean, sd, self.evidence.sources, pulls, self.lang)
        return OccupationBelief(
            occupation=self.belief.space.codes[row],
            name=name,
            mean=mean,
            sd=sd,
            sentence=occupation_sentence(*said),
            spoken=spoken_occupation(*said),
        )

    def dimensions(self) -> tuple[DimensionBelief, ...]:
        return tuple(self._dimension(column) for column in range(len(DIMENSIONS)))

    def _dimension(self, column: int) -> DimensionBelief:
        belief, name = self.belief, DIMENSIONS[column]
        mean, sd = float(belief.weights[column]), float(belief.weight_sd[column])
        pulls = belief.weight_pulls[:, column]
        said = (name, mean, sd, self.evidence.sources, pulls, self.lang)
        return DimensionBelief(
            dimension=name,
            name=dimension_words(name, self.lang),
            mean=mean,
            sd=sd,
            sentence=dimension_sentence(*said),
            spoken=spoken_dimension(*said),
        )

    def next_tastes(self, screening: Screening) -> tuple[NextTaste, ...]:
        """Possible tastes that teach more than they cost, the most valuable first."""
        by_code = worth_of_tastes(self.settings, self.evidence, self.belief)
        offers, worth = self.day.encoder.offers, []
        for column in np.flatnonzero(screening.eligible()[0]).tolist():
            code = offers.code_of(column)
            if by_code.get(code, 0.0) > 0:
                worth.append((by_code[code], column, self.belief.space.row(code)))
        worth.sort(key=lambda item: (-item[0], self.day.ready.openings[item[1]].opening_id))
        return tuple(self._next(screening, *item) for item in worth)

    def _next(self, screening: Screening, value: float, column: int, row: int) -> NextTaste:
        opening, board = self.day.ready.openings[column], self.day.ready.board
        free_from = screening.free_from(0, column)
        assert free_from is not None, "a possible taste has a free day"
        asks, good, bad = self._tells(row)
        return NextTaste(
            opening_id=opening.opening_id,
            mentor_id=choose_mentor(board, self.participant, screening.mentors_free(0, column)),
            free_from=free_from,
            value=value,
            tells=f"{asks} {consequence_sentence(self._name(good), self._name(bad), self.lang)}",
            asks=asks,
            if_good=self.belief.space.codes[good],
            if_bad=self.belief.space.codes[bad],
            occupation=self.belief.space.codes[row],
            title=opening.title,
            employer_name=board.employers[opening.employer_id].name,
        )

    def _tells(self, row: int) -> tuple[str, int, int]:
        """What a taste asks, and which occupation would be believed best after each answer."""
        belief, noise = self.belief, planned_noise(self.settings, self.evidence)
        scale = np.sqrt(belief.covariance[row, row] + noise**2)
        move = belief.covariance[row] / scale
        side = DIMENSIONS[int(_told(belief, row).argmax())]
        asks = question_sentence(self._wish_for(row), side, self.lang)
        return asks, int((belief.mean + move).argmax()), int((belief.mean - move).argmax())

    def _wish_for(self, row: int) -> Wish | None:
        code = self.belief.space.codes[row]
        about = {item.source for item in self.evidence.expected if item.code == code}
        wishes = [self.evidence.sources[n].item for n in sorted(about)]
        return next((wish for wish in wishes if isinstance(wish, Wish)), None)

    def why_stop(self, screening: Screening) -> str:
        """In a sentence; nothing possible, or nothing worth its cost."""
        if not screening.eligible().any():
            return none_possible_sentence(self.lang)
        return enough_sentence(self._name(int(self.belief.mean.argmax())), self.lang)

    def _name(self, row: int) -> str:
        return catalogue().name(self.belief.space.codes[row], self.lang)


def _told(belief: Belief, row: int) -> Floats:
    """(D,) how much a taste of the occupation would tell of each side that it has more of."""
    loads = belief.space.weight_covariance([row]).sum(axis=0)[0]
    told: Floats = loads * belief.weight_sd**2
    return told
