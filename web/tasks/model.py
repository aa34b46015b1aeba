"""The model in use, for leaders and administrators, and the way back to the one before."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import BadInput, Conflict, NotAllowed
from matcher.domain.outcomes import Stage
from matcher.workflows.findings import assign, close
from matcher.workflows.model_page import ModelPage, may_roll_back, model_page
from matcher.workflows.models import roll_back
from web import asked, model_texts
from web.languages import language
from web.people import program, viewer
from web.reliability_chart import dots
from web.today import moment, today

page = Blueprint("model", __name__)

# What moved less, in standard deviations of the prior, is as was thought.
WORTH_SAYING = 0.5
MOST_SAID = 8
# No number of a finding has more digits; more would not fit the database's numbers.
_DIGITS = 9


@page.get("/model")
def show() -> ResponseReturnValue:
    """The version in use, how well it does, what it learned, and the nights."""
    found = _found()
    labels = {entry.name: entry.label[language()] for entry in program().day_one.entries}
    said = [m for m in found.moves if abs(m.moved) >= WORTH_SAYING and m.column in labels]
    bins = found.report.get("reliability", {})
    return render_template(
        "model.html",
        found=found,
        labels=labels,
        said=said[:MOST_SAID],
        charts={stage: dots(bins[stage]) for stage in Stage if bins.get(stage)},
        texts=model_texts,
        may_roll_back=may_roll_back(viewer()),
        today=today(),
    )


@page.post("/model/findings/assign")
def assign_finding() -> ResponseReturnValue:
    """Say who looks after a finding, and by when."""
    _found()
    day = asked.day("due_on")
    if day is None:
        raise BadInput("due_on: expected a date, such as 2026-03-31.")
    owner = request.form.get("owner", "")
    assign(program().engine, viewer(), _number(), owner=owner, due_on=day, today=today())
    flash(gettext("Ansvaret er fordelt."), "success")
    return redirect(url_for("model.show", _anchor="findings-heading"), 303)


@page.post("/model/findings/close")
def close_finding() -> ResponseReturnValue:
    """Close a finding with what was found out."""
    _found()
    why = request.form.get("why", "")
    close(program().engine, viewer(), _number(), why=why, today=today())
    flash(gettext("Funnet er lukket."), "success")
    return redirect(url_for("model.show", _anchor="findings-heading"), 303)


def _number() -> int:
    """The finding that a form is about."""
    text = request.form.get("finding", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise BadInput("finding: expected its number.")
    return int(text)


@page.get("/model/roll-back")
def ask() -> ResponseReturnValue:
    """Ask once more, and say what will be in use."""
    found = _found()
    _refuse_others()
    if found.before is None:
        raise Conflict("The start model is in use; there is no model before it.")
    return render_template("model_back.html", found=found)


@page.post("/model/roll-back")
def go_back() -> ResponseReturnValue:
    """Go back to the model before the one that was looked at."""
    _refuse_others()
    seen = request.form.get("seen", "")
    kept = program()
    done = roll_back(kept.engine, kept.in_use.folder, by=viewer().name, now=moment(), seen=seen)
    kept.in_use.look()
    flash(gettext("Nå er %(version)s i bruk.", version=done.version), "success")
    if done.passed_over:
        flash(gettext("En modell ble hoppet over fordi filene dens er skadet."), "warning")
    return redirect(url_for("model.show"), 303)


def _found() -> ModelPage:
    return model_page(program(), viewer())


def _refuse_others() -> None:
    if not may_roll_back(viewer()):
        raise NotAllowed("Only an administrator may change which model is in use.")
