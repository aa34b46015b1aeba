"""What the demo's advisers heard, noted through the real use cases: its day looks lived in.

Most placements are followed up to this day, some wait for a talk, a few for a longer time.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import Engine

from matcher.domain.access import Role, Viewer
from matcher.domain.day import Attendance, Going, Rung, SpokenWith
from matcher.domain.follow_ups import Slot
from matcher.domain.market import Market
from matcher.domain.outcomes import NextStep
from matcher.domain.placements import PlacementStatus, status_as_of
from matcher.store.engine import reading
from matcher.workflows.follow_up_due import Followed, gather
from matcher.workflows.follow_up_record import Typed, agree_rung, record_follow_up
from matcher.workflows.work_calls import WorkCall, answer_call, due_calls

# Shares of placements by how many of their latest planned talks nobody has held yet.
_MISSED, _SHARES = (0, 1, 2), (80, 15, 5)
# So many of the latest talks are enough to read; a page shows no more before one asks.
_LATEST = 4
# How it goes, on the whole, at a placement: what is said in a talk, and how often the person came.
_SAID = {
    Going.WELL: ((Going.WELL, Attendance.ALWAYS), (Going.WELL, Attendance.MOSTLY)),
    Going.MIXED: ((Going.MIXED, Attendance.MOSTLY), (Going.WELL, Attendance.MOSTLY)),
    Going.BADLY: ((Going.BADLY, Attendance.SELDOM), (Going.MIXED, Attendance.SELDOM)),
}
_GOINGS = (65, 25, 10)
_NOTES = {
    Going.WELL: ("Trives og møter presis.", "Tar oppgaver på egen hånd nå.", ""),
    Going.MIXED: (
        "Ønsker tydeligere beskjeder om morgenen.",
        "Blir sliten mot slutten av dagen.",
        "",
    ),
    Going.BADLY: (
        "Vanskelig å komme seg dit til klokka åtte.",
        "Passer ikke så godt med oppgavene.",
    ),
}
# So many of those who are to be asked how it goes now were asked, and it is as it was.
_ANSWERED = 0.85
# Of those that go well and end soon, so many have a next step agreed.
_AGREED = 0.5
_SOON = timedelta(days=28)
_NOON = time(12)


def note_talks(engine: Engine, market: Market, *, today: date) -> int:
    """Note what advisers heard about placements that run ``today``; how many talks it was."""
    people = {person.participant_id: person for person in market.participants}
    running = [
        placement
        for placement in market.placements
        if status_as_of(placement, today) is PlacementStatus.RUNNING
        and people[placement.participant_id].adviser
    ]
    with reading(engine) as connection:
        followed = gather(connection, running, people)
    return sum(_note(engine, each, today) for each in followed)


def _note(engine: Engine, followed: Followed, today: date) -> int:
    random = Random(followed.placement.placement_id)
    person, placement_id = followed.participant, followed.placement.placement_id
    viewer = Viewer(person.adviser or "", Role.ADVISER, person.office_id)
    on_the_whole = random.choices(tuple(_SAID), _GOINGS)[0]
    talks = list(_talks(followed.slots(today, today), on_the_whole, random, today))
    for day, typed in talks:
        record_follow_up(engine, viewer, placement_id, typed, today=day)
    ends = followed.placement.planned_end
    soon = ends is not None and today <= ends <= today + _SOON
    if ends and soon and on_the_whole is Going.WELL and random.random() < _AGREED:
        rung = {"rung": random.choice(list(Rung)), "by_date": ends.isoformat()}
        agree_rung(engine, viewer, placement_id, rung, today=today)
    return len(talks)


def _talks(
    slots: tuple[Slot, ...], on_the_whole: Going, random: Random, today: date
) -> Iterator[tuple[date, Typed]]:
    """What was said on the latest planned days until ``today``, but for those that were missed."""
    due = [slot.day for slot in slots if slot.day < today]
    missed = random.choices(_MISSED, _SHARES)[0]
    for day in due[: len(due) - missed][-_LATEST:]:
        going, attendance = random.choice(_SAID[on_the_whole])
        yield (
            day,
            {
                "done_on": day.isoformat(),
                "going": going,
                "attendance": attendance,
                "spoken_with": random.choice(list(SpokenWith)),
                "note": random.choice(_NOTES[going]),
            },
        )


def answer_calls(engine: Engine, viewer: Viewer, *, today: date) -> int:
    """Answer most of the calls of ``viewer``'s office about what came of a placement; how many."""
    calls = due_calls(engine, viewer, viewer.office_id or "", today)
    answered = [call for call in calls if _is_answered(call)]
    for call in answered:
        assert call.known is not None and call.known.next_step is not None
        adviser = call.participant.adviser or viewer.name
        answer_call(
            engine,
            Viewer(adviser, Role.ADVISER, viewer.office_id),
            call.placement.placement_id,
            call.months,
            {"next_step": call.known.next_step},
            now=datetime.combine(call.due_on, _NOON, UTC),
            today=call.due_on,
        )
    return len(answered)


def _is_answered(call: WorkCall) -> bool:
    told = call.known is not None and call.known.next_step not in (None, NextStep.UNKNOWN)
    return told and Random(f"call {call.placement.placement_id}").random() < _ANSWERED
