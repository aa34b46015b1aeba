"""One decision about the plan: somebody goes elsewhere, not there, or a decision is undone."""

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.dismissals import DismissalReason, SaidBy
from matcher.domain.errors import Conflict
from matcher.workflows.dismiss import dismiss, take_back
from matcher.workflows.plan_page import read_named
from matcher.workflows.plan_round import Decision, Step
from matcher.workflows.suggest import suggest
from web import asked, plan_texts
from web.asked_plan import asked_round, desk, in_address, office_id, plan_address, step_of
from web.languages import language
from web.people import program, viewer
from web.plan_view import rows
from web.today import today

page = Blueprint("plan_steps", __name__)

OTHER_PLACES = 6
ONLY_NOW = "only_now"


@page.get("/plan/change/<participant_id>")
def change(participant_id: str) -> ResponseReturnValue:
    """Where else could this participant go, and why not where the plan says?"""
    return _change(participant_id, missing=False)


@page.post("/plan/change/<participant_id>")
def refuse(participant_id: str) -> ResponseReturnValue:
    """Plan without this pair; with a reason that holds, the no is kept."""
    reason, opening_id = request.form.get("reason", ""), request.form.get("opening", "")
    if not reason:
        return _change(participant_id, missing=True)
    decision = Decision.REFUSE
    if reason != ONLY_NOW:
        decision = Decision.DISMISS
        dismiss(
            program().engine, viewer(), participant_id, opening_id,
            reason=asked.word(DismissalReason, reason), said_by=SaidBy.ADVISER,
            note=request.form.get("note", ""), today=today(),
        )  # fmt: skip
    return redirect(
        plan_address(asked_round().plus(Step(decision, participant_id, opening_id)), "changes"), 303
    )


@page.post("/plan/undo")
def undo() -> ResponseReturnValue:
    """Take a decision back; a no that was kept is withdrawn too."""
    step, now = step_of(request.form.get("undo", "")), asked_round()
    if step.decision is Decision.DISMISS:
        try:
            take_back(
                program().engine, viewer(), step.participant_id, step.opening_id, today=today()
            )
        except Conflict:
            flash(gettext("Ingen sier lenger nei til denne."), "info")
    flash(gettext("Angret. Planen er lagt på nytt."), "success")
    return redirect(plan_address(now.without([step])), 303)


def _change(participant_id: str, *, missing: bool) -> ResponseReturnValue:
    found = desk().plan(viewer(), office_id(), asked_round(), today=today())
    suggested = suggest(
        program(), viewer(), participant_id,
        today=today(), limit=OTHER_PLACES + 1, lang=language(),
    )  # fmt: skip
    named = read_named(program(), viewer(), office_id(), today=today())
    row = rows(found.plan.assignments, named).get(participant_id)
    here = row.line.opening_id if row else None
    text = render_template(
        "plan_change.html",
        participant=named.people[participant_id],
        row=row,
        others=[s for s in suggested.suggestions if s.opening_id != here][:OTHER_PLACES],
        texts=plan_texts,
        parts=in_address(found.round),
        back=plan_address(found.round),
        lock=lambda opening_id: plan_address(
            found.round.plus(Step(Decision.LOCK, participant_id, opening_id)), "changes"
        ),
        missing=missing,
        typed=request.form,
        ONLY_NOW=ONLY_NOW,
    )
    return make_response(text, 422 if missing else 200)
