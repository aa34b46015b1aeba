"""What would open more places: for one participant, and for most of the office's."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.workflows.door_openers import doors_of
from matcher.workflows.edit_participant import read_for_edit
from matcher.workflows.office_doors import OfficeDoor, OfficeQuestion, office_doors
from web import asked
from web.languages import language
from web.paging import asked_number, page_of
from web.people import program, viewer
from web.today import today

page = Blueprint("doors", __name__)

# What one learns stands apart from what can be agreed on.
COURSES = ("credential", "spoken", "written")
# So many people are worked out before the page is shown, and so many whenever it goes on: about a
# twentieth and a third of a second's work.
AT_FIRST, AT_ONCE = 2, 25
# So many people are named under each change, and so many a page of all whom it helps.
NAMED, PEOPLE = 10, 100


@page.get("/participants/<participant_id>/doors")
def show(participant_id: str) -> ResponseReturnValue:
    """What to ask one participant, and every single change that opens something."""
    participant, _ = read_for_edit(program().engine, viewer(), participant_id)
    purpose = asked.purpose()
    found = doors_of(program(), participant, today=today(), purpose=purpose, lang=language())
    return render_template("doors.html", participant=participant, found=found, purpose=purpose)


@page.get("/doors")
def office() -> ResponseReturnValue:
    """Which course, or which agreement, would help most of the office's participants."""
    office_id = viewer().office_id or ""
    at_most = AT_ONCE if "counted" in request.args else AT_FIRST
    found = office_doors(
        program(), viewer(), office_id, today=today(), lang=language(), at_most=at_most
    )
    asked = request.args.get("about", "")
    one = next((each for each in (*found.doors, *found.questions) if _name(each) == asked), None)
    return render_template(
        "office_doors.html",
        found=found,
        one=one,
        people_page=page_of(one.people if one else (), asked_number(), PEOPLE),
        name=_name,
        to_page=lambda number: url_for("doors.office", about=asked, page=number),
        most=NAMED,
        # What was worked out before: a step that adds nobody is not asked for again.
        before=asked_number("counted") if "counted" in request.args else 0,
        courses=[door for door in found.doors if door.change in COURSES],
        agreements=[door for door in found.doors if door.change not in COURSES],
    )


def _name(about: OfficeDoor | OfficeQuestion) -> str:
    """What an address calls a change or a question."""
    return about.key if isinstance(about, OfficeDoor) else f"ask-{about.rule}"
