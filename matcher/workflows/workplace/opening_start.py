"""Use case: what the form of an opening begins with: cautious defaults, a copy, or the opening."""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Mentor, Opening, OpeningStatus
from matcher.domain.participants import PartOfWeek
from matcher.domain.purposes import Purpose
from matcher.store.bans import refuse_banned
from matcher.store.engine import reading
from matcher.store.posted_openings import (
    Workplace,
    read_last_posted,
    read_open_placements,
    read_own_opening,
    read_workplace,
)
from matcher.store.posting import new_id
from matcher.workflows.workplace.opening_list import here_on, mark_of


@dataclass(frozen=True, slots=True)
class MentorChoice:
    """A mentor who may be chosen, and how many they have today."""

    mentor: Mentor
    has: int


@dataclass(frozen=True, slots=True)
class OpeningStart:
    """What a form begins with; ``mark`` tells later whether somebody else changed it meanwhile."""

    employer: Employer
    opening: Opening
    mentors: tuple[MentorChoice, ...]
    mark: str


def start_opening(
    engine: sa.Engine, viewer: Viewer, employer_id: str, *, today: date, copy: str | None = None
) -> OpeningStart:
    """A new opening with cautious defaults, or what the opening ``copy`` says.

    NotFound for an employer that ``viewer`` may not see, and for another's opening; TakesNobody
    where a leader has barred the employer.
    """
    with reading(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        refuse_banned(connection, employer_id, today)
        if copy is not None:
            source = read_own_opening(connection, viewer, employer_id, copy)
            return _start(connection, workplace, _copied(source, workplace, today), today)
        last = read_last_posted(connection, employer_id)
        return _start(connection, workplace, _cautious(workplace, last), today)


def read_opening(
    engine: sa.Engine, viewer: Viewer, employer_id: str, opening_id: str, *, today: date
) -> OpeningStart:
    """The form of an opening that is there already; NotFound as for ``start_opening``."""
    with reading(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        opening = read_own_opening(connection, viewer, employer_id, opening_id)
        return _start(connection, workplace, opening, today)


def _start(
    connection: sa.Connection, workplace: Workplace, opening: Opening, today: date
) -> OpeningStart:
    employer_id = workplace.employer.employer_id
    here = here_on(read_open_placements(connection, employer_id), today)
    choices = tuple(
        MentorChoice(mentor, sum(p.mentor_id == mentor.mentor_id for p in here))
        for mentor in workplace.mentors
    )
    return OpeningStart(workplace.employer, opening, choices, mark_of(opening))


def _cautious(workplace: Workplace, last_posted: str | None) -> Opening:
    """One place in the daytime, to try out or to learn, where the employer's last opening is."""
    known = {opening.opening_id: opening for opening in workplace.openings}
    last = known.get(last_posted or "") or (workplace.openings or (None,))[-1]
    alone = workplace.mentors[0].mentor_id if len(workplace.mentors) == 1 else None
    return Opening(
        new_id("O"),
        workplace.employer.employer_id,
        purposes=(Purpose.TASTE, Purpose.EXPERIENCE),
        slots=1,
        mentors=None if alone is None else (alone,),
        postal_code=last.postal_code if last else None,
        place=last.place if last else None,
        schedule=(PartOfWeek.DAY,),
        status=OpeningStatus.OPEN,
    )


def _copied(source: Opening, workplace: Workplace, today: date) -> Opening:
    own = {mentor.mentor_id for mentor in workplace.mentors}
    mentors = tuple(mentor for mentor in source.mentors or () if mentor in own)
    return replace(
        source,
        opening_id=new_id("O"),
        mentors=mentors or None,
        starts=_to_come(source.starts, today),
        ends=_to_come(source.ends, today),
        status=OpeningStatus.OPEN,
    )


def _to_come(day: date | None, today: date) -> date | None:
    return day if day is not None and day >= today else None
