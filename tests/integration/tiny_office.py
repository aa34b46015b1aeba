"""An office so small that its report is reckoned by hand in `test_office_report`."""

from datetime import date

from matcher.domain.employers import Employer, Office, Opening, Sector
from matcher.domain.market import Market
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose

TODAY = date(2026, 3, 31)
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


def placement(name: str, person: str, opening: str, ended: date | None, **facts) -> Placement:
    known = {
        "purpose": Purpose.EXPERIENCE,
        "status": PlacementStatus.ENDED,
        "starts": date(2025, 11, 3),
        "ended": ended,
    }
    return Placement(name, person, opening, **{**known, **facts})


def adviser(placement_id: str, on: date, **said) -> Outcome:
    return Outcome(placement_id, Reporter.ADVISER, on, **said)


PARTICIPANTS = (
    Participant("P1", "N1", adviser="kari", programme_end=date(2026, 2, 28),
                programme_outcome=NextStep.JOB),
    Participant("P2", "N1", adviser="kari", programme_end=date(2026, 3, 31)),
    Participant("P3", "N1", programme_end=date(2026, 4, 1), programme_outcome=NextStep.AAP),
    Participant("P4", "N1", programme_end=date(2025, 12, 31), programme_outcome=NextStep.JOB),
    Participant("P5", "N1", programme_outcome=NextStep.GONE),
    Participant("P6", "N1", programme_end=date(2026, 1, 1),
                programme_outcome=NextStep.SUBSIDISED_JOB),
    Participant("P9", "N2", programme_end=date(2026, 2, 28), programme_outcome=NextStep.JOB),
)  # fmt: skip
TASTE = {"purpose": Purpose.TASTE}
PLACEMENTS = (
    placement("L1", "P1", "O1", date(2026, 1, 30)),
    placement("L2", "P2", "O1", date(2026, 1, 9), **TASTE),
    placement("L3", "P3", "O2", date(2026, 2, 13)),
    placement("L4", "P4", "O1", date(2026, 3, 31), purpose=Purpose.LANGUAGE),
    placement("L5", "P5", "O1", date(2026, 1, 1), **TASTE),
    # Of these none counts: before, still running, called off, another office's, after.
    placement("L6", "P6", "O1", date(2025, 12, 31)),
    placement("L7", "P1", "O1", None, status=PlacementStatus.RUNNING,
              planned_end=date(2026, 3, 1)),
    placement("L8", "P2", "O1", date(2026, 2, 1), status=PlacementStatus.CANCELLED),
    placement("L9", "P9", "O1", date(2026, 2, 1)),
    placement("L10", "P3", "O1", date(2026, 4, 1), starts=date(2026, 3, 2)),
    # Nobody noted the day: the planned one stands in.
    placement("L11", "P6", "O1", None, planned_end=date(2026, 2, 20), **TASTE),
)  # fmt: skip
OUTCOMES = (
    Outcome("L1", Reporter.MENTOR, date(2026, 1, 30), showed_up=True, completed=True,
            next_step=NextStep.EDUCATION),
    adviser("L1", date(2026, 2, 2), completed=True, next_step=NextStep.JOB),
    adviser("L2", date(2026, 1, 9), showed_up=False, end_reason=EndReason.NO_SHOW),
    adviser("L3", date(2026, 2, 13), showed_up=True, completed=False, end_reason=EndReason.ILL,
            next_step=NextStep.TREATMENT),
    adviser("L3", date(2026, 3, 20), next_step=NextStep.AAP),
    Outcome("L5", Reporter.PARTICIPANT, date(2026, 1, 2), showed_up=True, completed=True),
    adviser("L5", date(2026, 4, 2), next_step=NextStep.JOB),  # after today
    adviser("L6", date(2026, 1, 2), completed=True, next_step=NextStep.JOB),
    adviser("L9", date(2026, 2, 2), completed=True, next_step=NextStep.JOB),
    adviser("L11", date(2026, 2, 21), completed=True, next_step=NextStep.JOB),
    adviser("L11", date(2026, 2, 25), completed=True),  # corrected; the step still stands
)  # fmt: skip
MARKET = Market(
    offices=(Office("N1", "Testvik"), Office("N2", "Prøvedal")),
    participants=PARTICIPANTS,
    employers=(
        Employer("E1", "Prøvebutikken", sector=Sector.PRIVATE),
        Employer("E2", "Prøveskolen", sector=Sector.PUBLIC),
    ),
    openings=(Opening("O1", "E1"), Opening("O2", "E2")),
    placements=PLACEMENTS,
    outcomes=OUTCOMES,
)
