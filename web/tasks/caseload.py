"""My participants: who needs a placement first, whose proposal waits, who is placed until when."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.domain.access import Role
from matcher.workflows.caseload import Case, Standing, caseload
from web.paging import asked_number, grouped
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
    who = "mine" if found.mine else "office"
    shown, groups = grouped(
        [(each, [case for case in cases if case.standing is each]) for each in Standing],
        asked_number(),
    )
    return render_template(
        "caseload.html",
        caseload=found,
        groups=groups,
        q=asked,
        page=shown,
        who=who,
        to_page=lambda number, standing=None: url_for(
            "caseload.participants",
            who=who,
            q=asked or None,
            page=number,
            _anchor=f"group-{standing.value}" if standing is not None else None,
        ),
        weeks=weeks,
        Standing=Standing,
    )


def _named(case: Case, asked: str) -> bool:
    who = f"{person(case.participant)} {case.participant.participant_id}"
    wish = case.wish.text if case.wish else ""
    return asked.casefold() in f"{who} {wish}".casefold()
