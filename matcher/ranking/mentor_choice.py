"""Which of an opening's free mentors is proposed: a shared language first, then the least load."""

from collections.abc import Iterable

from matcher.domain.participants import Participant
from matcher.eligibility.board import Board


def choose_mentor(board: Board, participant: Participant, mentor_ids: Iterable[str]) -> str | None:
    """The mentor to propose out of those free for the whole stay; None where none is known.

    A shared language helps here and nowhere else (design.md 6.4). Norwegian is not counted: it
    is what the language rules are about.
    """
    spoken = set(participant.languages or ()) - {"no", "nb", "nn"}

    def burden(mentor_id: str) -> tuple[bool, int, str]:
        shares = bool(spoken & set(board.mentors[mentor_id].languages or ()))
        days = board.mentor_days.get(mentor_id, ())
        load = sum(last >= board.today for _, last in days)
        return (not shares, load, mentor_id)

    return min(mentor_ids, key=burden, default=None)
