"""An office's participants from the market in memory, for pages that show what was worked out."""

from datetime import date

from matcher.domain.access import Viewer
from matcher.domain.participants import Participant, in_programme
from matcher.store.engine import reading
from matcher.store.reading_people import refuse_stranger
from matcher.store.trail import note_listed
from matcher.workflows.program import Program


def people_of_office(
    program: Program, viewer: Viewer, office_id: str, *, today: date, active: bool = False
) -> tuple[Participant, ...]:
    """As ``read_participants_of_office``, with its refusals and notes; by id.

    With ``active``, only those who are in the programme on ``today``.
    """
    day = program.market_day(today)
    with reading(program.engine) as connection:
        refuse_stranger(connection, viewer, office_id)
        people = program.kept.find(
            day,
            program.model,
            ("people", office_id, active),
            lambda: tuple(
                person
                for person in day.market.participants
                if person.office_id == office_id and (not active or in_programme(person, today))
            ),
        )
        note_listed(connection, viewer, (person.participant_id for person in people))
    return people
