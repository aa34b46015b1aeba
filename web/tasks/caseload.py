"""My participants: who needs a placement first, whose proposal waits, who is placed until when."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.domain.access import Role
from matcher.workflows.caseload import Case, Caseload, Standing, caseload
from web.people import program, viewer
from web.templating import person, weeks
from web.today import today

page = Blueprint("caseload", __name__)


@page.get("/")
def home() -> ResponseReturnValue:
    """The day begins with what needs one now; an administrator has no people, but a model."""
    first = {Role.ADMINISTRATOR: "model.show", Role.EMPLOYER: "workplace.own"}
    return redirect(url_for(first.get(viewer().role, "my_day.show")))


@page.get("/participants")
def participants() -> ResponseReturnValue:
    """The list, of one's own (``who=mine``) or the whole office's (``who=office``)."""
    who = request.args.get("who")
    found = caseload(program().engine, viewer(), today=today(), mine=who != "office")
    if who is None and not found.count_mine:
        # A leader follows nobody up: show the office rather than an empty page.
        found = caseload(program().engine, viewer(), today=today(), mine=False)
    asked = request.args.get("q", "").strip()[:100]
    cases = [case for case in found.cases if _named(case, asked)]
    groups = [(standing, [c for c in cases if c.standing is standing]) for standing in Standing]
    return render_template(
        "caseload.html",
        caseload=found,
        groups=groups,
        q=asked,
        shown=len(cases),
        weeks=weeks,
        Standing=Standing,
        tally=_tally(found),
    )


def _named(case: Case, asked: str) -> bool:
    who = f"{person(case.participant)} {case.participant.participant_id}"
    wish = case.wish.text if case.wish else ""
    return asked.casefold() in f"{who} {wish}".casefold()


def _tally(found: Caseload) -> dict[Standing, int]:
    return {standing: sum(c.standing is standing for c in found.cases) for standing in Standing}
