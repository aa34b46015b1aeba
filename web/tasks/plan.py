"""The office's plan: who goes where this week, decided on step by step, and accepted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from matcher.domain.errors import FormRefused
from matcher.domain.plans import Objective, Planned
from matcher.planning.explain import why_not_text
from matcher.workflows.accept_plan import accept_plan
from matcher.workflows.capacity_ahead import Week, capacity_ahead
from matcher.workflows.plan import shortage_sentence
from matcher.workflows.plan_page import Comparison, Named, audit_rates, compare, read_named
from matcher.workflows.plan_round import Change, Decision, Round, Step, Tried, changes
from matcher.workflows.plan_workbook import plan_workbook
from web import plan_texts
from web.asked_plan import (
    asked_round,
    desk,
    office_id,
    plan_address,
    step_text,
)
from web.languages import language
from web.people import program, viewer
from web.plan_lists import plan_lists
from web.plan_view import bars, decided, left, rows, sent_line, share
from web.today import today

page = Blueprint("plan", __name__)

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page.get("/plan")
def show() -> ResponseReturnValue:
    """This week's plan around the decisions in the address."""
    now = asked_round()
    before = None
    if now.steps:
        previous = replace(now, steps=now.steps[:-1])
        before = desk().before(viewer(), office_id(), previous, today=today()).plan.assignments
    return _page(now, before)


@page.post("/plan/accept")
def accept() -> ResponseReturnValue:
    """The chosen lines become proposed placements, all or none."""
    lines = [sent_line(text) for text in request.form.getlist("line")]
    now = asked_round()
    if not lines:
        return _page(now, None, status=422, nothing_chosen=True)
    try:
        done = accept_plan(program(), viewer(), office_id(), lines, today=today())
    except FormRefused as problem:
        return _page(now, lines, status=409, problems=problem.by_field)
    if done.placements:
        flash(
            ngettext(
                "%(num)d plassering er foreslått. Avtal den med arbeidsgiver og mentor.",
                "%(num)d plasseringer er foreslått. Avtal dem med arbeidsgivere og mentorer.",
                len(done.placements),
            ),
            "success",
        )
    if done.already:
        flash(
            ngettext(
                "%(num)d plassering var foreslått fra før, og er lagret bare én gang.",
                "%(num)d plasseringer var foreslått fra før, og er lagret bare én gang.",
                done.already,
            ),
            "info",
        )
    placed = {line.participant_id for line in lines}
    left_over = now.without(step for step in now.steps if step.participant_id in placed)
    return redirect(plan_address(left_over, looked_at=False), 303)


@page.get("/plan/plan.xlsx")
def workbook() -> ResponseReturnValue:
    """The plan as an Excel file; nothing of it is kept on the server."""
    found = _find(asked_round())
    answer = make_response(
        plan_workbook(found.tried.plan, found.named, found.weeks, lang=language())
    )
    answer.headers["Content-Type"] = EXCEL
    answer.headers["Content-Disposition"] = f"attachment; filename=plan-{today()}.xlsx"
    return answer


@dataclass(frozen=True, slots=True)
class _Found:
    tried: Tried
    named: Named
    weeks: tuple[Week, ...]

    def compared(self) -> Comparison:
        now, plans = self.tried.round, {}
        for objective in Objective:
            other = replace(now, objective=objective)
            plans[objective] = desk().plan(viewer(), office_id(), other, today=today()).plan
        return compare(program(), self.named, plans, now, today=today())


def _find(now: Round) -> _Found:
    tried = desk().plan(viewer(), office_id(), now, today=today())
    named = read_named(program(), viewer(), office_id(), today=today())
    weeks = capacity_ahead(program(), named, tried.plan.assignments, today=today())
    return _Found(tried, named, weeks)


def _page(
    now: Round,
    before: Sequence[Planned] | None,
    *,
    status: int = 200,
    problems: dict[str, str] | None = None,
    nothing_chosen: bool = False,
) -> ResponseReturnValue:
    found = _find(now)
    plan, named, kept = found.tried.plan, found.named, found.tried.round
    chosen, was = rows(plan.assignments, named), rows(before or (), named)
    compared = found.compared()
    waiting, on_the_way = left(plan, named, was)
    without = {one.person.participant_id for one in waiting}
    # Who is not planned for any more, because a place was proposed meanwhile, was not left out.
    changed = {
        name: what
        for name, what in changes(before or (), plan.assignments).items()
        if before is not None and (what is not Change.OUT or name in without)
    }
    if problems is not None:
        changed = {name: what for name, what in changed.items() if name in was}
    text = render_template(
        "plan_paper.html" if request.args.get("view") == "paper" else "plan.html",
        found=found,
        **plan_lists(kept, list(chosen.values()), waiting),
        plan=plan,
        named=named,
        round=kept,
        rows=chosen,
        was=was,
        changed=changed,
        stepped=before is not None and problems is None,
        waiting=waiting,
        on_the_way=on_the_way,
        decided=decided(kept.steps, named),
        given_up=decided(found.tried.given_up, named),
        problems={
            name: plan_texts.refused(why, language()) for name, why in (problems or {}).items()
        },
        nothing_chosen=nothing_chosen,
        compared=compared,
        versus=plan_texts.versus(plan, compared.first_come, plan.first_come),
        shortage=shortage_sentence(plan, language()),
        prices=plan_texts.price_sentences(plan, named),
        rates=list(plan_texts.need_rates(plan)),
        audit=audit_rates(plan),
        charts=[(kind, bars(found.weeks, kind)) for kind in ("need", "free")],
        texts=plan_texts,
        why_not=lambda why: why_not_text(why, language()),
        address=plan_address,
        locked=lambda who, where: kept.plus(Step(Decision.LOCK, who, where)),
        replace=replace,
        step_text=step_text,
        share=share,
        Objective=Objective,
    )
    return make_response(text, status)
