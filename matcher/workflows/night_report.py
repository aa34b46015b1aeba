"""What came of a night: the decision in a sentence, and the report that is kept."""

from dataclasses import dataclass
from typing import Any

from matcher.workflows.night_candidate import Judged
from matcher.workflows.night_messages import say
from matcher.workflows.night_rows import NightRows
from matcher.workflows.night_state import ClaimedNight


@dataclass(frozen=True, slots=True)
class NightReport:
    """What came of a night; ``version`` is the candidate's, None where none was made."""

    night: int
    version: str | None
    report: dict[str, Any]

    @property
    def promoted(self) -> bool:
        """Whether the candidate is in use now."""
        return bool(self.report["decision"] == "promoted")


def why_sentence(judged: Judged, version: str, in_use: str) -> str:
    """What was decided, and which gates stopped the candidate."""
    if judged.passed:
        return say("promoted", version=version)
    stopped = " ".join(
        f"The gate {gate.gate} was not passed: {gate.text}"
        for gate in judged.gates
        if not gate.held
    )
    return say("kept", champion=in_use, why=stopped)


def report_of(night: ClaimedNight, rows: NightRows, decision: str, why: str) -> dict[str, Any]:
    """The report of a night; what a comparison found is added where there was one."""
    return {
        "rows": len(rows.rows),
        "new_rows": rows.new,
        "as_of": night.today.isoformat(),
        "counts": rows.counts,
        "mark": rows.mark,
        "candidate": None,
        "gates": [],
        "metrics": {},
        "reliability": {},
        "groups": [],
        "folds": [],
        "fairness": {},
        "notes": list(night.notes),
        "decision": decision,
        "why": why,
    }
