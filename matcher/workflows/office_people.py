"""An office's participants from the market in memory, for pages that show what was worked out."""

from datetime import date

from matcher.domain.access import Viewer
from matcher.domain.participants import Participant
from matcher.store.engine import reading
from matcher.store.reading_people import refuse_stranger
from matcher.store.trail import note_listed
from matcher.workflows.program import Program


def people_of_office(
    program: Program, viewer: Viewer, office_id: str, *, today: date
) -> tuple[Participant, ...]:
    """As ``read_participants_of_office``, with its refusals and notes; by id."""
    day = program.market_day(today)
    with reading(program.engine) as connection:
        refuse_stranger(connection, viewer, office_id)
        people = program.kept.find(
            day,
            program.model,
            ("people", office_id),
            lambda: tuple(p for p in day.market.participants if p.office_id == office_id),
        )
        note_listed(connection, viewer, (person.participant_id for person in people))
    return people
