"""Somebody at an employer opens an invitation and makes an account."""

import secrets

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import FormRefused
from matcher.domain.mails import LinkKind
from matcher.workflows.passwords import SHORTEST_PASSWORD
from matcher.workflows.workplace.accept_invitation import (
    Closed,
    LinkRefused,
    accept_invitation,
    open_invitation,
)
from web import browsers, invitation_texts
from web.by_link import leave_no_trace
from web.languages import language
from web.link_signature import link_id_of
from web.people import begin_session, program
from web.today import moment, today

page = Blueprint("invitation", __name__)
page.after_request(leave_no_trace)

_FIELDS = ("person", "password")


@page.errorhandler(LinkRefused)
def _refused(refused: LinkRefused) -> Response:
    """A calm page that says why, and what to do."""
    heading, advice = invitation_texts.CLOSED_INVITATION[refused.state]
    text = render_template(
        "workplace/link_closed.html",
        heading=heading,
        advice=advice,
        may_sign_in=refused.state is Closed.USED,
    )
    return make_response(text, 404 if refused.state is Closed.BROKEN else 410)


@page.get("/invitation/<token>")
def show(token: str) -> ResponseReturnValue:
    """Where one is invited, and the form."""
    return _form(token)


@page.post("/invitation/<token>")
def accept(token: str) -> ResponseReturnValue:
    """Make the account and sign in; or say beside each field what is wrong."""
    try:
        made = accept_invitation(
            program().engine, _link_id(token), request.form,
            language=language(), today=today(), now=moment(),
        )  # fmt: skip
    except FormRefused as refused:
        return _form(token, refused)
    begin_session(made)
    flash(gettext("Kontoen er klar, og du er logget inn."), "success")
    answer = make_response(redirect(url_for("workplace.own"), 303))
    browsers.remember(answer, made.name, secrets.token_urlsafe(16))
    return answer


def _link_id(token: str) -> str | None:
    return link_id_of(token, LinkKind.INVITATION)


def _form(token: str, refused: FormRefused | None = None) -> ResponseReturnValue:
    found = open_invitation(program().engine, _link_id(token), moment())
    wrong = refused.by_field if refused else {}
    errors = {name: invitation_texts.account_fault(name, code) for name, code in wrong.items()}
    text = render_template(
        "workplace/invitation.html",
        found=found,
        token=token,
        person=request.form.get("person", ""),
        errors=errors,
        summary=[(name, "", errors[name]) for name in _FIELDS if name in errors],
        shortest=SHORTEST_PASSWORD,
    )
    return make_response(text, 422 if refused else 200)
