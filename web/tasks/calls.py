"""Whom to ask how it goes, three, six and twelve months after a placement ended."""

from collections.abc import Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import FormRefused, NotFound
from matcher.workflows.report_overview import first_name
from matcher.workflows.work_calls import WorkCall, answer_call, due_calls
from web import report_texts
from web.people import account, program, viewer
from web.today import moment, today

page = Blueprint("calls", __name__)

# So many forms are a page's worth; the others are one step away.
SHOWN = 20


@page.get("/calls")
def show() -> ResponseReturnValue:
    """The calls that stand."""
    return _show()


@page.post("/calls/<placement_id>/<int:months>")
def answer(placement_id: str, months: int) -> ResponseReturnValue:
    """Keep an answer, or show the form again with what is wrong."""
    try:
        answer_call(
            program().engine, viewer(), placement_id, months, request.form,
            now=moment(), today=today(),
        )  # fmt: skip
    except FormRefused as refused:
        return _show(placement_id, refused)
    flash(gettext("Takk! Svaret er lagret."), "success")
    return redirect(url_for("calls.show", who=request.args.get("who")), 303)


def _show(refused_id: str | None = None, refused: FormRefused | None = None) -> ResponseReturnValue:
    mine = request.args.get("who") != "office"
    office = account().viewer.office_id
    if office is None:
        raise NotFound("An administrator belongs to no office, and asks nobody.")
    calls = due_calls(program().engine, viewer(), office, today(), viewer().name if mine else None)
    first = refused_id or request.args.get("first")
    shown = calls if request.args.get("all") else _to_begin_with(calls, first)
    errors = {
        name: report_texts.wrong(code)
        for name, code in (refused.by_field if refused else {}).items()
    }
    text = render_template(
        "calls.html",
        calls=shown,
        left=len(calls) - len(shown),
        mine=mine,
        first_name=first_name,
        refused_id=refused_id,
        errors=errors,
        summary=[
            (f"call-{refused_id}-{name}", report_texts.SHORT[name], text)
            for name, text in errors.items()
        ],
        typed=request.form if errors else {},
    )
    return make_response(text, 422 if errors else 200)


def _to_begin_with(calls: Sequence[WorkCall], first: str | None) -> list[WorkCall]:
    """The one that was asked for, and the oldest."""
    asked = [call for call in calls if call.placement.placement_id == first]
    return [*asked, *(call for call in calls[:SHOWN] if call not in asked)]
