"""One round of planning with an adviser: decisions so far, the plan around them, what moved.

Nothing of a round is stored: the decisions travel with the address of the page. Plans are kept in
memory as long as the market stays as it was, so that a step and its undoing are quick.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from threading import Lock

from matcher.domain.access import Viewer
from matcher.domain.errors import BadInput, Conflict, NotFound, StoreBusy
from matcher.domain.plans import Fairness, Objective, OfficePlan, Planned
from matcher.store.engine import appending
from matcher.store.writers import save_plan
from matcher.workflows.plan import make_plan, usual_wishes
from matcher.workflows.plan_making import PlanWishes
from matcher.workflows.program import Program

# Plans in memory, all offices together; a plan of fifty people is some ten kilobytes.
PLANS_KEPT = 64


class Decision(StrEnum):
    """What was decided of a pair: kept, left out of this round, or dismissed for good."""

    LOCK = "lock"
    REFUSE = "refuse"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class Step:
    """One decision about a pair."""

    decision: Decision
    participant_id: str
    opening_id: str

    @property
    def pair(self) -> tuple[str, str]:
        """Whom and where it is about."""
        return self.participant_id, self.opening_id


@dataclass(frozen=True, slots=True)
class Round:
    """The decisions in the order they were taken, and what the plan is asked to be."""

    steps: tuple[Step, ...] = ()
    objective: Objective = Objective.PEOPLE
    fairness: Fairness = Fairness.OFF

    def plus(self, step: Step) -> "Round":
        """With one more decision; an earlier one that it contradicts makes way.

        >>> first = Round().plus(Step(Decision.LOCK, "P1", "O1"))
        >>> [s.opening_id for s in first.plus(Step(Decision.LOCK, "P1", "O2")).steps]
        ['O2']
        """
        locks = step.decision is Decision.LOCK
        kept = (
            old
            for old in self.steps
            if old.pair != step.pair
            and not (
                locks
                and old.decision is Decision.LOCK
                and old.participant_id == step.participant_id
            )
        )
        return replace(self, steps=(*kept, step))

    def without(self, steps: Iterable[Step]) -> "Round":
        """With these decisions undone."""
        undone = set(steps)
        return replace(self, steps=tuple(step for step in self.steps if step not in undone))

    def wishes(self) -> PlanWishes:
        """What the solver is asked for."""
        locked = tuple(s.pair for s in self.steps if s.decision is Decision.LOCK)
        refused = tuple(s.pair for s in self.steps if s.decision is not Decision.LOCK)
        return PlanWishes(
            objective=self.objective, fairness=self.fairness, locked=locked, forbidden=refused
        )


class Change(StrEnum):
    """What became of somebody when the plan was made again."""

    MOVED = "moved"
    NEW = "new"
    OUT = "out"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Tried:
    """A plan, the round that it was made for, and the locks that had to be given up."""

    plan: OfficePlan
    round: Round
    given_up: tuple[Step, ...] = ()


_Key = tuple[str, date, Round]


class PlanDesk:
    """Makes plans for the pages and remembers them. Safe to share between threads."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._plans: OrderedDict[_Key, Tried] = OrderedDict()
        self._lock = Lock()

    def plan(self, viewer: Viewer, office_id: str, asked: Round, *, today: date) -> Tried:
        """The plan for a round; a lock that does not work any more is given up, the latest first.

        The plan without decisions is kept as the office's latest. NotFound where ``viewer`` may
        not see the office.
        """
        _refuse_stranger(viewer, office_id)
        program, key = self._program, (office_id, today, asked)
        day = program.market_day(today)
        tried = program.kept.find(
            day, program.model, ("plan", *key), lambda: self._try(viewer, office_id, asked, today)
        )
        with self._lock:
            self._plans[key] = tried
            self._plans.move_to_end(key)
            while len(self._plans) > PLANS_KEPT:
                self._plans.popitem(last=False)
        return tried

    def before(self, viewer: Viewer, office_id: str, asked: Round, *, today: date) -> Tried:
        """The plan for a round as it was last shown, whatever has changed since; else made now."""
        _refuse_stranger(viewer, office_id)
        known = self._known((office_id, today, asked))
        return known or self.plan(viewer, office_id, asked, today=today)

    def _known(self, key: _Key) -> Tried | None:
        with self._lock:
            return self._plans.get(key)

    def _try(self, viewer: Viewer, office_id: str, asked: Round, today: date) -> Tried:
        now, given_up = asked, list[Step]()
        while True:
            try:
                plan = make_plan(
                    self._program, viewer, office_id,
                    today=today, wishes=now.wishes(), keep=False,
                )  # fmt: skip
            except (BadInput, Conflict):
                locks = [step for step in now.steps if step.decision is Decision.LOCK]
                if not locks:
                    raise
                given_up.append(locks[-1])
                now = now.without(locks[-1:])
            else:
                break
        if asked.wishes() == usual_wishes(self._program):
            self._keep(plan)
        return Tried(plan, now, tuple(given_up))

    def _keep(self, plan: OfficePlan) -> None:
        try:
            with appending(self._program.engine) as connection:
                save_plan(connection, plan)
        except StoreBusy:
            # Looking at a plan must not fail because somebody writes; the next look keeps it.
            return


def changes(before: Iterable[Planned], after: Iterable[Planned]) -> dict[str, Change]:
    """By participant, what became of them; who stays as they were is not there."""
    old = {line.participant_id: line for line in before}
    new = {line.participant_id: line for line in after}
    found: dict[str, Change] = {}
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if now is None:
            found[name] = Change.OUT
        elif was is None:
            found[name] = Change.NEW
        elif was.opening_id != now.opening_id:
            found[name] = Change.MOVED
        elif was.starts != now.starts:
            found[name] = Change.DATES
    return found


def _refuse_stranger(viewer: Viewer, office_id: str) -> None:
    if not viewer.sees_office(office_id):
        raise NotFound(f'There is no office "{office_id}" whose participants you may see.')
