"""What was said in an interview about liking a side of work, in the person's own words."""

from dataclasses import dataclass
from datetime import date

from matcher.domain.dismissals import SaidBy


@dataclass(frozen=True, slots=True)
class InterviewFact:
    """Somebody ``likes`` a dimension of work (one of `matcher.occupations.DIMENSIONS`), or not."""

    participant_id: str
    dimension: str
    likes: bool
    text: str
    said_by: SaidBy
    said_on: date
    withdrawn_on: date | None = None

    def holds(self, today: date) -> bool:
        """Whether it had been said by ``today`` and was not taken back.

        >>> said = InterviewFact("P1", "indoors", True, "tåler ikke kulde", SaidBy.PARTICIPANT,
        ...                      date(2026, 1, 5), withdrawn_on=date(2026, 2, 1))
        >>> [said.holds(date(2026, month, 10)) for month in (1, 2)]
        [True, False]
        """
        taken_back = self.withdrawn_on is not None and self.withdrawn_on <= today
        return self.said_on <= today and not taken_back
