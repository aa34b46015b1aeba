"""Sign in and out; after an expired session one comes back to where one was."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from matcher.workflows.sign_in import sign_in as open_account
from web.asked import local_path
from web.errors import resend_page
from web.kept import kept_form
from web.people import begin_session, end_session, program

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
    account = None
    if max(len(name), len(password)) <= LONGEST:
        account = open_account(program().engine, name, password)
    if account is None:
        return _form(back, name, status=422, wrong=True)
    begin_session(account)
    kept = kept_form(request.form.get("kept", ""), account.name)
    return resend_page(kept) if kept else redirect(back, 303)


@page.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    end_session()
    flash(gettext("Du er logget ut."), "success")
    return redirect(url_for("sign_in.sign_in"), 303)


def _form(back: str, name: str = "", *, status: int = 200, **said: bool) -> ResponseReturnValue:
    text = render_template(
        "sign_in.html", next=back, name=name, kept=request.form.get("kept"), **said
    )
    return make_response(text, status)
