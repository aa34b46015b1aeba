"""Use case: what the form of a mentor begins with."""

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Mentor
from matcher.store.engine import reading
from matcher.store.mentors import MentorDetails, read_details, read_own_mentor
from matcher.store.posted_openings import read_workplace


@dataclass(frozen=True, slots=True)
class MentorStart:
    """What the form of a mentor begins with; ``mark`` tells later whether others changed it."""

    employer: Employer
    mentor: Mentor
    details: MentorDetails
    mark: str


def read_mentor(engine: sa.Engine, viewer: Viewer, employer_id: str, mentor_id: str) -> MentorStart:
    """What is known of one mentor; NotFound where ``viewer`` may not see it or it is another's."""
    with reading(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        mentor = read_own_mentor(connection, employer_id, mentor_id)
        details = read_details(connection, [mentor_id]).get(mentor_id, MentorDetails())
    return MentorStart(workplace.employer, mentor, details, mark_of(mentor, details))


def mark_of(mentor: Mentor, details: MentorDetails) -> str:
    """A few letters for what somebody was shown; others once it has changed.

    >>> mark_of(Mentor("M1", "E1"), MentorDetails()) == mark_of(
    ...     Mentor("M1", "E1", capacity=2), MentorDetails())
    False
    """
    return hashlib.sha256(repr((mentor, details)).encode()).hexdigest()[:16]
