"""An adviser's placements, one of them with its history, and the steps taken with it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.domain.errors import BadInput, ChangedMeanwhile, Conflict, FormRefused
from matcher.domain.life import PlacementEvent, Step
from matcher.domain.steps import Asked, StepRefusal
from matcher.workflows.follow_up_page import follow_ups_of
from matcher.workflows.placement_list import Where, placement_list
from matcher.workflows.placement_page import placement_page
from matcher.workflows.placement_steps import NoRoom, take
from matcher.workflows.report_overview import reports_on
from matcher.workflows.workplace.ask_page import asking_of
from matcher.workflows.workplace.consent import DAYS_TO_ANSWER
from web import asked, placement_texts
from web.paging import asked_number, grouped
from web.people import program, viewer
from web.today import moment, today

page = Blueprint("placement", __name__)


@page.get("/placements")
def placements() -> ResponseReturnValue:
    """The list, of one's own participants (``who=mine``) or the whole office's (``who=office``)."""
    who = request.args.get("who")
    found = placement_list(program().engine, viewer(), today=today(), mine=who != "office")
    if who is None and not found.count_mine:
        # A leader follows nobody up: show the office rather than an empty page.
        found = placement_list(program().engine, viewer(), today=today(), mine=False)
    who = "mine" if found.mine else "office"
    shown, groups = grouped(
        [(where, [line for line in found.lines if line.where is where]) for where in Where],
        asked_number(),
    )
    return render_template(
        "placements.html",
        found=found,
        page=shown,
        groups=groups,
        who=who,
        to_page=lambda number, where=None: url_for(
            "placement.placements", who=who, page=number,
            _anchor=f"group-{where.name.lower()}" if where is not None else None,
        ),
        texts=placement_texts,
        Where=Where,
        Step=Step,
    )  # fmt: skip


@page.get("/placements/<placement_id>")
def show(placement_id: str) -> ResponseReturnValue:
    """One placement: where it stands, what happened, and what can be done now."""
    return _show(placement_id)


@page.post("/placements/<placement_id>/steps/<step>")
def change(placement_id: str, step: str) -> ResponseReturnValue:
    """Take a step; where somebody was first, show what changed and let it be sent again."""
    answers = _answers(asked.word(Step, step))
    if "day" in request.form and answers.day is None:  # it would be taken for today
        return _show(placement_id, answers.step, {"day": StepRefusal.MISSING})
    try:
        take(
            program(), viewer(), placement_id, answers,
            version=_version(), now=moment(), today=today(),
        )  # fmt: skip
    except FormRefused as refused:
        full_on = refused.full_on if isinstance(refused, NoRoom) else None
        return _show(placement_id, answers.step, refused.by_field, full_on=full_on)
    except ChangedMeanwhile as changed:
        return _show(placement_id, answers.step, since=changed.since, status=409)
    except Conflict:  # the step is not possible from where the placement stands
        return _show(placement_id, status=409)
    flash(str(placement_texts.DONE[answers.step]), "success")
    back = asked.local_path(request.form.get("next"))
    return redirect(back or url_for("placement.show", placement_id=placement_id), 303)


def _show(
    placement_id: str,
    tried: Step | None = None,
    problems: Mapping[str, str] | None = None,
    *,
    full_on: date | None = None,
    since: Sequence[PlacementEvent] = (),
    status: int = 200,
) -> ResponseReturnValue:
    found = placement_page(program().engine, viewer(), placement_id, today=today())
    text = render_template(
        "placement.html",
        found=found,
        placement=found.placement,
        participant=found.participant,
        follow=follow_ups_of(program().engine, viewer(), placement_id, today=today()),
        reports=reports_on(program().engine, viewer(), placement_id, today()),
        asking=asking_of(program().engine, viewer(), placement_id, today=today()),
        consent_by=today() + timedelta(days=DAYS_TO_ANSWER),
        texts=placement_texts,
        Step=Step,
        tried=tried,
        errors=placement_texts.refused(problems or {}, full_on),
        typed=request.form if tried else {},
        since=since,
        conflict=status == 409,
    )
    return make_response(text, 422 if problems else status)


def _answers(step: Step) -> Asked:
    return Asked(
        step,
        day=asked.day("day"),
        planned_end=asked.day("planned_end"),
        reason=request.form.get("reason"),
    )


def _version() -> int:
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput(f"Expected the version of the placement; got {text[:10]!r}.")
    return int(text)
