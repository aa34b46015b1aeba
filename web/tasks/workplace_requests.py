"""An employer's requests: the list, one of them, and the answer with one click."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.domain.errors import FormRefused
from matcher.workflows.workplace.answer import AnsweredAlready, answer_signed_in
from matcher.workflows.workplace.request_list import request_list
from matcher.workflows.workplace.request_shown import read_for_employer
from web import request_texts
from web.answer_form import THANKS, answer_given
from web.people import program, viewer
from web.today import moment, today

page = Blueprint("workplace_requests", __name__)


@page.get("/workplace/<employer_id>/requests")
def show(employer_id: str) -> ResponseReturnValue:
    """Those that wait for an answer first."""
    found = request_list(program().engine, viewer(), employer_id, today=today())
    return render_template("workplace/requests.html", found=found)


@page.get("/workplace/<employer_id>/requests/<request_id>")
def one(employer_id: str, request_id: str) -> ResponseReturnValue:
    """Whom it is about without a name, the days, and three buttons."""
    return _page(employer_id, request_id)


@page.post("/workplace/<employer_id>/requests/<request_id>")
def answer(employer_id: str, request_id: str) -> ResponseReturnValue:
    """Keep the answer; where somebody was first, show how it stands."""
    given = answer_given()
    try:
        answer_signed_in(
            program(), viewer(), employer_id, request_id, given, now=moment(), today=today()
        )
    except FormRefused as refused:
        return _page(employer_id, request_id, request_texts.refused(refused.by_field))
    except AnsweredAlready:
        return _page(employer_id, request_id, first=False)
    flash(str(THANKS[given.answer]), "success")
    address = url_for("workplace_requests.one", employer_id=employer_id, request_id=request_id)
    return redirect(address, 303)


def _page(
    employer_id: str, request_id: str, errors: dict[str, str] | None = None, *, first: bool = True
) -> ResponseReturnValue:
    shown = read_for_employer(program().engine, viewer(), employer_id, request_id, today=today())
    text = render_template(
        "workplace/request.html", shown=shown, errors=errors or {}, typed=request.form, first=first
    )
    return make_response(text, 409 if not first else 422 if errors else 200)
