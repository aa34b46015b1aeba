"""Use case: what to ask a participant, and which single change opens the most (``doors``)."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from threading import Lock

from matcher.domain.access import Viewer
from matcher.domain.errors import BadInput
from matcher.domain.participants import Participant
from matcher.domain.purposes import Purpose
from matcher.ranking.door_places import Places
from matcher.ranking.door_questions import Question
from matcher.ranking.door_sentences import (
    change_words,
    door_sentence,
    place_name,
    question_words,
    time_sentence,
    waiting_sentence,
)
from matcher.ranking.door_times import DoorTimes, parse_doors
from matcher.ranking.doors import Door, Doors, find_doors
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import MarketDay
from matcher.store.engine import reading
from matcher.store.readers import read_participant
from matcher.workflows.open_store import ROOT
from matcher.workflows.program import Program

# So many of the openings that a door opens are named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class OpenedPlace:
    """An opening that is opened, or that waits for an answer."""

    opening_id: str
    title: str | None
    employer_name: str | None
    place: str | None
    value: float


@dataclass(frozen=True, slots=True)
class DoorLine:
    """One change in words: ``text`` says what it opens, ``takes`` how long it usually takes.

    ``openings`` is how many it opens, ``best`` the best of them; ``places`` names the first few.
    ``gain`` is the value of the best possible opening with the change minus without, and
    ``expected_gain`` the same for the mean of the first five.
    """

    key: str
    change: str
    word: str
    what: str
    openings: int
    best: OpenedPlace
    places: tuple[OpenedPlace, ...]
    gain: float
    expected_gain: float
    weeks: tuple[int, int] | None
    text: str
    takes: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """Something to ask: ``text`` is the question, ``waiting`` how many openings wait for it."""

    rule: str
    fields: tuple[str, ...]
    openings: int
    best: OpenedPlace
    places: tuple[OpenedPlace, ...]
    text: str
    waiting: str


@dataclass(frozen=True, slots=True)
class DoorList:
    """A participant's questions and doors on a day, and what is possible without any."""

    participant_id: str
    today: date
    model_version: str
    possible: int
    best_value: float
    questions: tuple[QuestionLine, ...]
    doors: tuple[DoorLine, ...]


def door_openers(
    program: Program,
    viewer: Viewer,
    participant_id: str,
    *,
    today: date,
    purpose: Purpose | None = None,
    lang: str = "nb",
) -> DoorList:
    """The doors of one participant; NotFound where ``viewer`` may not see them."""
    with reading(program.engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
    return doors_of(program, participant, today=today, purpose=purpose, lang=lang)


def doors_of(
    program: Program,
    participant: Participant,
    *,
    today: date,
    purpose: Purpose | None = None,
    lang: str = "nb",
) -> DoorList:
    """The doors of a participant whom the caller has read through the office's lock."""
    day, model = program.market_day(today), program.model
    found = kept_doors(day, model, participant, purpose)
    return DoorList(
        participant_id=participant.participant_id,
        today=today,
        model_version=model.version,
        possible=found.possible,
        best_value=found.best,
        questions=tuple(_question_line(day, each, lang) for each in found.questions),
        doors=tuple(_door_line(day, each, lang) for each in found.doors),
    )


def _door_line(day: MarketDay, door: Door, lang: str) -> DoorLine:
    kind, word, places = door.change.kind, door.change.word, _named(day, door.opened)
    weeks = read_door_times().weeks(door.change.key)
    return DoorLine(
        key=door.change.key,
        change=str(kind),
        word=word,
        what=change_words(kind, word, lang),
        openings=len(door.opened),
        best=places[0],
        places=places,
        gain=door.gain,
        expected_gain=door.expected_gain,
        weeks=weeks,
        text=door_sentence(kind, word, len(door.opened), _spoken(places[0], lang), lang),
        takes=time_sentence(kind, weeks, lang),
    )


def _question_line(day: MarketDay, question: Question, lang: str) -> QuestionLine:
    count, places = len(question.waiting), _named(day, question.waiting)
    return QuestionLine(
        rule=str(question.rule),
        fields=question.fields,
        openings=count,
        best=places[0],
        places=places,
        text=question_words(question.fields, question.words, lang),
        waiting=waiting_sentence(count, _spoken(places[0], lang), lang),
    )


def _spoken(place: OpenedPlace, lang: str) -> str:
    return place_name(place.title, place.employer_name, lang)


def _named(day: MarketDay, places: Places) -> tuple[OpenedPlace, ...]:
    first = zip(places.columns[:NAMED].tolist(), places.values[:NAMED].tolist(), strict=True)
    return tuple(_opened(day, column, value) for column, value in first)


def _opened(day: MarketDay, column: int, value: float) -> OpenedPlace:
    opening = day.ready.openings[column]
    employer = day.ready.board.employers[opening.employer_id]
    return OpenedPlace(opening.opening_id, opening.title, employer.name, opening.place, value)


@lru_cache(maxsize=1)
def read_door_times() -> DoorTimes:
    """The documented table of times; BadInput that names what is wrong in it."""
    path = ROOT / "models" / "doors.toml"
    try:
        return parse_doors(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}; it belongs to the program.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text; save it as UTF-8.") from None


def kept_doors(
    day: MarketDay, model: AdditiveModel, participant: Participant, purpose: Purpose | None = None
) -> Doors:
    """The participant's doors; found once for as long as store and model stay the same."""
    return _KEPT.find(day, model, participant, purpose)


def are_kept(day: MarketDay, model: AdditiveModel, participant: Participant) -> bool:
    """Whether the participant's doors are found already, for what the track asks."""
    return (participant, None) in _KEPT.of(day, model)


_Asked = tuple[Participant, Purpose | None]


@dataclass(slots=True)
class _Kept:
    """What was found on the latest day with the latest model; another of either empties it.

    A changed participant is another participant, so that nothing old is answered.
    """

    _lock: Lock = field(default_factory=Lock)
    _of: tuple[MarketDay, AdditiveModel] | None = None
    _found: dict[_Asked, Doors] = field(default_factory=dict)

    def of(self, day: MarketDay, model: AdditiveModel) -> dict[_Asked, Doors]:
        """What is known of this day with this model."""
        with self._lock:
            if self._of is None or self._of[0] is not day or self._of[1] is not model:
                self._of, self._found = (day, model), {}
            return self._found

    def find(
        self, day: MarketDay, model: AdditiveModel, person: Participant, purpose: Purpose | None
    ) -> Doors:
        """The doors, found now or before."""
        found = self.of(day, model)
        if (person, purpose) not in found:
            after = read_door_times().after
            found[person, purpose] = find_doors(day, model, person, purpose=purpose, after=after)
        return found[person, purpose]


_KEPT = _Kept()
