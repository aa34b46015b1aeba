"""A request that somebody at an employer answers by a link; nothing else is ever shown there."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from matcher.domain.errors import FormRefused, JobbsmakError
from matcher.domain.mails import LinkKind
from matcher.workflows.workplace.answer import AnsweredAlready, answer_by_link
from matcher.workflows.workplace.request_shown import open_answer_link
from web import request_texts
from web.answer_form import answer_given
from web.by_link import closed_page, leave_no_trace
from web.link_signature import link_id_of
from web.people import program
from web.security import csrf
from web.today import moment, today

page = Blueprint("answer_link", __name__)

# Whoever has the address may answer; there is no session that another site could ride on.
csrf.exempt(page)
page.after_request(leave_no_trace)


@page.errorhandler(HTTPException)
@page.errorhandler(JobbsmakError)
def _trouble(error: Exception) -> Response:
    return closed_page(error)


@page.get("/answer/<token>")
def show(token: str) -> ResponseReturnValue:
    """The request without a name, and three buttons; what was answered, where somebody did."""
    return _page(token)


@page.post("/answer/<token>")
def send(token: str) -> ResponseReturnValue:
    """Keep the answer; where somebody was first, show how it stands."""
    link_id = link_id_of(token, LinkKind.ANSWER)
    # An address that is not ours is not there, whatever was sent to it.
    open_answer_link(program().engine, link_id, today=today())
    try:
        answer_by_link(program(), link_id, answer_given(), now=moment(), today=today())
    except FormRefused as refused:
        return _page(token, request_texts.refused(refused.by_field))
    except AnsweredAlready:
        return _page(token, first=False)
    return redirect(url_for("answer_link.show", token=token, thanks=1), 303)


def _page(
    token: str, errors: dict[str, str] | None = None, *, first: bool = True
) -> ResponseReturnValue:
    link_id = link_id_of(token, LinkKind.ANSWER)
    shown = open_answer_link(program().engine, link_id, today=today())
    text = render_template(
        "answer_by_link.html",
        shown=shown,
        token=token,
        errors=errors or {},
        typed=request.form,
        first=first,
        thanks="thanks" in request.args,
    )
    return make_response(text, 409 if not first else 422 if errors else 200)
