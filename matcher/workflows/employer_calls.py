"""Use case: whom to call this week, for an adviser's people or a whole office's.

What was found is kept until the market or the model changes, so that a page that is looked at
again, or a talk that is kept, costs nothing.
"""

from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from matcher.domain.access import Viewer
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import MarketDay
from matcher.store.engine import reading
from matcher.store.readers import read_participants_of_office
from matcher.store.trail import note_listed
from matcher.workflows.employer_leads import Calls, find_calls
from matcher.workflows.employer_promises import office_of
from matcher.workflows.plan_people import waiting
from matcher.workflows.program import Program

# Caseloads that stay in memory: an office's advisers, and some of another office's.
CASELOADS_KEPT = 64

# What was found in which market with which model, and who was looked at for it.
_Known = tuple[MarketDay, AdditiveModel, Calls, list[str]]


@dataclass(frozen=True)
class CallDesk:
    """Finds whom to call, and remembers it. Safe to share between threads."""

    program: Program
    _known: dict[tuple[str, str | None], _Known] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def calls(self, viewer: Viewer, *, today: date, mine: bool) -> Calls:
        """Whom to call for those of the viewer's people (``mine``), or the office's, who wait.

        NotFound where the viewer belongs to no office.
        """
        key = (office_of(viewer), viewer.name if mine else None)
        day, model = self.program.market_day(today), self.program.model
        with self._lock:
            known = self._known.get(key)
        if known is not None and known[0] is day and known[1] is model:
            with reading(self.program.engine) as connection:
                note_listed(connection, viewer, known[3])
            return known[2]
        with reading(self.program.engine) as connection:
            people = read_participants_of_office(connection, viewer, key[0])
        own = [person for person in people if not mine or person.adviser == viewer.name]
        found = find_calls(day, model, waiting(day, own).people)
        with self._lock:
            self._keep(key, (day, model, found, [person.participant_id for person in people]))
        return found

    def _keep(self, key: tuple[str, str | None], found: _Known) -> None:
        """Nothing of a day that is over stays: it would hold the whole market in memory."""
        for name, (day, *_) in list(self._known.items()):
            if day is not found[0]:
                del self._known[name]
        while len(self._known) >= CASELOADS_KEPT:
            del self._known[next(iter(self._known))]
        self._known[key] = found
