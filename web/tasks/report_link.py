"""A form that somebody without an account answers by a link; nothing else is ever shown there."""

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from matcher.domain.errors import FormRefused, JobbsmakError, StoreProblem
from matcher.workflows.report_links import (
    LinkClosed,
    LinkForm,
    LinkState,
    give_by_link,
    open_link,
    put_aside_by_link,
)
from web.by_link import leave_no_trace
from web.languages import FORM_LANGUAGES
from web.link_signature import link_id_of
from web.people import program
from web.report_form import Wanted, shown_form, wanted
from web.security import csrf
from web.today import moment, today

page = Blueprint("report_link", __name__)
page.after_request(leave_no_trace)

# Whoever has the address may answer; there is no session that another site could ride on, and
# phones that keep no cookies must get through.
csrf.exempt(page)

_STATUS = {LinkState.BROKEN: 404, LinkState.TOO_EARLY: 200}


@page.before_request
def _in_the_language_of_the_form() -> None:
    if request.args.get("lang") in FORM_LANGUAGES:
        g.form_language = request.args["lang"]


@page.errorhandler(LinkClosed)
def _closed(closed: LinkClosed) -> Response:
    text = render_template("report/closed.html", state=closed.state.value, form_languages={})
    return make_response(text, _STATUS.get(closed.state, 410))


@page.errorhandler(HTTPException)
@page.errorhandler(JobbsmakError)
def _trouble(error: Exception) -> Response:
    """Whatever goes wrong is said on a page as bare as the others."""
    if isinstance(error, JobbsmakError):
        current_app.logger.warning("%s: %s", request.endpoint, error)
    text = render_template("report/closed.html", state="trouble", form_languages={})
    return make_response(text, getattr(error, "code", None) or _status(error))


def _status(error: Exception) -> int:
    return 503 if isinstance(error, StoreProblem) else 400


@page.get("/r/<token>")
def show(token: str) -> ResponseReturnValue:
    """The form; thanks where it was just sent."""
    found = open_link(program().engine, link_id_of(token), today())
    if request.args.get("done") == "given" and found.answered:
        return render_template("report/thanks.html", found=found, token=token, form_languages={})
    return _form(found, token)


@page.post("/r/<token>")
def send(token: str) -> ResponseReturnValue:
    """Keep the answers, or the half-filled form; or show it again with what is wrong."""
    to_do, link_id = wanted(), link_id_of(token)
    if to_do is not Wanted.GIVE:
        put_aside_by_link(program().engine, link_id, request.form, now=moment(), today=today())
    if to_do is Wanted.QUIETLY:
        return "", 204
    if to_do is Wanted.LANGUAGE:
        return _again(token, lang=request.form["lang"])
    if to_do is Wanted.LATER:
        return _again(token, done="later")
    try:
        give_by_link(program().engine, link_id, request.form, now=moment(), today=today())
    except FormRefused as refused:
        return _form(open_link(program().engine, link_id, today()), token, refused)
    return _again(token, done="given")


def _form(found: LinkForm, token: str, refused: FormRefused | None = None) -> ResponseReturnValue:
    later = request.args.get("done") == "later"
    return shown_form(
        "report/by_link.html", found.form, found.first_name, refused,
        found=found, token=token, later=later,
    )  # fmt: skip


def _again(token: str, **more: str) -> ResponseReturnValue:
    lang = more.pop("lang", request.args.get("lang"))
    return redirect(url_for("report_link.show", token=token, lang=lang, **more), 303)
