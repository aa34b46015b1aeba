"""The first of an employer's pages: what waits for an answer, who is here, and how full it is."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matcher.workflows.workplace.home import home
from web import opening_texts
from web.people import program, viewer
from web.today import today

page = Blueprint("workplace", __name__)


@page.get("/workplace")
def own() -> ResponseReturnValue:
    """One of an employer's people is led to their own; others choose one first."""
    employer_id = viewer().employer_id
    if employer_id is None:
        return redirect(url_for("employers.show"))
    return redirect(url_for("workplace.show", employer_id=employer_id))


@page.get("/workplace/<employer_id>")
def show(employer_id: str) -> ResponseReturnValue:
    """What waits, who is here, the mentors, the openings."""
    found = home(program(), viewer(), employer_id, today=today())
    return render_template("workplace/home.html", found=found, opening_texts=opening_texts)
