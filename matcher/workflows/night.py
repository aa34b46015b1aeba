"""Use case: one night of learning (``jobbsmak train``).

Claim, read, compare, fit, judge, write, and put in use or keep. The model's folder comes first,
the registry's row last, with the promotion and the end of the night in one transaction: whenever
a night is cut off, the model in use is what it was.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from threadpoolctl import threadpool_limits

from matcher.domain.errors import Conflict
from matcher.learning.card import card_text
from matcher.learning.registry import (
    clear_unfinished,
    fingerprint,
    kept_versions,
    packed,
    version_name,
    write_artefact,
)
from matcher.store.engine import reading, writing
from matcher.store.model_registry import (
    DAY_ONE,
    ModelVersion,
    add_version,
    champion,
    promote,
    read_version,
)
from matcher.store.nights import claim_night, finish_night, last_night, this_process
from matcher.workflows.erased_models import erased_note
from matcher.workflows.model_in_use import InUse
from matcher.workflows.night_candidate import (
    Candidate,
    Judged,
    fit_candidate,
    forecast_folds,
    judge,
    manifest_of,
)
from matcher.workflows.night_fairness import FairnessOfNight, look_at_fairness, open_findings
from matcher.workflows.night_messages import say
from matcher.workflows.night_report import NightReport, report_of, why_sentence
from matcher.workflows.night_rows import NightRows, material_of, night_rows
from matcher.workflows.night_state import ClaimedNight, Ears
from matcher.workflows.program import Program


def run_night(
    program: Program, *, today: date, clock: Callable[[], datetime], ears: Ears | None = None
) -> NightReport:
    """Learn as of ``today`` and put the candidate in use if every gate lets it through.

    Conflict where another night is running. After any other failure the night is marked failed,
    the model in use is what it was, and the error goes on.
    """
    ears = ears or Ears()
    with reading(program.engine) as connection:
        before = last_night(connection)
    began = clock()
    number = claim_night(program.engine, today, this_process(), began)
    night = ClaimedNight(program, number, today, clock, ears)
    try:
        ears.message(say("begins", number=number, today=today))
        if before is not None and began < before.started_at:
            went_back = f"{before.started_at:%Y-%m-%d %H:%M} UTC"
            night.note(say("clock_back", now=f"{began:%Y-%m-%d %H:%M} UTC",
                           before=went_back, today=today))  # fmt: skip
        # Small matrices, and other work on the same machine: more threads would only wait for each
        # other, and the sums would depend on how many there are.
        with threadpool_limits(limits=1):
            return _learn(night)
    except BaseException as error:
        night.failed(error)
        raise


def _learn(night: ClaimedNight) -> NightReport:
    night.begin("read")
    _look_back(night)
    in_use = night.program.in_use.look()
    if in_use.problem:
        night.note(say("not_the_wanted_model", problem=in_use.problem))
    rows = night_rows(night.program, night.today)
    night.note(say("rows", rows=len(rows.rows), new_rows=rows.new))
    for text in (*rows.notes, *erased_note(night.program.engine, in_use.model.version)):
        night.note(text)
    if not len(rows.rows):
        return _keep(night, rows, say("no_outcomes", champion=in_use.model.version))
    if rows.same and not in_use.problem:
        return _keep(night, rows, say("no_new_rows", champion=in_use.model.version))
    return _compare_and_decide(night, rows, in_use)


def _look_back(night: ClaimedNight) -> None:
    """Say what became of the night before, and clear away what it left."""
    with reading(night.program.engine) as connection:
        before = last_night(connection)
    if before is not None and before.state == "failed":
        night.note(say("before_failed", message=before.message or ""))
    left = clear_unfinished(night.program.in_use.folder)
    if left:
        night.note(say("cleared", names=", ".join(left)))


def _compare_and_decide(night: ClaimedNight, rows: NightRows, in_use: InUse) -> NightReport:
    program = night.program
    material = material_of(program, rows, _age_of(night, in_use.model.version))
    night.begin("compare")
    comparison = forecast_folds(material, night.fold_done)
    night.begin("fit")
    candidate = fit_candidate(program, material)
    night.begin("judge")
    fair = look_at_fairness(night, rows, candidate.model, comparison)
    judged = judge(program, in_use.model, candidate.model, material, comparison, fair.waiting)
    for gate in judged.gates:
        key = "gate_passed" if gate.held else "gate_stopped"
        night.ears.message(say(key, gate=gate.gate, text=gate.text))
    for text in judged.notes:
        night.note(text)
    return _write_and_decide(night, rows, candidate, judged, in_use, fair)


def _age_of(night: ClaimedNight, version: str) -> int | None:
    """Days since the data of the model in use; None where that is the start model."""
    if version == night.program.day_one.version:
        return None
    with reading(night.program.engine) as connection:
        made = date.fromisoformat(read_version(connection, version).manifest["as_of"])
    if made > night.today:
        night.note(say("champion_ahead", as_of=made))
    return max((night.today - made).days, 0)


def _write_and_decide(
    night: ClaimedNight,
    rows: NightRows,
    candidate: Candidate,
    judged: Judged,
    in_use: InUse,
    fair: FairnessOfNight,
) -> NightReport:
    night.begin("write")
    folder = night.program.in_use.folder
    payload = packed(candidate.model)
    made_at = night.clock()
    sha256 = fingerprint(payload)
    version = version_name(made_at, sha256)
    while version in kept_versions(folder):  # of a night that was cut off in this very minute
        made_at += timedelta(minutes=1)
        version = version_name(made_at, sha256)
    decision = "promoted" if judged.passed else "kept"
    why = why_sentence(judged, version, in_use.model.version)
    report = report_of(night, rows, decision, why) | judged.figures
    report |= {"candidate": version, "fairness": fair.document | {"model_version": version}}
    manifest = manifest_of(night.program, rows, candidate, report, made_at)
    written = write_artefact(folder, version, payload, manifest, card_text(manifest))
    night.ears.message(say("kept_on_disk", version=version, folder=folder))
    night.begin("decide")
    with writing(night.program.engine) as connection:
        _refuse_another_champion(connection, in_use.wanted)
        add_version(connection, ModelVersion(version, made_at, sha256, written, night.number))
        open_findings(connection, fair, night.today)
        if judged.passed:
            promote(connection, version, this_process(), "night", night.clock())
        _finish(night, connection, report, version)
    night.ears.message(why)
    return NightReport(night.number, version, report)


def _refuse_another_champion(connection: sa.Connection, compared_with: str) -> None:
    """Conflict where somebody promoted or rolled back meanwhile: the gates looked at another."""
    now = champion(connection) or DAY_ONE
    if now != compared_with:
        raise Conflict(say("champion_changed", before=compared_with, now=now))


def _keep(night: ClaimedNight, rows: NightRows, why: str) -> NightReport:
    """The night is over before a candidate was made."""
    night.begin("decide")
    report = report_of(night, rows, "kept", why)
    with writing(night.program.engine) as connection:
        _finish(night, connection, report, None)
    night.ears.message(why)
    return NightReport(night.number, None, report)


def _finish(
    night: ClaimedNight, connection: sa.Connection, report: dict[str, Any], version: str | None
) -> None:
    finish_night(
        connection,
        night.number,
        report["decision"],
        now=night.clock(),
        rows=report["rows"],
        new_rows=report["new_rows"],
        version=version,
        message=report["why"],
        report=report,
    )
