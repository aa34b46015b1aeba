"""Everything that matching looks at, read at one moment: who, where, what, and what went before."""

from dataclasses import dataclass, field

from matcher.domain.dismissals import Dismissal
from matcher.domain.employers import Employer, Mentor, Office, Opening
from matcher.domain.interview import InterviewFact
from matcher.domain.outcomes import Outcome
from matcher.domain.participants import Experience, Participant, Wish
from matcher.domain.placements import Placement
from matcher.domain.stops import Stop


@dataclass(frozen=True, slots=True)
class Market:
    """The store's tables as domain objects, each in the order of its key.

    ``postal_codes`` is the imported register: postal code -> (latitude, longitude) in degrees.
    """

    offices: tuple[Office, ...] = ()
    participants: tuple[Participant, ...] = ()
    wishes: tuple[Wish, ...] = ()
    experiences: tuple[Experience, ...] = ()
    employers: tuple[Employer, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    openings: tuple[Opening, ...] = ()
    placements: tuple[Placement, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    dismissals: tuple[Dismissal, ...] = ()
    facts: tuple[InterviewFact, ...] = ()
    stops: tuple[Stop, ...] = ()
    postal_codes: dict[str, tuple[float, float]] = field(default_factory=dict)


def same_rows(before: Market, after: Market, *names: str) -> bool:
    """Whether the tables ``names`` are the very same objects: nothing in them has changed.

    >>> from dataclasses import replace
    >>> before = Market(offices=(Office("N1"),))
    >>> after = replace(before, employers=(Employer("E1"),))
    >>> same_rows(before, after, "offices"), same_rows(before, after, "offices", "employers")
    (True, False)
    """
    return all(getattr(before, name) is getattr(after, name) for name in names)
