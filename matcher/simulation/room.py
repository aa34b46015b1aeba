"""Who has room when: the places that placements take up at openings, employers and mentors.

Placements must be entered in the order of their first day; then whoever is still there on a later
placement's first day is there together with it, and nobody who comes later makes it fuller before.
"""

from matcher.simulation.workplaces import FOREVER, Workplaces


class Room:
    """Counts concurrent placements; ``mentor_for`` looks and ``take`` enters."""

    def __init__(self, workplaces: Workplaces) -> None:
        self._workplaces = workplaces
        self._openings: list[list[int]] = [[] for _ in workplaces.openings]
        self._employers: list[list[int]] = [[] for _ in workplaces.employers]
        self._mentors: list[list[int]] = [[] for _ in workplaces.mentors]

    def mentor_for(self, opening: int, first_day: int, last_day: int) -> int | None:
        """The least busy mentor with room, if opening, employer and a mentor have any."""
        offered = self._workplaces.openings[opening]
        employer = int(self._workplaces.columns.employer[opening])
        if self._busy(self._openings[opening], first_day) >= (offered.slots or 0):
            return None
        room = self._workplaces.employers[employer].capacity or 0
        if self._busy(self._employers[employer], first_day) >= room:
            return None
        loads = [
            (self._busy(self._mentors[mentor], first_day), mentor)
            for mentor in self._workplaces.mentors_of[opening]
            if self._has_room(mentor, first_day, last_day)
        ]
        return min(loads)[1] if loads else None

    def take(self, opening: int, mentor: int, last_day: int) -> None:
        """Enter a placement that takes up its places through ``last_day``."""
        self._openings[opening].append(last_day)
        self._employers[int(self._workplaces.columns.employer[opening])].append(last_day)
        self._mentors[mentor].append(last_day)

    def _has_room(self, row: int, first_day: int, last_day: int) -> bool:
        mentor = self._workplaces.mentors[row]
        since = mentor.available_from.toordinal() if mentor.available_from else 0
        until = mentor.available_to.toordinal() if mentor.available_to else FOREVER
        there = since <= first_day and last_day <= until
        return there and self._busy(self._mentors[row], first_day) < (mentor.capacity or 0)

    @staticmethod
    def _busy(last_days: list[int], first_day: int) -> int:
        last_days[:] = [day for day in last_days if day >= first_day]
        return len(last_days)
