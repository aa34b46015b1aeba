"""Use case: which change, such as a course, would help most of an office's people (``doors``)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from matcher.domain.access import Viewer
from matcher.domain.participants import Participant
from matcher.ranking.door_changes import DoorKind
from matcher.ranking.door_places import DIGITS
from matcher.ranking.door_questions import Question
from matcher.ranking.door_sentences import (
    change_words_for_many,
    helps_sentence,
    question_words,
    time_sentence,
)
from matcher.ranking.doors import Door, Doors
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import MarketDay
from matcher.workflows.door_openers import are_kept, kept_doors, read_door_times
from matcher.workflows.office_people import people_of_office
from matcher.workflows.program import Program

# One step from each person's own level or hours, so that the office has no one word for it.
_FROM_WHERE_ONE_STANDS = (DoorKind.SPOKEN, DoorKind.WRITTEN, DoorKind.HOURS)


@dataclass(frozen=True, slots=True)
class OfficeDoor:
    """One change and whom it would help, each person once, those with most to gain first.

    ``openings`` are different openings; ``gain`` is the sum of the people's expected gains (the
    mean value of each one's first five).
    """

    key: str
    change: str
    word: str
    what: str
    people: tuple[Participant, ...]
    openings: int
    gain: float
    weeks: tuple[int, int] | None
    text: str
    takes: str


@dataclass(frozen=True, slots=True)
class OfficeQuestion:
    """Something that is not known of several people, and how many openings wait for answers."""

    rule: str
    people: tuple[Participant, ...]
    openings: int
    text: str


@dataclass(frozen=True, slots=True)
class OfficeDoors:
    """An office's doors on a day; ``counted`` of the ``in_programme`` people are worked out."""

    office_id: str
    today: date
    model_version: str
    in_programme: int
    counted: int
    questions: tuple[OfficeQuestion, ...]
    doors: tuple[OfficeDoor, ...]


def office_doors(
    program: Program,
    viewer: Viewer,
    office_id: str,
    *,
    today: date,
    lang: str = "nb",
    at_most: int | None = None,
) -> OfficeDoors:
    """What would help most of the office's people in the programme on ``today``.

    Those in a placement count too: a course is for what comes after. Doors are ordered by the
    number of people, then by gain, openings, kind and word. ``at_most`` so many people are worked
    out now, besides those that are kept; asked again, it goes on. NotFound where ``viewer`` may not
    see the office.
    """
    people = people_of_office(program, viewer, office_id, today=today, active=True)
    day, model = program.market_day(today), program.model
    found = _found(day, model, people, at_most)

    def summed() -> OfficeDoors:
        return OfficeDoors(
            office_id=office_id,
            today=today,
            model_version=model.version,
            in_programme=len(people),
            counted=len(found),
            questions=_questions(found, lang),
            doors=_doors(found, lang),
        )

    # The same people, as far as they are worked out, have the same sum.
    return program.kept.find(day, model, ("doors", office_id, lang, frozenset(found)), summed)


# One works at a time, so that nothing is worked out twice.
_WORKING = Lock()


def _found(
    day: MarketDay, model: AdditiveModel, people: Sequence[Participant], at_most: int | None
) -> dict[Participant, Doors]:
    if not all(are_kept(day, model, person) for person in people):
        with _WORKING:
            waiting = [person for person in people if not are_kept(day, model, person)]
            for person in waiting[:at_most]:
                kept_doors(day, model, person)
    return {
        person: kept_doors(day, model, person) for person in people if are_kept(day, model, person)
    }


def _doors(found: Mapping[Participant, Doors], lang: str) -> tuple[OfficeDoor, ...]:
    by_key: dict[str, list[tuple[Participant, Door]]] = defaultdict(list)
    for person, own in found.items():
        for door in own.doors:
            by_key[door.change.key].append((person, door))
    doors = [_office_door(key, helped, lang) for key, helped in by_key.items()]
    return tuple(sorted(doors, key=_order))


def _order(door: OfficeDoor) -> tuple[int, float, int, int, str]:
    kind = list(DoorKind).index(DoorKind(door.change))
    return -len(door.people), -round(door.gain, DIGITS), -door.openings, kind, door.word


def _office_door(key: str, helped: list[tuple[Participant, Door]], lang: str) -> OfficeDoor:
    kind = helped[0][1].change.kind
    word = "" if kind in _FROM_WHERE_ONE_STANDS else helped[0][1].change.word
    weeks = read_door_times().weeks(key)
    openings = len({column for _, door in helped for column in door.opened.columns.tolist()})
    # The sort is stable: those with the same gain stay in the order of their ids.
    by_gain = sorted(helped, key=lambda pair: -round(pair[1].expected_gain, DIGITS))
    return OfficeDoor(
        key=key,
        change=str(kind),
        word=word,
        what=change_words_for_many(kind, word, lang),
        people=tuple(person for person, _ in by_gain),
        openings=openings,
        gain=sum(door.expected_gain for _, door in helped),
        weeks=weeks,
        text=helps_sentence(kind, word, len(helped), openings, lang),
        takes=time_sentence(kind, weeks, lang),
    )


def _questions(found: Mapping[Participant, Doors], lang: str) -> tuple[OfficeQuestion, ...]:
    by_rule: dict[str, list[tuple[Participant, Question]]] = defaultdict(list)
    for person, own in found.items():
        for question in own.questions:
            by_rule[str(question.rule)].append((person, question))
    questions = [_office_question(rule, asked, lang) for rule, asked in by_rule.items()]
    return tuple(sorted(questions, key=lambda q: (-len(q.people), -q.openings, q.rule)))


def _office_question(
    rule: str, asked: list[tuple[Participant, Question]], lang: str
) -> OfficeQuestion:
    fields = dict.fromkeys(name for _, question in asked for name in question.fields)
    words = sorted({word for _, question in asked for word in question.words})
    waiting = {column for _, question in asked for column in question.waiting.columns.tolist()}
    return OfficeQuestion(
        rule=rule,
        people=tuple(person for person, _ in asked),
        openings=len(waiting),
        text=question_words(tuple(fields), words, lang),
    )
