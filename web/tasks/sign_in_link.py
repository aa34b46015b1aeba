"""An employer's person asks for a link by mail, and signs in by it."""

import secrets

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.mails import LinkKind
from matcher.workflows.throttle import TooManyAttempts
from matcher.workflows.workplace.accept_invitation import Closed, LinkRefused
from matcher.workflows.workplace.invitations import LONGEST_EMAIL, email_of
from matcher.workflows.workplace.link_sign_in import (
    LinkAsked,
    ask_for_link,
    open_sign_in_link,
    sign_in_by_link,
)
from web import browsers, invitation_texts
from web.by_link import leave_no_trace
from web.link_signature import link_id_of
from web.people import begin_session_by_link, program
from web.tasks.sign_in import waiting_text
from web.today import moment

page = Blueprint("sign_in_link", __name__)
page.after_request(leave_no_trace)


@page.errorhandler(LinkRefused)
def _refused(refused: LinkRefused) -> Response:
    """A calm page that says why, and leads to a new link."""
    heading, advice = invitation_texts.CLOSED_LINK[refused.state]
    text = render_template(
        "workplace/link_closed.html", heading=heading, advice=advice, may_sign_in=True
    )
    return make_response(text, 404 if refused.state is Closed.BROKEN else 410)


@page.get("/sign-in/link")
def form() -> ResponseReturnValue:
    """The form; or what happens now, which is the same for every address."""
    return render_template("workplace/sign_in_link.html", sent="sent" in request.args)


@page.post("/sign-in/link")
def send() -> ResponseReturnValue:
    """Send the link where the address has an account; the answer tells nothing of that."""
    email = request.form.get("email", "").strip()[:LONGEST_EMAIL]
    if email_of(email) is None:
        return _again(email, gettext("Skriv hele e-postadressen, som navn@firma.no."), 422)
    asked = LinkAsked(email, request.remote_addr or "", current_app.config["SECRET_KEY"])
    try:
        ask_for_link(program().engine, asked, now=moment())
    except TooManyAttempts as refused:
        return _again(email, waiting_text(refused.until), 429)
    return redirect(url_for("sign_in_link.form", sent=1), 303)


@page.get("/sign-in/link/<token>")
def show(token: str) -> ResponseReturnValue:
    """A button. Opening the page uses nothing up: mail programs open what they carry."""
    open_sign_in_link(program().engine, _link_id(token), moment())
    return render_template("workplace/sign_in_by_link.html", token=token)


@page.post("/sign-in/link/<token>")
def use(token: str) -> ResponseReturnValue:
    """Sign in, once."""
    found = sign_in_by_link(program().engine, _link_id(token), moment())
    begin_session_by_link(found)
    answer = make_response(redirect(url_for("workplace.own"), 303))
    browsers.remember(answer, found.name, secrets.token_urlsafe(16))
    return answer


def _link_id(token: str) -> str | None:
    return link_id_of(token, LinkKind.SIGN_IN)


def _again(email: str, wrong: str, status: int) -> ResponseReturnValue:
    text = render_template("workplace/sign_in_link.html", email=email, errors={"email": wrong})
    return make_response(text, status)
