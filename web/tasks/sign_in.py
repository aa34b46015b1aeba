"""Sign in and out; after an expired session one comes back to where one was."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from matcher.workflows.sign_in import sign_in as open_account
from matcher.workflows.sign_in import sign_in_name
from matcher.workflows.throttle import TooManyAttempts
from web import browsers, organisation
from web.asked import local_path
from web.errors import resend_page
from web.kept import kept_form
from web.people import begin_session, end_session, program
from web.today import moment

page = Blueprint("sign_in", __name__)

# Nobody types longer ones, and hashing them costs time.
LONGEST = 200


@page.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The form, and what it leads to."""
    back = local_path(request.values.get("next")) or url_for("caseload.home")
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(back, 303)
        return _form(back, expired="expired" in request.args)
    name = request.form.get("name", "").strip()
    password = request.form.get("password", "")
    if not name or not password:
        return _form(back, name, status=422, missing=True)
    if max(len(name), len(password)) > LONGEST:
        return _form(back, name, status=422, wrong=True)
    try:
        name = sign_in_name(program().engine, name)
        found = open_account(program().engine, browsers.attempt(name, password), moment())
    except TooManyAttempts as refused:
        return _wait(back, name, refused.until)
    if found is None:
        return _form(back, name, status=422, wrong=True)
    begin_session(found.account)
    kept = kept_form(request.form.get("kept", ""), found.account.name)
    answer = make_response(resend_page(kept) if kept else redirect(back, 303))
    browsers.remember(answer, found.account.name, found.browser)
    return answer


@page.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    end_session()
    flash(gettext("Du er logget ut."), "success")
    return redirect(url_for("sign_in.sign_in"), 303)


def waiting_text(until: datetime) -> str:
    """How long to wait before passwords are read again; the same for a name that nobody has."""
    minutes = max(1, -((moment() - until) // timedelta(minutes=1)))
    return ngettext(
        "Det er prøvd for mange ganger. Vent %(num)d minutt, og prøv igjen.",
        "Det er prøvd for mange ganger. Vent %(num)d minutter, og prøv igjen.",
        minutes,
    )


def _wait(back: str, name: str, until: datetime) -> ResponseReturnValue:
    answer = make_response(_form(back, name, status=429, wait=waiting_text(until)))
    answer.headers["Retry-After"] = str(max(1, int((until - moment()).total_seconds()) + 1))
    return answer


def _form(
    back: str, name: str = "", *, status: int = 200, **said: bool | str
) -> ResponseReturnValue:
    text = render_template(
        "sign_in.html",
        next=back,
        name=name,
        kept=request.form.get("kept"),
        organisation=organisation.configured(),
        **said,
    )
    return make_response(text, status)
