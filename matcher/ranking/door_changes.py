"""The single changes of a participant that may open doors: one step each, and nothing of health.

A functional limit is never a change, and what is not known is asked for first (``door_questions``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.domain.cefr import Level
from matcher.domain.participants import Participant, PartOfWeek
from matcher.eligibility.pair import NOT_YET_ASKED_FOR
from matcher.eligibility.rules import Rule

# A step that somebody would agree to: a bus or a tram further.
MORE_MINUTES = 15
# One day of a full week; nobody is asked for more than a full week (design.md, issue 7).
MORE_HOURS, FULL_WEEK = 7.5, 37.5
# What nobody suggests to somebody who should not do it, whatever an opening says of its demands.
AGAINST_LIMITS = {
    "night_work": frozenset({"part_of_week.night"}),
    "driving": frozenset(
        f"credential.{word}" for word in ("licence_b", "licence_c", "licence_d", "truck")
    ),
}


class DoorKind(StrEnum):
    """What is changed; in the order in which equal doors are named."""

    CREDENTIAL = "credential"
    SPOKEN = "spoken"
    WRITTEN = "written"
    TRAVEL = "travel"
    PART_OF_WEEK = "part_of_week"
    HOURS = "hours"


RULE_OF = {
    DoorKind.CREDENTIAL: Rule.CREDENTIALS,
    DoorKind.SPOKEN: Rule.LANGUAGE_SPOKEN,
    DoorKind.WRITTEN: Rule.LANGUAGE_WRITTEN,
    DoorKind.TRAVEL: Rule.TRAVEL,
    DoorKind.PART_OF_WEEK: Rule.SCHEDULE,
    DoorKind.HOURS: Rule.HOURS,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise: ``word`` says what it becomes, ``changed`` is the person then.

    The word is a credential, a part of the week, the new level, or how much more there is.
    """

    kind: DoorKind
    word: str
    changed: Participant

    @property
    def rule(self) -> Rule:
        """The one hard rule whose answer it can change."""
        return RULE_OF[self.kind]

    @property
    def key(self) -> str:
        """The same for everybody who could make it: a course by its name, a level by its side.

        >>> Change(DoorKind.CREDENTIAL, "truck", Participant("P1", "N1")).key
        'credential.truck'
        >>> Change(DoorKind.SPOKEN, "B1", Participant("P1", "N1")).key
        'spoken'
        """
        named = self.kind in (DoorKind.CREDENTIAL, DoorKind.PART_OF_WEEK)
        return f"{self.kind}.{self.word}" if named else str(self.kind)


def single_changes(
    person: Participant, credentials: Sequence[str], after: Mapping[str, Sequence[str]]
) -> tuple[Change, ...]:
    """Every single change of ``person``, in the order in which equal doors are named.

    ``credentials`` are the words that openings ask for; ``after`` says which of them build on
    others that one must hold first. What is unknown is no change, nor is what goes against a
    functional limit.

    >>> ann = Participant("P1", "N1", norwegian_spoken=Level.A2, max_hours_per_week=35.0)
    >>> [(change.key, change.word) for change in single_changes(ann, ["truck"], {})]
    [('spoken', 'B1'), ('hours', '2.5')]
    """
    limits = person.functional_limits or ()
    ruled_out = frozenset().union(*(AGAINST_LIMITS.get(limit, frozenset()) for limit in limits))
    changes = (
        *_credentials(person, credentials, after),
        *_levels(person),
        *_travel(person),
        *_parts_of_week(person),
        *_hours(person),
    )
    return tuple(change for change in changes if change.key not in ruled_out)


def next_level(level: Level | None) -> Level | None:
    """One step up; None where it is unknown or cannot be learned: nobody becomes native.

    >>> str(next_level(Level.A2)), next_level(Level.C2), next_level(Level.native)
    ('B1', None, None)
    """
    return None if level is None or level >= Level.C2 else Level(level + 1)


def _credentials(
    person: Participant, needed: Sequence[str], after: Mapping[str, Sequence[str]]
) -> Iterator[Change]:
    if person.credentials is None:
        return
    for word in sorted(set(needed) - {*person.credentials, NOT_YET_ASKED_FOR}):
        if set(after.get(word, ())) <= set(person.credentials):
            held = (*person.credentials, word)
            yield Change(DoorKind.CREDENTIAL, word, replace(person, credentials=held))


def _levels(person: Participant) -> Iterator[Change]:
    spoken, written = next_level(person.norwegian_spoken), next_level(person.norwegian_written)
    if spoken is not None:
        yield Change(DoorKind.SPOKEN, str(spoken), replace(person, norwegian_spoken=spoken))
    if written is not None:
        yield Change(DoorKind.WRITTEN, str(written), replace(person, norwegian_written=written))


def _travel(person: Participant) -> Iterator[Change]:
    if person.max_travel_minutes is not None:
        most = person.max_travel_minutes + MORE_MINUTES
        changed = replace(person, max_travel_minutes=most)
        yield Change(DoorKind.TRAVEL, str(MORE_MINUTES), changed)


def _parts_of_week(person: Participant) -> Iterator[Change]:
    if person.available is None:
        return
    for part in PartOfWeek:
        if part not in person.available:
            changed = replace(person, available=(*person.available, part))
            yield Change(DoorKind.PART_OF_WEEK, str(part), changed)


def _hours(person: Participant) -> Iterator[Change]:
    now = person.max_hours_per_week
    if now is not None and now < FULL_WEEK:
        most = min(now + MORE_HOURS, FULL_WEEK)
        changed = replace(person, max_hours_per_week=most)
        yield Change(DoorKind.HOURS, f"{most - now:g}", changed)
